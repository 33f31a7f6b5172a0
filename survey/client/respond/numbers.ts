// Numbers: buttons beside the field, and the sum of parts as it is typed.
import { say } from "./words";

const whole = (text: string): number | null => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null);

/** A field for a whole number gets a button on each side; the field stays what it was for who types. */
export const addButtons = (stepper: HTMLElement): void => {
  const field = stepper.querySelector("input");
  if (!field) return;
  const low = stepper.dataset["min"] === undefined ? 0 : Number(stepper.dataset["min"]);
  const high = stepper.dataset["max"] === undefined ? Infinity : Number(stepper.dataset["max"]);
  const make = (sign: string, label: string, by: number): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      const now = whole(field.value);
      const next = now === null ? (by > 0 && field.value.trim() === "" ? Math.max(low, 0) + (low > 0 ? 0 : 1) : low) : now + by;
      field.value = String(Math.min(high, Math.max(low, next)));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  };
  field.before(make("−", stepper.dataset["less"] ?? "", -1));
  field.after(make("+", stepper.dataset["more"] ?? "", 1));
  stepper.classList.remove("stepper--bare");
};

/** The sum line of a group of parts follows what is typed. */
export const followSum = (form: HTMLFormElement, group: HTMLElement): void => {
  const told = group.querySelector("output");
  const total = form.querySelector<HTMLInputElement>(`[id="f-${CSS.escape(group.dataset["total"] ?? "")}"]`);
  const parts = [...group.querySelectorAll<HTMLInputElement>(".p input")];
  const tell = (): void => {
    const made = parts.map((part) => whole(part.value)).filter((number) => number !== null);
    const sum = made.reduce((all, number) => all + number, 0);
    const given = total ? whole(total.value) : null;
    const off = given === null ? 0 : sum - given;
    if (!told) return;
    told.textContent = made.length === 0 ? "" : off > 0 ? say("sum-more", { sum, n: off }) : off < 0 ? say("sum-less", { sum, n: -off }) : String(sum);
  };
  form.addEventListener("input", tell);
};
