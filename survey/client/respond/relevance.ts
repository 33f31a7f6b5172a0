// Questions appear and vanish as their conditions change; which, the server says, for it alone knows the whole questionnaire.
import { say } from "./words";

const GROUPS = ".q-grid, .q-parts, .q-group";

export const show = (form: HTMLFormElement, names: string[]): void => {
  const shown = new Set(names);
  let appeared = 0;
  for (const item of form.querySelectorAll<HTMLElement>("[data-q]")) {
    const hide = !shown.has(item.dataset["q"] ?? "");
    if (item.hidden && !hide) appeared += 1;
    item.hidden = hide;
  }
  for (const group of form.querySelectorAll<HTMLElement>(GROUPS)) {
    const inside = [...group.querySelectorAll<HTMLElement>("[data-q]")];
    if (inside.length > 0) group.hidden = inside.every((item) => item.hidden);
  }
  const told = document.getElementById("told");
  if (told && appeared > 0) told.textContent = say("appeared");
};
