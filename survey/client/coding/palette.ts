// Find a code by its name in any of the three languages: a dialog with a field and a list that follows what is typed.
import { say } from "./data";
import { byId, make, set } from "./dom";
import { codeName } from "./reader";
import type { Work } from "./work";

/** Letters that a Russian keyboard lacks are found by those beside them, so that қолдау is found by "колдау". */
const NEAR: Readonly<Record<string, string>> = { ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х", і: "и", ё: "е" };

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(/[әғқңөұүһіё]/g, (letter) => NEAR[letter] ?? letter).trim();
}

export class Palette {
  private readonly dialog = byId<HTMLDialogElement>("palette");
  private readonly field = make("input", {
    id: "palette-field", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-label": say("find"), placeholder: say("find"),
  });
  private readonly list = make("ul", { id: "palette-list", role: "listbox", "aria-label": say("find") });
  private readonly none = make("p", { class: "pane-pad small", role: "status" });
  private found: number[] = [];
  private at = 0;

  constructor(
    private readonly work: Work,
    private readonly choose: (code: number) => void,
  ) {
    const close = make("button", { class: "btn btn--s", type: "button" }, say("close"));
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.append(make("div", { class: "pin" }, this.field, close), this.list, this.none);
    this.field.addEventListener("input", () => this.search());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.take(Number(option.dataset["code"]));
    });
  }

  open(): void {
    this.field.value = "";
    this.search();
    this.dialog.showModal();
    this.field.focus();
  }

  private search(): void {
    const wanted = folded(this.field.value);
    this.found = this.work.codes.flatMap((code, at) => {
      const names = Object.values(code.names).map(folded);
      return !code.retired && names.some((name) => name.includes(wanted)) ? [at] : [];
    });
    this.at = 0;
    this.draw();
  }

  private draw(): void {
    const options = this.found.map((code, place) => {
      const { colour, hotkey, names } = this.work.codes[code] ?? { colour: 1, hotkey: null, names: {} };
      const option = make("li", { role: "option", id: `palette-${code}`, "data-code": code, "aria-selected": String(place === this.at), class: `k${colour}` });
      const shown = codeName(this.work, code);
      const elsewhere = Object.entries(names).filter(([, name]) => name !== shown);
      option.append(make("span", { class: "kbd" }, hotkey ?? " "), make("span", { class: "sw" }), make("span", {}, shown));
      option.append(...elsewhere.map(([language, name]) => make("span", { class: "small quiet other-name", lang: language }, name)));
      return option;
    });
    this.list.replaceChildren(...options);
    this.none.textContent = options.length ? "" : say("findNone");
    set(this.field, { "aria-activedescendant": options[this.at]?.id });
    options[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const code = this.found[this.at];
    if (step && this.found.length) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === "Enter" && code !== undefined) this.take(code);
    else return;
    event.preventDefault();
  }

  private take(code: number): void {
    this.dialog.close();
    this.choose(code);
  }
}
