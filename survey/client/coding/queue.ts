// Steps on their way to the server: one after the other, kept in this tab until they have arrived. A lost connection loses nothing.

export interface Errand {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type QueueState = "saved" | "saving" | "waiting" | "signed-out";

interface Hooks {
  /** The errand arrived; what the server said. */
  arrived(errand: Errand, reply: Reply): void;
  /** The server refused the errand for good. */
  refused(errand: Errand, reply: Reply): void;
  changed(state: QueueState, waiting: number): void;
  /** Called just before sending: the last moment to fill in what only now is known. Null: not needed any more. */
  ready(errand: Errand): Errand | null;
}

const PAUSES = [1000, 3000, 8000, 20000];

export class Queue {
  private errands: Errand[] = [];
  private sending = false;
  private tries = 0;
  private timer = 0;
  private state: QueueState = "saved";
  private fresh = false;

  constructor(
    private readonly base: string,
    private readonly storage: string,
    private readonly hooks: Hooks,
  ) {
    window.addEventListener("online", () => this.run());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.errands.length) this.run();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.errands.length) event.preventDefault();
    });
  }

  /** Errands that an earlier visit of this tab left behind. */
  left(): Errand[] {
    try {
      return JSON.parse(sessionStorage.getItem(this.storage) ?? "[]") as Errand[];
    } catch {
      return [];
    }
  }

  get length(): number {
    return this.errands.length;
  }

  /** The newest errand that has not been sent. */
  get unsent(): Errand | undefined {
    return this.errands.length > (this.sending ? 1 : 0) ? this.errands[this.errands.length - 1] : undefined;
  }

  add(errand: Errand): void {
    this.errands.push(errand);
    this.keep();
    this.run();
  }

  /** The newest unsent errand is given up, or put in place of another. */
  replaceLast(errand?: Errand): void {
    this.errands.splice(-1, 1, ...(errand ? [errand] : []));
    this.keep();
    this.tell(this.errands.length ? this.state : "saved");
  }

  private keep(): void {
    if (this.errands.length) sessionStorage.setItem(this.storage, JSON.stringify(this.errands));
    else sessionStorage.removeItem(this.storage);
  }

  private tell(state: QueueState): void {
    this.state = state;
    this.hooks.changed(state, this.errands.length);
  }

  private run(): void {
    if (this.sending || !this.errands.length) return;
    window.clearTimeout(this.timer);
    void this.send();
  }

  private later(state: QueueState): void {
    this.tell(state);
    this.timer = window.setTimeout(() => this.run(), PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
  }

  private async send(): Promise<void> {
    const first = this.errands[0];
    if (!first) return;
    const errand = this.hooks.ready(first);
    if (!errand) return this.settled(() => undefined);
    this.sending = true;
    if (this.state !== "waiting") this.tell("saving");
    let reply: Reply | null = null;
    try {
      reply = await this.ask(errand);
    } catch {
      reply = null; // no connection
    }
    this.sending = false;
    if (!reply || reply.status >= 500 || reply.status === 429) return this.later("waiting");
    if (reply.status === 401) return this.later("signed-out");
    if (reply.status === 400 && !this.fresh && (await this.renewToken())) {
      this.fresh = true;
      return this.run();
    }
    this.fresh = false;
    const answer = reply;
    return this.settled(() => (answer.status < 400 ? this.hooks.arrived(errand, answer) : this.hooks.refused(errand, answer)));
  }

  private settled(then: () => void): void {
    this.errands.shift();
    this.tries = 0;
    this.keep();
    then();
    this.tell(this.errands.length ? "saving" : "saved");
    this.run();
  }

  private async ask(errand: Errand): Promise<Reply> {
    const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
    const answer = await fetch(this.base + errand.path, {
      method: errand.method,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(errand.body),
      credentials: "same-origin",
    });
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
  }

  /** After signing in again in another window this page has an old token; a new one stands in the same page. */
  private async renewToken(): Promise<boolean> {
    try {
      const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
      const found = /<meta name="csrf-token" content="([^"]+)"/.exec(page)?.[1];
      const meta = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]");
      if (!found || !meta || found === meta.content) return false;
      meta.content = found;
      return true;
    } catch {
      return false;
    }
  }
}
