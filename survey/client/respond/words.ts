// The sentences that scripts say, in the language of the page: they come in a data block, so that scripts hold no wording.

type Sentences = Record<string, string>;

const read = (): Sentences => {
  const block = document.getElementById("words");
  return block?.textContent ? (JSON.parse(block.textContent) as Sentences) : {};
};

let sentences: Sentences | undefined;

/** The sentence of that name with its {places} filled; "" on a page that brought no words. */
export const say = (name: string, values: Record<string, string | number> = {}): string => {
  sentences ??= read();
  return (sentences[name] ?? "").replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
};
