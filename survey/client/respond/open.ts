// Open answers: how many words there are, and a soft warning about words that could point to somebody. Nothing of it is sent.
import { type Finding, find } from "./naming";
import { say } from "./words";

export const countWords = (text: string): number => (text.trim() === "" ? 0 : text.trim().split(/\s+/u).length);

const choice = (label: string, press: () => void, plain = false): HTMLButtonElement => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = plain ? "btn btn--plain" : "btn";
  button.textContent = label;
  button.addEventListener("click", press);
  return button;
};

export const watchOpen = (place: HTMLElement): void => {
  const field = place.querySelector<HTMLTextAreaElement | HTMLInputElement>("textarea, input");
  if (!field) return;
  const counter = place.querySelector<HTMLElement>("[data-words]");
  const left = new Set<string>();
  const notice = document.createElement("div");
  notice.className = "notice notice--warn soft";
  notice.setAttribute("role", "status");
  notice.hidden = true;
  place.append(notice);

  let shown = "";
  const warn = (finding: Finding): void => {
    const key = `${finding.start} ${finding.word}`;
    if (key === shown) return; // leaving the field looks again; a button that is being pressed must stay
    shown = key;
    const words = document.createElement("p");
    words.textContent = say(finding.kind, { word: finding.word });
    const row = document.createElement("div");
    row.className = "row";
    const beginning = finding.start === 0 || /[.!?…]\s*$/u.test(field.value.slice(0, finding.start));
    const plain = say(`instead-${finding.kind}`);
    const instead = beginning ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain;
    row.append(
      choice(say("write", { word: plain }), () => {
        field.setRangeText(instead, finding.start, finding.end, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        look();
        field.focus();
      }),
      choice(say("leave"), () => {
        left.add(finding.word);
        look();
        field.focus();
      }, true),
    );
    notice.replaceChildren(words, row);
    notice.hidden = false;
  };
  const look = (): void => {
    const finding = find(field.value).find((found) => !left.has(found.word));
    if (finding) warn(finding);
    else {
      shown = "";
      notice.hidden = true;
      notice.replaceChildren();
    }
  };
  const count = (): void => {
    const n = countWords(field.value);
    if (!counter) return;
    counter.hidden = n === 0;
    counter.textContent = say("words", { n });
  };
  let timer = 0;
  field.addEventListener("input", () => {
    count();
    clearTimeout(timer);
    timer = window.setTimeout(look, 1200);
  });
  field.addEventListener("change", look);
  count();
  look();
};
