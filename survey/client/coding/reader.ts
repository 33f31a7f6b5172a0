// The answer: its words with highlighted runs, what is chosen in them, and the line above it.
import { countPoints, pointAt, slicePoints } from "./codepoints";
import { say } from "./data";
import { byId, make, set } from "./dom";
import { type Span, cutRuns, giveLanes, trimSpan, wholeSpan, sameSpan } from "./spans";
import type { Passage, Work } from "./work";

export function codeName(work: Work, code: number): string {
  const names = work.codes[code]?.names ?? {};
  return names[work.data.language] ?? Object.values(names)[0] ?? "";
}

/** The key where the code has one, else its name: how buttons speak of it. */
export function codeShort(work: Work, code: number): string {
  return work.codes[code]?.hotkey ?? codeName(work, code);
}

export function codeTag(work: Work, code: number): HTMLElement {
  const { hotkey, colour } = work.codes[code] ?? { hotkey: null, colour: 1 };
  const tag = make("span", { class: `code-tag k${colour}` }, make("span", { class: "sw" }));
  if (hotkey) tag.append(make("span", { class: "key" }, hotkey));
  tag.append(codeName(work, code));
  return tag;
}

/** Passages that are drawn in the text: all but those on the whole answer, which stand above it. */
export function drawn(work: Work): Passage[] {
  const whole = wholeSpan(work.here().text);
  return work.mine(work.current).filter((one) => !sameSpan(one, whole));
}

export function drawText(work: Work): void {
  const box = byId("text");
  const { text, language } = work.here();
  const passages = drawn(work);
  const { picked } = work;
  const lanes = giveLanes(passages);
  const spans: Span[] = picked ? [...passages, picked] : [...passages];
  box.lang = language;
  box.replaceChildren();
  let at = 0; // UTF-16 place, moved along with the runs
  for (const run of cutRuns(countPoints(text), spans)) {
    const words = slicePoints(text.slice(at), 0, run.stop - run.start);
    at += words.length;
    let piece: Node = document.createTextNode(words);
    if (picked && run.marks.includes(passages.length)) piece = make("span", { class: "picked" }, piece);
    const marks = run.marks.filter((mark) => mark < passages.length).sort((a, b) => (lanes[b] ?? 0) - (lanes[a] ?? 0));
    for (const mark of marks) {
      const passage = passages[mark];
      const seg = make("span", { class: `seg k${work.codes[passage?.code ?? 0]?.colour ?? 1}`, "data-s": mark }, piece);
      seg.style.setProperty("--ln", String(lanes[mark] ?? 0));
      piece = seg;
    }
    box.append(piece);
  }
}

export function drawHead(work: Work): void {
  const answer = work.here();
  byId("label").textContent = answer.label;
  byId("answer").setAttribute("aria-label", say("answer", { label: answer.label }));
  const chips = byId("chips");
  const group = answer.group
    ? make("span", { class: "chip" }, work.data.groups[answer.group] ?? answer.group)
    : make("span", { class: "chip", title: say("coveredWhy", { k: work.data.k }) }, make("span", { class: "hid" }, say("covered")));
  chips.replaceChildren(group, make("span", { class: "chip" }, say("answeredIn", { language: work.data.languages[answer.language] ?? answer.language })));
  if (work.done.has(work.current)) chips.append(make("span", { class: "chip chip--ok" }, say("done")));
  byId("figures").textContent = say("codesPassages", { codes: work.codesOn(work.current).length, passages: drawn(work).length });
  const whole = wholeSpan(answer.text);
  const codes = work.mine(work.current).filter((one) => sameSpan(one, whole));
  const box = byId("whole");
  box.hidden = codes.length === 0;
  box.replaceChildren(make("span", { class: "quiet" }, say("whole")), ...[...new Set(codes.map((one) => one.code))].map((code) => codeTag(work, code)));
}

export function drawOthers(work: Work): void {
  const { text, language } = work.here();
  const whole = wholeSpan(text);
  const lines = work.others(work.current).map((one) => {
    const quote = sameSpan(one, whole)
      ? make("span", { class: "quiet" }, say("wholeShort"))
      : make("q", { lang: language }, slicePoints(text, one.start, one.stop));
    return make("li", {}, `${work.data.others[one.who - 1] ?? ""}: `, codeTag(work, one.code), " ", quote);
  });
  for (const [answer, who, memo] of work.data.otherMemos) {
    if (answer === work.current) lines.push(make("li", {}, `${work.data.others[who - 1] ?? ""}: ${memo}`));
  }
  const box = byId("others");
  box.hidden = lines.length === 0;
  box.querySelector("ul")?.replaceChildren(...lines);
}

/** What stands before and after the answer in the list. */
export function drawNeighbours(work: Work, address: (answer: number) => string): void {
  const before = work.neighbour(-1);
  const near = byId<HTMLAnchorElement>("before");
  near.hidden = before === undefined;
  const shown = before === undefined ? undefined : work.answers[before];
  if (shown && before !== undefined) {
    set(near, { href: address(before), lang: shown.language, "data-answer": before });
    near.lastElementChild?.replaceChildren(`${shown.label} · ${shown.text.slice(0, 160)}`);
  }
  const peeks = [1, 2].flatMap((by) => {
    const at = work.neighbour(by);
    const answer = at === undefined ? undefined : work.answers[at];
    if (at === undefined || !answer) return [];
    const head = make("span", { class: "row small" }, ...(by === 1 ? [make("kbd", { class: "kbd", "aria-hidden": "true" }, "J"), " "] : []));
    head.append(make("span", { class: "mono" }, answer.label));
    const words = make("span", { class: "pt", lang: answer.language }, answer.text.slice(0, 300));
    return [make("a", { class: "peek", href: address(at), "data-answer": at }, head, words)];
  });
  byId("after").replaceChildren(...peeks);
}

/** The code-point span of what is selected in the text by mouse, touch or the browser's own keys; null where nothing is. */
export function selectedSpan(work: Work): Span | null {
  const box = byId("text");
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.commonAncestorContainer) && !range.intersectsNode(box)) return null;
  const { text } = work.here();
  const start = box.contains(range.startContainer) ? pointAt(text, unitsBefore(box, range.startContainer, range.startOffset)) : 0;
  const stop = box.contains(range.endContainer) ? pointAt(text, unitsBefore(box, range.endContainer, range.endOffset), true) : countPoints(text);
  return start < stop ? trimSpan(text, { start, stop }) : null;
}

/** The code-point place under a pointer in the text. */
export function placeUnder(work: Work, x: number, y: number): number | null {
  const box = byId("text");
  const caret = document.caretPositionFromPoint?.(x, y);
  const old = caret ? null : document.caretRangeFromPoint?.(x, y);
  const node = caret?.offsetNode ?? old?.startContainer;
  if (!node || !box.contains(node)) return null;
  return pointAt(work.here().text, unitsBefore(box, node, caret?.offset ?? old?.startOffset ?? 0));
}

function unitsBefore(box: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(box, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}
