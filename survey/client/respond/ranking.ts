// A ranking in place: arrows, dragging, keys. Without this script the same buttons send the page.
import { say } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const PATHS = { up: "M10 16V4M5 9l5-5 5 5", down: "M10 4v12M5 11l5 5 5-5", out: "M5 5l10 10M15 5L5 15" } as const;
type Move = keyof typeof PATHS;

const icon = (path: string): SVGElement => {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ width: "20", height: "20", viewBox: "0 0 20 20", "aria-hidden": "true" })) svg.setAttribute(name, value);
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ d: path, fill: "none", stroke: "currentColor", "stroke-width": "2" })) line.setAttribute(name, value);
  svg.append(line);
  return svg;
};

export class Ranking {
  private readonly chosen: HTMLElement;
  private readonly rest: HTMLElement;
  private readonly told: HTMLElement;
  private readonly order: string[]; // of all options, as the questionnaire has them
  private lifted: HTMLElement | null = null;

  constructor(private readonly place: HTMLElement, private readonly key: string, private readonly limit: number) {
    this.chosen = place.querySelector("[data-chosen]") as HTMLElement;
    this.rest = place.querySelector("[data-rest]") as HTMLElement;
    this.told = place.querySelector("[data-told]") as HTMLElement;
    const how = place.querySelector<HTMLElement>("[data-how]");
    if (how) how.hidden = false;
    this.order = (place.dataset["order"] ?? "").split(" ");
    for (const line of this.lines()) this.prepare(line);
    place.addEventListener("click", (event) => this.click(event));
    this.chosen.addEventListener("keydown", (event) => this.keys(event));
    this.chosen.addEventListener("pointerdown", (event) => this.grasp(event));
    this.chosen.addEventListener("focusout", (event) => {
      if (event.target === this.lifted) this.drop();
    });
    this.settle();
  }

  private lines(): HTMLElement[] {
    return [...this.chosen.children] as HTMLElement[];
  }

  private label(line: HTMLElement): string {
    return line.querySelector("[data-label]")?.textContent ?? "";
  }

  private prepare(line: HTMLElement): void {
    line.tabIndex = 0;
    line.querySelector(".pos")?.classList.add("grip");
  }

