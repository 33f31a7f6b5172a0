// Pages that show a code to keep: copy and print. And the review page, which looks once more for words that could point to somebody.
import { find } from "./naming";

export const offerCopy = (button: HTMLButtonElement): void => {
  const code = document.querySelector("[data-copied]");
  const told = document.querySelector<HTMLElement>("[data-told]");
  if (!code || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(code.textContent?.trim() ?? "").then(
      () => told && (told.textContent = told.dataset["done"] ?? ""),
      () => told && (told.textContent = told.dataset["failed"] ?? ""),
    );
  });
};

export const offerPrint = (button: HTMLButtonElement): void => {
  button.hidden = false;
  button.addEventListener("click", () => print());
};

export const lookOnceMore = (told: HTMLElement): void => {
  const words = [...document.querySelectorAll("[data-scan]")].flatMap((answer) => find(answer.textContent ?? "").map((found) => (told.dataset["quote"] ?? "").replace("{word}", found.word)));
  told.textContent = words.length > 0 ? (told.dataset["some"] ?? "").replace("{words}", [...new Set(words)].join(", ")) : (told.dataset["none"] ?? "");
  told.hidden = false;
};
