// The coding page as a whole: what a key or a click means, what is sent, and what is drawn after it.
import { Chooser } from "./choosing";
import { type Data, type LastStep, type Step, say } from "./data";
import { byId, make, maybe, set } from "./dom";
import { type Command, readKey } from "./keys";
import { List } from "./list";
import { drawMargin } from "./margin";
import { MemoField } from "./memo";
import { Palette } from "./palette";
import { type Errand, Queue, type QueueState, type Reply } from "./queue";
import { codeShort, codeTag, drawHead, drawNeighbours, drawOthers, drawText, drawn, placeUnder, selectedSpan } from "./reader";
import { slicePoints } from "./codepoints";
import { type Span, sameSpan, wholeSpan } from "./spans";
import { Tree } from "./tree";
import { type Order, Work } from "./work";

const ORDERS: readonly Order[] = ["random", "length", "group"];

export function startCoding(data: Data): void {
  document.body.classList.add("coding--live");
  new CodingPage(new Work(data));
}

class CodingPage {
  private readonly article = byId("answer");
  private readonly list: List;
  private readonly tree: Tree;
  private readonly palette: Palette | null;
  private readonly memo: MemoField;
  private readonly queue: Queue;
  private chooser: Chooser;
  private note = "";
  private keysOn = localStorage.getItem("coding-keys") !== "off";

  constructor(private readonly work: Work) {
    const { base, question, mayCode } = work.data;
    const asked = new URLSearchParams(location.search);
    const order = ORDERS.find((one) => one === asked.get("order"));
    if (order) work.arrange(order);
    work.current = work.byLabel.get(byId("label").textContent ?? "") ?? work.sequence[0] ?? 0;
    this.chooser = new Chooser(work.here().text, work.here().language);
    this.list = new List(work, (answer) => this.address(answer));
    this.tree = new Tree(work, (code) => this.toggle(code));
    this.palette = mayCode ? new Palette(work, (code) => this.toggle(code)) : null;
    this.memo = new MemoField(work, (answer, text) => this.saveMemo(answer, text), () => this.article.focus());
    this.queue = new Queue(`${base}${encodeURIComponent(question)}/`, `coding:${base}${question}:${work.data.me}`, {
      arrived: (errand, reply) => this.arrived(errand, reply),
      refused: (errand, reply) => this.refused(errand, reply),
      changed: (state, waiting) => this.tellState(state, waiting),
      ready: (errand) => this.ready(errand),
    });
    this.listen();
    for (const errand of mayCode ? this.queue.left() : []) this.repeat(errand);
    this.list.draw();
    this.draw();
    if (document.activeElement === document.body && !location.hash) this.article.focus({ preventScroll: true });
  }

  private address(answer: number): string {
    const asked = new URLSearchParams({ answer: this.work.answers[answer]?.label ?? "", order: this.work.order });
    return `${location.pathname}?${asked.toString()}`;
  }

  // ---- what is drawn ----

  private draw(): void {
    const { work } = this;
    drawHead(work);
    drawText(work);
    drawMargin(work, (passage) => this.pick({ start: passage.start, stop: passage.stop }));
    this.drawPassages();
    drawOthers(work);
    drawNeighbours(work, (answer) => this.address(answer));
    this.tree.update();
    this.memo.show();
    this.drawBar();
    this.drawTip();
  }

  private drawPassages(): void {
    const { work } = this;
    const { text, language } = work.here();
    const lines = drawn(work).map((passage) => {
      const line = make("li", {}, codeTag(work, passage.code), " ", make("q", { lang: language }, slicePoints(text, passage.start, passage.stop)));
      if (work.data.mayCode) {
        const off = make("button", { class: "btn btn--s btn--plain", type: "button", "aria-label": say("takeOffCode", { code: codeShort(work, passage.code) }) }, say("takeOff"));
        off.addEventListener("click", () => this.takeOff(passage.code, passage));
        line.append(" ", off);
      }
      return line;
    });
    byId("passages").replaceChildren(...lines);
  }