  private click(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-move]");
    const line = button?.closest<HTMLElement>("li");
    if (!button || !line) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    const move = button.dataset["move"] as Move | "add";
    if (move === "add") this.add(line);
    else if (move === "out") this.takeOut(line);
    else {
      this.shift(line, move === "up" ? -1 : 1);
      const now = line.querySelector<HTMLButtonElement>(`[data-move=${move}]`);
      (now?.getAttribute("aria-disabled") === "true" ? line.querySelector<HTMLButtonElement>(`[data-move=${move === "up" ? "down" : "up"}]`) : now)?.focus();
    }
  }

  private shift(line: HTMLElement, by: -1 | 1): void {
    const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(line);
    else other.after(line);
    this.settle();
    this.announce("moved", line);
    this.changed();
  }

  private add(line: HTMLElement): void {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    const made = this.makeChosen(line.dataset["value"] ?? "", line.querySelector("[data-label]") as HTMLElement);
    this.chosen.append(made);
    line.remove();
    this.settle();
    this.announce("added", made);
    this.changed();
    const button = next?.querySelector<HTMLButtonElement>("button");
    (button && button.getAttribute("aria-disabled") !== "true" ? button : made).focus();
  }

  private takeOut(line: HTMLElement): void {
    const value = line.dataset["value"] ?? "";
    const made = this.makeRest(value, line.querySelector("[data-label]") as HTMLElement);
    const place = this.order.indexOf(value);
    const after = ([...this.rest.children] as HTMLElement[]).find((other) => this.order.indexOf(other.dataset["value"] ?? "") > place);
    this.rest.insertBefore(made, after ?? null);
    line.remove();
    this.settle();
    this.told.textContent = say("removed", { label: this.label(made) });
    this.changed();
    made.querySelector("button")?.focus();
  }

  private makeChosen(value: string, label: HTMLElement): HTMLElement {
    const line = document.createElement("li");
    line.dataset["value"] = value;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: this.key, value });
    const place = document.createElement("span");
    place.className = "pos";
    place.setAttribute("aria-hidden", "true");
    const moves = document.createElement("span");
    moves.className = "mv";
    for (const move of ["up", "down", "out"] as const) moves.append(this.makeButton(move, value, label.textContent ?? ""));
    line.append(field, place, label, moves);
    this.prepare(line);
    return line;
  }

  private makeButton(move: Move, value: string, label: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.className = "ib";
    button.name = ":go";
    button.value = `rank:${this.place.dataset["q"] ?? ""}:${move}:${value}`;
    button.dataset["move"] = move;
    button.setAttribute("aria-label", say(move, { label }));
    button.append(icon(PATHS[move]));
    return button;
  }

  private makeRest(value: string, label: HTMLElement): HTMLElement {
    const line = document.createElement("li");
    line.dataset["value"] = value;
    const button = document.createElement("button");
    button.className = "btn";
    button.name = ":go";
    button.value = `rank:${this.place.dataset["q"] ?? ""}:add:${value}`;
    button.dataset["move"] = "add";
    button.setAttribute("aria-label", say("add-label", { label: label.textContent ?? "" }));
    button.textContent = say("add");
    line.append(label, button);
    return line;
  }

  /** Numbers, ends of the list and the limit are told anew. */
  private settle(): void {
    const lines = this.lines();
    lines.forEach((line, place) => {
      const number = line.querySelector(".pos");
      if (number) number.textContent = String(place + 1);
      this.able(line, "up", place > 0);
      this.able(line, "down", place < lines.length - 1);
    });
    const full = this.limit > 0 && lines.length >= this.limit;
    for (const button of this.rest.querySelectorAll<HTMLButtonElement>("button")) {
      if (full) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    const none = this.place.querySelector<HTMLElement>("[data-none]");
    const told = this.place.querySelector<HTMLElement>("[data-full]");
    if (none) none.hidden = lines.length > 0;
    if (told) told.hidden = !full;
  }

  private able(line: HTMLElement, move: Move, can: boolean): void {
    const button = line.querySelector(`[data-move=${move}]`);
    if (can) button?.removeAttribute("aria-disabled");
    else button?.setAttribute("aria-disabled", "true");
  }

  private announce(sentence: string, line: HTMLElement): void {
    const lines = this.lines();
    this.told.textContent = say(sentence, { label: this.label(line), place: lines.indexOf(line) + 1, all: lines.length });
  }

  private changed(): void {
    this.place.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private keys(event: KeyboardEvent): void {
    const line = event.target as HTMLElement;
    if (line.parentElement !== this.chosen) return;
    if (event.key === " ") {
      event.preventDefault();
      if (this.lifted) this.drop();
      else this.lift(line);
    } else if (this.lifted && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const still = this.lifted;
      this.lifted = null; // moving an element takes its focus away; that must not set it down
      this.shift(still, event.key === "ArrowUp" ? -1 : 1);
      still.focus();
      this.lifted = still;
    } else if (this.lifted && (event.key === "Escape" || event.key === "Enter")) {
      event.preventDefault();
      this.drop();
    }
  }

  private lift(line: HTMLElement): void {
    this.lifted = line;
    line.classList.add("lift");
    this.told.textContent = say("lifted", { label: this.label(line) });
  }

  private drop(): void {
    const line = this.lifted;
    this.lifted = null;
    if (!line) return;
    line.classList.remove("lift");
    this.announce("dropped", line);
  }

  /** Dragging: a mouse takes a line anywhere, a finger at its number, so that the page can still be scrolled. */
  private grasp(event: PointerEvent): void {
    const target = event.target as Element;
    const line = target.closest<HTMLElement>("li");
    if (!line || event.button !== 0 || target.closest("button") || (event.pointerType !== "mouse" && !target.closest(".grip"))) return;
    const start = event.clientY;
    let dragged = false;
    const move = (now: PointerEvent): void => {
      if (!dragged && Math.abs(now.clientY - start) < 5) return;
      dragged = true;
      now.preventDefault();
      line.classList.add("lift");
      const middle = (other: Element): number => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
      const before = line.previousElementSibling;
      const after = line.nextElementSibling;
      if (before && now.clientY < middle(before)) before.before(line);
      else if (after && now.clientY > middle(after)) after.after(line);
      else return;
      this.settle();
    };
    const end = (): void => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      line.classList.remove("lift");
      if (!dragged) return;
      this.announce("moved", line);
      this.changed();
    };
    addEventListener("pointermove", move, { passive: false });
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }
}
