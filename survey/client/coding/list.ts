// The list of all answers: a link for each, with the colours of its codes and whether it is finished.
import { say } from "./data";
import { byId, make, set } from "./dom";
import type { Work } from "./work";

const SHOWN = 160; // characters of an answer in its row; the style cuts the line anyway

export class List {
  private rows = new Map<number, HTMLAnchorElement>();
  private current: HTMLAnchorElement | undefined;

  constructor(
    private readonly work: Work,
    private readonly address: (answer: number) => string,
  ) {}

  draw(): void {
    this.rows.clear();
    const all = document.createDocumentFragment();
    for (const at of this.work.sequence) {
      const row = make("a", { class: "a-row", "data-answer": at });
      this.rows.set(at, row);
      this.fill(at, row);
      all.append(make("li", {}, row));
    }
    byId("list").replaceChildren(all);
    const { order } = this.work;
    byId("order-name").textContent = say(order);
    for (const link of byId("order").querySelectorAll<HTMLAnchorElement>("a")) set(link, { "aria-current": link.dataset["order"] === order ? "true" : null });
    this.mark();
  }

  /** One row says what its answer has now. */
  update(at: number): void {
    const row = this.rows.get(at);
    if (row) this.fill(at, row);
  }

  /** The row of the current answer is marked and in sight. */
  mark(): void {
    this.current?.removeAttribute("aria-current");
    this.current = this.rows.get(this.work.current);
    this.current?.setAttribute("aria-current", "true");
    this.current?.scrollIntoView({ block: "nearest" });
  }

  private fill(at: number, row: HTMLAnchorElement): void {
    const answer = this.work.answers[at];
    if (!answer) return;
    const done = this.work.done.has(at);
    const colours = [...new Set(this.work.codesOn(at).map((code) => this.work.codes[code]?.colour ?? 1))];
    const dots = make("span", { class: "dots", ...(colours.length ? { role: "img", "aria-label": say("codesOn", { codes: this.work.codesOn(at).length }) } : {}) });
    dots.append(...colours.map((colour) => make("span", { class: `sw k${colour}` })));
    const language = this.work.data.languages[answer.language] ?? answer.language;
    row.href = this.address(at);
    row.classList.toggle("done", done);
    row.replaceChildren(
      make("span", { class: "id" }, answer.label),
      make("span", { class: "xs quiet" }, done ? `${language}, ${say("done")}` : language),
      dots,
      make("span", { class: "tx", lang: answer.language }, answer.text.slice(0, SHOWN)),
    );
  }
}