  private drawBar(): void {
    const { work } = this;
    const all = work.answers.length;
    set(byId("meter"), { width: work.done.size });
    byId("progress").textContent = say("doneOf", { done: work.done.size, all });
    this.drawStep("undo", this.pending() ?? work.undo);
    this.drawStep("redo", work.redo);
    const done = maybe("done");
    const finished = work.done.has(work.current);
    done?.firstElementChild?.replaceChildren(say(finished ? "markOpen" : "markDone"));
    done?.querySelector("kbd")?.toggleAttribute("hidden", finished); // Space leads on, it does not open again
  }

  private drawStep(id: "undo" | "redo", step: Step | null): void {
    const button = maybe(id);
    if (!button) return;
    button.hidden = !step;
    if (step) button.firstElementChild?.replaceChildren(say(id, { step: this.stepWords(step) }));
  }

  private stepWords(step: Step): string {
    const code = this.work.byKey.get(step.code ?? "");
    const places = { answer: step.answer ?? "", code: code === undefined ? "" : codeShort(this.work, code) };
    const names: Partial<Record<Step["kind"], string>> = { coded: "coded", uncoded: "uncoded", done: "stepDone", undone: "stepOpen", memo: "memoTo" };
    return say((step.answer && names[step.kind]) || "gone", places);
  }

  private drawTip(): void {
    const tip = maybe("tip");
    const { picked } = this.work;
    if (!tip) return;
    tip.hidden = !picked;
    if (!picked) return;
    const count = slicePoints(this.work.here().text, picked.start, picked.stop).split(/\s+/u).length;
    const [before, after] = say("chosen", { count, key: "\u0000" }).split("\u0000");
    tip.replaceChildren(before ?? "", make("kbd", { class: "kbd" }, "/"), after ?? "");
  }

  private tellState(state: QueueState, waiting: number): void {
    const line = byId("state");
    const words = { saved: say("saved"), saving: say("saving"), waiting: say("waiting", { count: waiting }), "signed-out": say("signIn") };
    line.textContent = state === "saved" && this.note ? `${words.saved}. ${this.note}` : words[state];
    line.className = state === "saved" || state === "saving" ? "push" : "push saved saved--wait";
    if (state === "signed-out") this.message(say("signIn"));
  }

  private message(text: string, link?: HTMLElement): void {
    const notice = make("p", { class: "notice notice--warn" }, text);
    if (link) notice.append(" ", link);
    byId("message").replaceChildren(...(text ? [notice] : []));
  }

  // ---- what the coder does ----

