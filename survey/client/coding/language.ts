// Words and sentences of a text, as spans in code points.
import { pointAt } from "./codepoints";
import type { Span } from "./spans";

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*|\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})*/gu;
const SENTENCE = /[^.!?…\n]+[.!?…]*["»”’)]*/gu;

function matches(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map((found) => ({ start: pointAt(text, found.index), stop: pointAt(text, found.index + found[0].length) }));
}

/** The words, emoji counted as words. */
export function wordsOf(text: string): Span[] {
  return matches(text, WORD);
}

/** The sentences: by the browser's own rules for the language, else by their marks. */
export function sentencesOf(text: string, language: string): Span[] {
  if (typeof Intl.Segmenter !== "function") return matches(text, SENTENCE);
  return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)].map(({ index, segment }) => ({
    start: pointAt(text, index),
    stop: pointAt(text, index + segment.length),
  }));
}
