export interface Finding { kind: "place" | "person" | "number"; word: string; start: number; end: number }
export const find = (_text: string): Finding[] => [];