  private listen(): void {
    this.article.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("selectionchange", () => this.selected());
    byId("text").addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("click", (event) => this.followed(event));
    window.addEventListener("resize", () => this.draw());
    void document.fonts.ready.then(() => this.draw());
    byId("order").addEventListener("click", (event) => {
      const order = ORDERS.find((one) => one === (event.target as HTMLElement).dataset["order"]);
      if (!order) return;
      event.preventDefault();
      byId<HTMLDetailsElement>("order").open = false;
      this.rearrange(order);
    });
    for (const id of ["undo", "redo", "done", "find", "help"]) {
      const button = maybe<HTMLButtonElement>(id);
      if (!button) continue;
      button.type = "button";
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.obey(id === "done" && this.work.done.has(this.work.current) ? "reopen" : (id as Command)));
    }
    const keys = byId<HTMLInputElement>("keys-on");
    keys.checked = this.keysOn;
    keys.addEventListener("change", () => {
      this.keysOn = keys.checked;
      localStorage.setItem("coding-keys", this.keysOn ? "on" : "off");
    });
    byId("keys").querySelector("[data-close]")?.addEventListener("click", () => byId<HTMLDialogElement>("keys").close());
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const asked = readKey(event);
    if (!asked || target.closest("input, textarea, select, dialog")) return;
    if (!this.keysOn && !("command" in asked && asked.command === "help")) return;
    if (target !== this.article && (event.code === "Space" || event.code === "Enter")) return; // a button under the focus is pressed
    if ("command" in asked) {
      this.obey(asked.command);
      event.preventDefault();
      return;
    }
    const code = this.work.codes.findIndex((one) => one.hotkey === asked.cap && !one.retired);
    if (code < 0) return;
    this.toggle(code);
    event.preventDefault();
  }

  private obey(command: Command | "reopen"): void {
    const { work } = this;
    const coding = work.data.mayCode;
    switch (command) {
      case "next":
      case "previous": {
        const at = work.neighbour(command === "next" ? 1 : -1);
        if (at !== undefined) this.go(at);
        break;
      }
      case "left":
      case "right":
        return this.pick(this.chooser.move(command === "right" ? 1 : -1, work.picked, false));
      case "extend-left":
      case "extend-right":
        return this.pick(this.chooser.move(command === "extend-right" ? 1 : -1, work.picked, true));
      case "sentence":
        return this.pick(this.chooser.sentence(work.picked));
      case "nothing":
        return this.pick(null);
      case "order":
        return this.rearrange(ORDERS[(ORDERS.indexOf(work.order) + 1) % ORDERS.length] ?? "random");
      case "find":
        return this.palette?.open();
      case "help":
        return byId<HTMLDialogElement>("keys").showModal();
      case "memo":
        return this.memo.focus();
      case "done":
        return coding ? this.finish() : undefined;
      case "reopen":
        return coding ? this.mark(work.current, false) : undefined;
      case "undo":
      case "redo":
        return coding ? this.back(command) : undefined;
    }
  }

  private go(answer: number): void {
    const { work } = this;
    this.memo.flush();
    work.current = answer;
    work.picked = null;
    this.chooser = new Chooser(work.here().text, work.here().language);
    document.getSelection()?.removeAllRanges();
    history.replaceState(null, "", this.address(answer));
    this.draw();
    this.list.mark();
    this.article.closest(".pane")?.scrollTo({ top: 0 });
  }

  /** A link to an answer of this list is followed without loading the page anew. */
  private followed(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLElement>("a[data-answer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.go(Number(link.dataset["answer"]));
    this.article.focus({ preventScroll: true });
  }

  private rearrange(order: Order): void {
    this.work.arrange(order);
    history.replaceState(null, "", this.address(this.work.current));
    this.list.draw();
    this.draw();
  }

  private pick(span: Span | null): void {
    this.work.picked = span;
    document.getSelection()?.removeAllRanges();
    this.draw();
  }

  /** Words were selected by mouse, touch or caret browsing: they are chosen, and the browser's own mark stays. */
  private selected(): void {
    const span = selectedSpan(this.work);
    if (!span || (this.work.picked && sameSpan(span, this.work.picked))) return;
    const drawnBefore = this.work.picked !== null && byId("text").querySelector(".picked") !== null;
    this.work.picked = span;
    if (drawnBefore) for (const old of byId("text").querySelectorAll(".picked")) old.classList.remove("picked");
    this.tree.update();
    this.drawTip();
  }

  /** A click without selecting chooses the passage under it, the innermost first, or nothing. */
  private clicked(event: MouseEvent): void {
    if (selectedSpan(this.work)) return;
    const place = placeUnder(this.work, event.clientX, event.clientY);
    const around = drawn(this.work).filter((one) => place !== null && one.start <= place && place < one.stop);
    const inner = around.sort((a, b) => a.stop - a.start - (b.stop - b.start))[0];
    this.pick(inner ? { start: inner.start, stop: inner.stop } : null);
    this.article.focus({ preventScroll: true });
  }

  /** A code's key or button: on what is chosen, else on the whole answer; off where it is already. */
  private toggle(code: number): void {
    const { work } = this;
    if (!work.data.mayCode || work.codes[code]?.retired) return;
    const span = work.picked ?? wholeSpan(work.here().text);
    const there = work.picked ? work.around(work.current, code, span) : work.has(work.current, code, span) ? span : undefined;
    this.tree.explain(code);
    this.message("");
    if (there) return this.takeOff(code, there);
    work.put(work.current, { ...span, code, who: 0 });
    const body = { answer: work.here().label, code: work.codes[code]?.key, start: span.start, stop: span.stop };
    this.send({ method: "POST", path: "segments", body });
    this.redraw();
  }

  private takeOff(code: number, span: Span): void {
    const { work } = this;
    work.takeOff(work.current, code, span);
    this.send({ method: "DELETE", path: "segments", body: { answer: work.here().label, code: work.codes[code]?.key, start: span.start, stop: span.stop } });
    this.redraw();
  }

  private redraw(): void {
    document.getSelection()?.removeAllRanges(); // what was chosen stays chosen, drawn by us
    this.list.update(this.work.current);
    this.draw();
  }

  private finish(): void {
    const { work } = this;
    if (!work.done.has(work.current)) this.mark(work.current, true);
    const next = work.nextOpen();
    if (next === undefined) this.message(say("last"));
    else this.go(next);
  }

  private mark(answer: number, done: boolean): void {
    if (done) this.work.done.add(answer);
    else this.work.done.delete(answer);
    this.send({ method: "POST", path: "done", body: { answer: this.work.answers[answer]?.label, done } });
    this.list.update(answer);
    this.draw();
  }

  private saveMemo(answer: number, text: string): void {
    const label = this.work.answers[answer]?.label;
    const memo = this.work.memos.get(answer) ?? { revision: 0, text: "" };
    this.work.memos.set(answer, { ...memo, text });
    const errand: Errand = { method: "POST", path: "memo", body: { answer: label, text } };
    const last = this.queue.unsent;
    if (last?.path === "memo" && last.body["answer"] === label) this.queue.replaceLast(errand);
    else this.send(errand);
  }

  // ---- what is sent, and what comes back ----

  private send(errand: Errand): void {
    this.work.redo = null;
    this.note = "";
    this.queue.add(errand);
  }

  /** The step that an errand on its way will be, for the button beside Undo. */
  private pending(): Step | null {
    const last = this.queue.unsent;
    return last ? this.stepOf(last) : null;
  }

  private stepOf({ method, path, body }: Errand): Step | null {
    const step = { answer: body["answer"] as string, question: this.work.data.question, code: body["code"] as string, start: body["start"] as number, stop: body["stop"] as number };
    if (path === "segments") return { kind: method === "POST" ? "coded" : "uncoded", ...step };
    if (path === "done") return { kind: body["done"] ? "done" : "undone", ...step };
    return path === "memo" ? { kind: "memo", ...step } : null;
  }

  private contrary(step: Step): Step {
    const kinds: Partial<Record<Step["kind"], Step["kind"]>> = { coded: "uncoded", uncoded: "coded", done: "undone", undone: "done" };
    return { ...step, kind: kinds[step.kind] ?? "gone" };
  }

  /** A step left behind by an earlier visit of this tab is seen and sent again. */
  private repeat(errand: Errand): void {
    const step = this.stepOf(errand);
    if (step && step.kind !== "memo") this.work.apply(step);
    if (step?.kind === "memo") {
      const at = this.work.byLabel.get(step.answer ?? "");
      if (at !== undefined) this.work.memos.set(at, { revision: this.work.memos.get(at)?.revision ?? 0, text: String(errand.body["text"]) });
    }
    this.queue.add(errand);
  }

  /** A step that has not left is simply given up; any other is taken back by the server. */
  private back(way: "undo" | "redo"): void {
    this.memo.flush();
    const unsent = this.queue.unsent;
    const step = unsent && way === "undo" ? this.stepOf(unsent) : null;
    if (step && step.kind !== "memo") {
      this.queue.replaceLast();
      const at = this.work.apply(this.contrary(step));
      if (at !== undefined) this.list.update(at);
      this.draw();
      return;
    }
    if (this.queue.length === 0 && !this.work[way]) return;
    this.queue.add({ method: "POST", path: way, body: {} });
  }

  /** Words of an answer are added on leaving: what waits in this tab holds places only. */
  private ready(errand: Errand): Errand | null {
    if (errand.path === "segments" && errand.method === "POST") {
      const { answer, start, stop } = errand.body;
      const text = this.work.answers[this.work.byLabel.get(String(answer)) ?? -1]?.text ?? "";
      return { ...errand, body: { ...errand.body, quote: slicePoints(text, Number(start), Number(stop)) } };
    }
    if (errand.path === "memo") {
      const at = this.work.byLabel.get(String(errand.body["answer"])) ?? -1;
      return { ...errand, body: { ...errand.body, revision: this.work.memos.get(at)?.revision ?? 0 } };
    }
    if (errand.path !== "undo" && errand.path !== "redo") return errand;
    if (typeof errand.body["token"] === "string") return errand;
    const step = this.work[errand.path];
    return step ? { ...errand, body: { token: step.token } } : null;
  }

  private arrived(errand: Errand, { body }: Reply): void {
    const { work } = this;
    if (errand.path === "undo" || errand.path === "redo") return this.tookBack(errand.path, body);
    if (errand.path === "memo") {
      const at = work.byLabel.get(String(errand.body["answer"]));
      const memo = at === undefined ? undefined : work.memos.get(at);
      if (memo) memo.revision = Number(body["revision"]);
    }
    if (body["undo"]) {
      work.undo = body["undo"] as LastStep;
      work.redo = null;
    }
    this.drawBar();
  }

  private tookBack(way: "undo" | "redo", body: Record<string, unknown>): void {
    const { work } = this;
    const named = work[way];
    work.undo = body["undo"] as LastStep | null;
    work.redo = body["redo"] as LastStep | null;
    const steps = body["steps"] as Step[];
    const changed = steps.map((step) => work.apply(step)).filter((at) => at !== undefined);
    for (const at of changed) this.list.update(at);
    const elsewhere = steps.find((step) => step.question && step.question !== work.data.question);
    const there = changed[0];
    if (there !== undefined && there !== work.current) this.go(there);
    else this.draw();
    const words = named ? say(way === "undo" ? "undone" : "redone", { step: this.stepWords(named) }) : "";
    if (elsewhere?.question) {
      const name = work.data.questions[elsewhere.question] ?? elsewhere.question;
      this.message(`${words} ${say("elsewhere", { question: name })}`, make("a", { href: work.data.base + encodeURIComponent(elsewhere.question) }, name));
    } else this.note = words;
  }

  /** The marks are read anew: undo was told that the last step is another one than this page thought. */
  private async resync(): Promise<void> {
    const answer = await fetch(`${this.work.data.base}${encodeURIComponent(this.work.data.question)}/answers.json`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || this.queue.length) return;
    this.work.load((await answer.json()) as Data);
    this.list.draw();
    this.draw();
  }

  private refused(errand: Errand, { body }: Reply): void {
    const { work } = this;
    const error = (body["error"] ?? {}) as { code?: string; message?: string; now?: string; revision?: number; wanted?: string };
    if (error.code === "stale-memo") {
      const at = work.byLabel.get(String(errand.body["answer"])) ?? -1;
      work.memos.set(at, { revision: error.revision ?? 0, text: error.now ?? "" });
      return this.memo.stale(at, error.now ?? "", error.wanted ?? "");
    }
    const step = this.stepOf(errand);
    if (step) {
      const at = work.apply(this.contrary(step));
      if (at !== undefined) this.list.update(at);
    }
    const why = error.message ?? "";
    if (!step) void this.resync();
    this.message(step ? say("refused", { step: this.stepWords(step), why }) : why);
    this.draw();
  }
}
