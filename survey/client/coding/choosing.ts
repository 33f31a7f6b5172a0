// Choosing words by keys: a word, more words, the sentence. Spans in code points.
import { sentencesOf, wordsOf } from "./language";
import { type Span, trimSpan } from "./spans";

export class Chooser {
  private words: Span[] = [];
  private anchor = -1;
  private head = -1;

  constructor(
    private readonly text: string,
    private readonly language: string,
  ) {}

  /** The words from the first to the last that the span touches are what the next step starts from. */
  private settle(picked: Span | null): void {
    if (!this.words.length) this.words = wordsOf(this.text);
    const now = this.span();
    if (picked && now && now.start === picked.start && now.stop === picked.stop) return;
    const touched = picked ? this.words.flatMap((word, at) => (word.start < picked.stop && picked.start < word.stop ? [at] : [])) : [];
    this.anchor = touched[0] ?? -1;
    this.head = touched[touched.length - 1] ?? -1;
  }

  private span(): Span | null {
    const one = this.words[Math.min(this.anchor, this.head)];
    const other = this.words[Math.max(this.anchor, this.head)];
    return one && other ? { start: one.start, stop: other.stop } : null;
  }

  /** The next or previous word; with `extend` the chosen words grow or shrink at their moving end. */
  move(by: 1 | -1, picked: Span | null, extend: boolean): Span | null {
    this.settle(picked);
    if (!this.words.length) return null;
    const last = this.words.length - 1;
    if (this.head < 0) this.anchor = this.head = by > 0 ? 0 : last;
    else {
      this.head = Math.max(0, Math.min(last, this.head + by));
      if (!extend) this.anchor = this.head;
    }
    return this.span();
  }

  /** The sentence around what is chosen, or the next one when exactly that sentence is chosen; the first when nothing is. */
  sentence(picked: Span | null): Span | null {
    const sentences = sentencesOf(this.text, this.language).flatMap((one) => trimSpan(this.text, one) ?? []);
    const at = picked ? sentences.findIndex((one) => one.start <= picked.start && picked.start < one.stop) : 0;
    const here = sentences[Math.max(0, at)];
    if (here && picked && here.start === picked.start && here.stop === picked.stop) return sentences[at + 1] ?? here;
    return here ?? null;
  }
}
