// Looks for words that could point to somebody: places, first names and patronymics, telephone numbers, dates of birth.
// It works on the device and only there. A short list finds what is common; it is a reminder, not a guard.
import { NAMES, PLACES, SHORT_PLACES } from "./naming-lists";

export interface Finding {
  kind: "place" | "person" | "number";
  word: string;
  start: number; // code units of the text, half-open
  end: number;
}

const WORD = /\p{L}[\p{L}’'-]*/gu;
const NUMBERS = [/\+?\d[\d ()-]{8,}\d/g, /(?<!\d)\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}(?!\d)/g];
const PATRONYMIC = /(?:овна|евна|ович|евич|қызы|кызы|ұлы|улы)(?:а|у|ем|ы|е|ой|на|ның|ға|нан|мен)?$/u;
// Case endings of Kazakh and Russian that may follow a short name.
const ENDING = /^(?:да|де|та|те|дан|ден|тан|тен|нан|нен|ға|ге|қа|ке|ның|нің|дың|дің|тың|тің|ды|ді|ты|ті|ны|ні|дағы|дегі|тағы|тегі|лық|лік|дық|дік|тық|тік|а|е|у|ом|ой|ы|ем|и|ю|я|ей|ского|ская|ской|ский|ском)?$/u;
const PREPOSITIONS = new Set(["in", "at", "в", "во"]);

const isCapital = (word: string): boolean => word[0] !== word[0]?.toLowerCase();

const isPlace = (word: string): boolean => {
  const low = word.toLowerCase();
  if (PLACES.some((stem) => low.startsWith(stem) && low.length - stem.length <= 6)) return true;
  return isCapital(word) && SHORT_PLACES.some((stem) => low.startsWith(stem) && ENDING.test(low.slice(stem.length)));
};

const isPerson = (word: string): boolean => {
  if (!isCapital(word)) return false;
  const low = word.toLowerCase();
  return (low.length > 6 && PATRONYMIC.test(low)) || NAMES.some((stem) => low.startsWith(stem) && ENDING.test(low.slice(stem.length)));
};

/** What could point to somebody, in the order of the text. A place is found with its preposition, so that both can be replaced. */
export const find = (text: string): Finding[] => {
  const found: Finding[] = [];
  for (const pattern of NUMBERS) {
    for (const match of text.matchAll(pattern)) found.push({ kind: "number", word: match[0], start: match.index, end: match.index + match[0].length });
  }
  let before: RegExpMatchArray | null = null;
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    const end = match.index + word.length;
    if (isPlace(word)) {
      const leads = before !== null && PREPOSITIONS.has(before[0].toLowerCase()) && (before.index ?? 0) + before[0].length + 1 === match.index;
      found.push({ kind: "place", word, start: leads ? (before?.index ?? match.index) : match.index, end });
    } else if (isPerson(word)) found.push({ kind: "person", word, start: match.index, end });
    before = match;
  }
  return found.sort((one, other) => one.start - other.start);
};
