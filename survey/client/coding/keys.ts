// Keys of the coding page, by their place on the keyboard (event.code), so that they are the same on every layout.

export type Command =
  | "next" | "previous" | "undo" | "redo" | "memo" | "done" | "sentence" | "order" | "find" | "help" | "nothing"
  | "right" | "left" | "extend-right" | "extend-left";

const COMMANDS: Readonly<Record<string, Command>> = {
  KeyJ: "next", ArrowDown: "next", KeyK: "previous", ArrowUp: "previous", KeyM: "memo", Space: "done", KeyS: "sentence", KeyO: "order",
  Slash: "find", Escape: "nothing", KeyZ: "undo", ArrowRight: "right", ArrowLeft: "left",
};
const SHIFTED: Readonly<Record<string, Command>> = { KeyZ: "redo", ArrowRight: "extend-right", ArrowLeft: "extend-left", Slash: "help" };
const MOVES = new Set<Command>(["next", "previous", "right", "left", "extend-right", "extend-left"]);

/** The sign on the cap of a digit or letter key on the Latin layout. */
export function capOf(code: string): string | null {
  return /^(?:Digit|Key)([0-9A-Z])$/.exec(code)?.[1] ?? null;
}

/** What a key asks for: a command, the sign of a code's key, or null. A key held down repeats movement only. */
export function readKey(event: KeyboardEvent): { command: Command } | { cap: string } | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const command = event.key === "?" ? "help" : event.key === "/" ? "find" : event.shiftKey ? SHIFTED[event.code] : COMMANDS[event.code];
  if (command) return event.repeat && !MOVES.has(command) ? null : { command };
  const cap = event.shiftKey || event.repeat ? null : capOf(event.code);
  return cap ? { cap } : null;
}
