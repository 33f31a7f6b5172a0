// Passages of a text: trimmed, cut into runs at every edge, given lanes for their underlines. The same rules as coding/segments.py.
import { countPoints, slicePoints } from "./codepoints";

export interface Span {
  readonly start: number;
  readonly stop: number;
}

export interface Run extends Span {
  readonly marks: readonly number[];
}

/** White space as Python's str.strip() knows it: a little more than JavaScript's, and without U+FEFF. */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;

/** The span without white space at its edges, or null where nothing else is in it. */
export function trimSpan(text: string, span: Span): Span | null {
  const signs = [...slicePoints(text, span.start, span.stop)];
  let first = 0;
  let last = signs.length;
  while (first < last && SPACE.test(signs[first] ?? "")) first++;
  while (last > first && SPACE.test(signs[last - 1] ?? "")) last--;
  return last > first ? { start: span.start + first, stop: span.start + last } : null;
}

/** The whole text as one span. */
export function wholeSpan(text: string): Span {
  return { start: 0, stop: countPoints(text) };
}

export function sameSpan(one: Span, other: Span): boolean {
  return one.start === other.start && one.stop === other.stop;
}

/** Neighbouring characters in the same spans; all runs together are the text. */
export function cutRuns(length: number, spans: readonly Span[]): Run[] {
  const edges = [...new Set([0, length, ...spans.flatMap((span) => [span.start, span.stop])])].filter((edge) => edge <= length).sort((a, b) => a - b);
  const runs: Run[] = [];
  for (let n = 0; n + 1 < edges.length; n++) {
    const start = edges[n] ?? 0;
    const stop = edges[n + 1] ?? 0;
    runs.push({ start, stop, marks: spans.flatMap((span, at) => (span.start <= start && start < span.stop ? [at] : [])) });
  }
  return runs;
}

/** For each span its lane: spans that overlap never share one. */
export function giveLanes(spans: readonly Span[]): number[] {
  const lanes = spans.map(() => 0);
  const ends: number[] = [];
  const order = spans.map((span, at) => ({ span, at })).sort((a, b) => a.span.start - b.span.start || b.span.stop - a.span.stop || a.at - b.at);
  for (const { span, at } of order) {
    const free = ends.findIndex((end) => end <= span.start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.stop;
    lanes[at] = lane;
  }
  return lanes;
}
