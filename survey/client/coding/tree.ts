// The codebook beside the answer: which codes are on it, how many answers have each, and what a code means.
import { say } from "./data";
import { byId, make, maybe, set } from "./dom";
import { codeName } from "./reader";
import { type Span, sameSpan, wholeSpan } from "./spans";
import type { Work } from "./work";

export class Tree {
  private readonly nodes = new Map<number, HTMLButtonElement>();

  constructor(
    private readonly work: Work,
    press: (code: number) => void,
  ) {
    for (const node of maybe("tree")?.querySelectorAll<HTMLButtonElement>(".node") ?? []) {
      const code = work.byKey.get(node.dataset["code"] ?? "");
      if (code === undefined) continue;
      this.nodes.set(code, node);
      node.type = "button";
      node.addEventListener("mousedown", (event) => event.preventDefault()); // what is chosen in the answer stays chosen
      node.addEventListener("click", () => press(code));
      node.addEventListener("mouseenter", () => this.explain(code));
      node.addEventListener("focus", () => this.explain(code));
    }
  }

  update(): void {
    const span: Span = this.work.picked ?? wholeSpan(this.work.here().text);
    const on = new Set(
      this.work
        .mine(this.work.current)
        .filter((one) => this.work.picked === null || sameSpan(one, span) || (one.start <= span.start && span.stop <= one.stop))
        .map((one) => one.code),
    );
    for (const [code, node] of this.nodes) {
      set(node, { "aria-pressed": String(on.has(code)) });
      const people = this.work.people(code);
      node.lastElementChild?.replaceChildren(people ? String(people) : "");
    }
  }

  /** The code's meaning in short, with the way to its page. */
  explain(at: number): void {
    const code = this.work.codes[at];
    const box = byId("about");
    if (!code) return;
    const page = make("a", { class: "push regular", href: this.work.data.codebook + encodeURIComponent(code.key) }, say("page"));
    const head = make("h3", { class: "small row" }, `${code.hotkey ? `${code.hotkey} ` : ""}${codeName(this.work, at)}`, page);
    const said = make("p", {});
    if (code.definition) said.append(make("b", {}, say("useFor")), ` ${code.definition} `);
    if (code.exclude) said.append(make("b", {}, say("leaveOut")), ` ${code.exclude}`);
    box.replaceChildren(head, said);
    box.hidden = false;
  }
}
