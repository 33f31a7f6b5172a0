// Each change goes to the save door after a short pause. "Saved" is said only when the server has it.
import { say } from "./words";

const PAUSE = 700; // milliseconds after the last keystroke
const AGAIN = [2000, 5000, 15000, 30000]; // waiting times after a lost connection

interface Saved {
  revision: number;
  shown: string[];
}

export class Autosave {
  private readonly state: HTMLElement;
  private readonly voice: HTMLElement | null; // what screen readers are told; not each of a hundred saves
  private heard = "";
  private sent = new Map<string, string>();
  private timer = 0;
  private tries = 0;
  private running: Promise<void> | null = null;
  private leaving = false;

  constructor(private readonly form: HTMLFormElement, private readonly door: string, private readonly after: (shown: string[]) => void) {
    this.state = document.getElementById("saved") as HTMLElement;
    this.voice = document.getElementById("told");
    this.sent = this.snapshot();
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon(150));
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.save();
    });
    addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.changes().length > 0) event.preventDefault();
    });
  }

  /** What each field says now, by the key under which it is posted. */
  private snapshot(): Map<string, string> {
    const said = new Map<string, string>();
    for (const [key, value] of new FormData(this.form)) {
      if (!key.startsWith(":") && typeof value === "string") said.set(key, said.has(key) ? `${said.get(key)}\n${value}` : value);
    }
    return said;
  }

  /** The keys whose answer differs from what the server has. */
  private changes(): string[] {
    const now = this.snapshot();
    return [...new Set([...now.keys(), ...this.sent.keys()])].filter((key) => (now.get(key) ?? "") !== (this.sent.get(key) ?? ""));
  }

  private soon(pause = PAUSE): void {
    clearTimeout(this.timer);
    if (this.tries === 0 && this.changes().length > 0) this.tell("saving", true);
    this.timer = window.setTimeout(() => void this.save(), pause);
  }

  private tell(name: string, wait: boolean): void {
    this.state.hidden = false;
    this.state.classList.toggle("saved--wait", wait);
    const words = say(name);
    if (this.state.textContent !== words) this.state.textContent = words;
    if (name === "saving" || name === this.heard) return;
    this.heard = name;
    if (this.voice) this.voice.textContent = words;
  }

  /** What was changed is with the server when this ends, or the state says that it is not. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    const changed = this.changes();
    if (changed.length === 0) {
      if (!this.state.hidden) this.tell("saved", false); // changed and changed back: the server has it
      return;
    }
    this.running = this.send(changed).finally(() => {
      this.running = null;
    });
    await this.running;
  }

  private async send(changed: string[]): Promise<void> {
    const now = this.snapshot();
    const body = new URLSearchParams();
    for (const [key, value] of new FormData(this.form)) {
      if (typeof value === "string" && (key.startsWith(":") || changed.includes(key))) body.append(key, value);
    }
    for (const key of changed) body.append(":touched", key);
    this.tell("saving", true);
    let answer: Response;
    try {
      answer = await fetch(this.door, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: body.toString().length < 60000 });
    } catch {
      return this.wait();
    }
    if (answer.status >= 500 || answer.status === 429) return this.wait();
    if (!answer.ok || answer.redirected) return this.tell("refused", true);
    const saved = (await answer.json()) as Saved;
    this.tries = 0;
    this.sent = now;
    const revision = this.form.elements.namedItem(":revision");
    if (revision instanceof HTMLInputElement) revision.value = String(saved.revision);
    this.after(saved.shown);
    if (this.changes().length === 0) this.tell("saved", false);
    else this.soon();
  }

  private wait(): void {
    this.tell("waiting", true);
    this.soon(AGAIN[Math.min(this.tries, AGAIN.length - 1)]);
    this.tries += 1;
  }

  /** A save on its way must arrive before the page is sent: the older text would else come after the newer. */
  private submit(event: SubmitEvent): void {
    if (this.leaving) return;
    this.leaving = true;
    clearTimeout(this.timer);
    if (!this.running) return;
    event.preventDefault();
    const { submitter } = event;
    const on = (): void => this.form.requestSubmit(submitter);
    void Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 3000))]).then(on, on);
  }
}
