// The memo beside the answer: saved by itself after a pause, never over a text that was not seen.
import { say } from "./data";
import { byId, make, maybe } from "./dom";
import type { Work } from "./work";

const PAUSE = 800; // ms after the last letter

export class MemoField {
  private readonly field = maybe<HTMLTextAreaElement>("memo");
  private shown = -1;
  private timer = 0;

  constructor(
    private readonly work: Work,
    private readonly save: (answer: number, text: string) => void,
    leave: () => void,
  ) {
    this.field?.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.flush(), PAUSE);
    });
    this.field?.addEventListener("blur", () => this.flush());
    this.field?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      leave();
    });
  }

  focus(): void {
    this.field?.focus();
  }

  /** What was typed is on its way. */
  flush(): void {
    window.clearTimeout(this.timer);
    if (!this.field || this.shown < 0 || this.field.value === (this.work.memos.get(this.shown)?.text ?? "")) return;
    this.save(this.shown, this.field.value);
  }

  /** The memo of the current answer is shown; one that is being typed is not overwritten. */
  show(): void {
    if (!this.field) return;
    const label = document.querySelector("label[for=memo]");
    if (this.shown !== this.work.current) {
      this.flush();
      byId("memo-notice").replaceChildren();
    } else if (document.activeElement === this.field) return;
    this.shown = this.work.current;
    this.field.value = this.work.memos.get(this.shown)?.text ?? "";
    label?.replaceChildren(`${say("memoLabel", { label: this.work.here().label })} `, make("span", { class: "quiet regular" }, say("memoYours")));
  }

  /** The memo says something else elsewhere: both texts stand there, and the coder decides. */
  stale(answer: number, theirs: string, mine: string): void {
    if (answer !== this.shown || !this.field) return;
    const keep = make("button", { class: "btn btn--s", type: "button" }, say("keepMine"));
    const take = make("button", { class: "btn btn--s", type: "button" }, say("takeOther"));
    const notice = make("div", { class: "notice notice--warn", role: "alert" }, make("p", {}, say("memoStale")), make("p", { class: "prewrap" }, theirs), make("p", { class: "row" }, keep, take));
    this.field.value = mine;
    keep.addEventListener("click", () => {
      notice.remove();
      this.save(answer, this.field?.value ?? mine);
    });
    take.addEventListener("click", () => {
      notice.remove();
      if (this.field) this.field.value = theirs;
    });
    byId("memo-notice").replaceChildren(notice);
  }
}
