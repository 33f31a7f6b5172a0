// What the page holds as JSON: the answers, the codebook, what the viewer may see on the answers, the sentences of the page.

export interface Answer {
  readonly label: string;
  readonly language: string;
  readonly group: string | null;
  readonly text: string;
}

export interface Code {
  readonly key: string;
  readonly hotkey: string | null;
  readonly parent: number | null;
  readonly colour: number;
  readonly names: Readonly<Record<string, string>>;
  readonly definition: string;
  readonly exclude: string;
  readonly retired: boolean;
}

/** A step as Undo and Redo name it. */
export interface Step {
  readonly kind: "coded" | "uncoded" | "done" | "undone" | "memo" | "gone" | "codebook";
  readonly answer?: string | null;
  readonly question?: string | null;
  readonly code?: string;
  readonly start?: number;
  readonly stop?: number;
  readonly text?: string;
  readonly revision?: number;
}

export interface LastStep extends Step {
  readonly token: string;
}

export interface Data {
  /** Label, kind, text. */
  readonly answers: readonly (readonly [string, number, string])[];
  /** Language and group. */
  readonly kinds: readonly (readonly [string, string | null])[];
  readonly codes: readonly Code[];
  readonly segments: readonly (readonly [number, number, number, number, number])[];
  readonly done: readonly number[];
  readonly memos: readonly (readonly [number, number, string])[];
  readonly otherMemos: readonly (readonly [number, number, string])[];
  readonly others: readonly string[];
  readonly base: string;
  readonly codebook: string;
  readonly question: string;
  readonly questions: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly languages: Readonly<Record<string, string>>;
  readonly mayCode: boolean;
  readonly me: string;
  readonly language: string;
  readonly k: number;
  readonly undo: LastStep | null;
  readonly redo: LastStep | null;
}

function read<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

export function readData(): Data | null {
  return read<Data | null>("coding-data");
}

const sentences = read<Record<string, string> | null>("coding-words") ?? {};

/** A sentence of the page with its places filled. */
export function say(name: string, places: Readonly<Record<string, string | number>> = {}): string {
  return (sentences[name] ?? name).replace(/%\((\w+)\)s/g, (_, place: string) => String(places[place] ?? ""));
}
