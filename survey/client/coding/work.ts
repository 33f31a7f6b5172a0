// The state of the page: answers with their passages, what is chosen, what is finished. Nothing here draws or sends.
import { countPoints } from "./codepoints";
import type { Answer, Code, Data, LastStep, Step } from "./data";
import { type Span, sameSpan } from "./spans";

export interface Passage extends Span {
  readonly code: number;
  /** 0 is the viewer, others by their place in `others`. */
  readonly who: number;
}

export interface Memo {
  revision: number;
  text: string;
}

export type Order = "random" | "length" | "group";

export class Work {
  readonly answers: readonly Answer[];
  readonly codes: readonly Code[];
  readonly byLabel = new Map<string, number>();
  readonly byKey = new Map<string, number>();
  done = new Set<number>();
  readonly memos = new Map<number, Memo>();
  order: Order = "random";
  sequence: number[] = [];
  current = 0;
  picked: Span | null = null;
  undo: LastStep | null = null;
  redo: LastStep | null = null;
  private readonly passages = new Map<number, Passage[]>();
  private readonly tally = new Map<number, Map<number, number>>();

  constructor(readonly data: Data) {
    this.answers = data.answers.map(([label, kind, text]) => {
      const [language, group] = data.kinds[kind] ?? ["", null];
      return { label, language, group, text };
    });
    this.codes = data.codes;
    this.answers.forEach((answer, at) => this.byLabel.set(answer.label, at));
    this.codes.forEach((code, at) => this.byKey.set(code.key, at));
    this.load(data);
    this.arrange("random");
  }

  /** What is on the answers becomes what these data say. */
  load(data: Data): void {
    this.passages.clear();
    this.tally.clear();
    this.memos.clear();
    this.done = new Set(data.done);
    for (const [answer, revision, text] of data.memos) this.memos.set(answer, { revision, text });
    for (const [answer, start, stop, code, who] of data.segments) this.put(answer, { start, stop, code, who });
    this.undo = data.undo;
    this.redo = data.redo;
  }

  /** A reader, who codes nothing, sees everyone's passages as one picture. */
  private shown(passage: Passage): boolean {
    return passage.who === 0 || !this.data.mayCode;
  }

  here(): Answer {
    const answer = this.answers[this.current];
    if (!answer) throw new RangeError("no such answer");
    return answer;
  }

  length(answer: number): number {
    return countPoints(this.answers[answer]?.text ?? "");
  }

  /** The viewer's own passages of an answer, in reading order. */
  mine(answer: number): Passage[] {
    return (this.passages.get(answer) ?? []).filter((one) => this.shown(one)).sort((a, b) => a.start - b.start || b.stop - a.stop || a.code - b.code);
  }

  others(answer: number): Passage[] {
    return (this.passages.get(answer) ?? []).filter((one) => !this.shown(one));
  }

  has(answer: number, code: number, span: Span): boolean {
    return this.mine(answer).some((one) => one.who === 0 && one.code === code && sameSpan(one, span));
  }

  /** The passage of this code that the span lies in, the smallest first. */
  around(answer: number, code: number, span: Span): Passage | undefined {
    return this.mine(answer)
      .filter((one) => one.who === 0 && one.code === code && one.start <= span.start && span.stop <= one.stop)
      .sort((a, b) => a.stop - a.start - (b.stop - b.start))[0];
  }

  put(answer: number, passage: Passage): void {
    const list = this.passages.get(answer) ?? [];
    if (list.some((one) => one.who === passage.who && one.code === passage.code && sameSpan(one, passage))) return;
    list.push(passage);
    this.passages.set(answer, list);
    this.count(answer, passage, 1);
  }

  takeOff(answer: number, code: number, span: Span): void {
    const list = this.passages.get(answer) ?? [];
    const at = list.findIndex((one) => one.who === 0 && one.code === code && sameSpan(one, span));
    const gone = at < 0 ? undefined : list.splice(at, 1)[0];
    if (gone) this.count(answer, gone, -1);
  }

  private count(answer: number, passage: Passage, by: number): void {
    if (!this.shown(passage)) return;
    const answers = this.tally.get(passage.code) ?? new Map<number, number>();
    const left = (answers.get(answer) ?? 0) + by;
    if (left > 0) answers.set(answer, left);
    else answers.delete(answer);
    this.tally.set(passage.code, answers);
  }

  /** How many answers have the code: people, not mentions. */
  people(code: number): number {
    return this.tally.get(code)?.size ?? 0;
  }

  /** Codes on an answer, each once, in the order of the codebook. */
  codesOn(answer: number): number[] {
    return [...new Set(this.mine(answer).map((one) => one.code))].sort((a, b) => a - b);
  }

  arrange(order: Order): void {
    this.order = order;
    this.sequence = this.answers.map((_, at) => at);
    const text = (at: number): number => this.answers[at]?.text.length ?? 0;
    const group = (at: number): string => this.answers[at]?.group ?? "\uffff";
    if (order === "length") this.sequence.sort((a, b) => text(a) - text(b) || a - b);
    if (order === "group") this.sequence.sort((a, b) => (group(a) < group(b) ? -1 : group(a) > group(b) ? 1 : a - b));
  }

  /** The answer `by` places further in the list, or undefined at its ends. */
  neighbour(by: number): number | undefined {
    return this.sequence[this.sequence.indexOf(this.current) + by];
  }

  /** The next answer that is not finished, from the current one on and round; undefined when all are. */
  nextOpen(): number | undefined {
    const place = this.sequence.indexOf(this.current);
    return [...this.sequence.slice(place + 1), ...this.sequence.slice(0, place)].find((at) => !this.done.has(at));
  }

  /** A step that was carried out elsewhere is seen here; returns the answer it changed, if it is on this page. */
  apply(step: Step): number | undefined {
    if (step.question !== this.data.question || !step.answer) return undefined;
    const at = this.byLabel.get(step.answer);
    if (at === undefined) return undefined;
    const code = this.byKey.get(step.code ?? "");
    const span = { start: step.start ?? 0, stop: step.stop ?? 0 };
    if (step.kind === "coded" && code !== undefined) this.put(at, { ...span, code, who: 0 });
    if (step.kind === "uncoded" && code !== undefined) this.takeOff(at, code, span);
    if (step.kind === "done") this.done.add(at);
    if (step.kind === "undone") this.done.delete(at);
    if (step.kind === "memo") this.memos.set(at, { revision: step.revision ?? 0, text: step.text ?? "" });
    return at;
  }
}
