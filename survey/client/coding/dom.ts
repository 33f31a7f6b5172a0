// Elements are made and filled with text, never with markup.

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Attributes are set; null, undefined and false take them off. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** The element with that id, which the template promises. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found as T;
}

export function maybe<T extends HTMLElement = HTMLElement>(id: string): T | null {
  return document.getElementById(id) as T | null;
}

/** Text with key caps: "{key}" in a sentence becomes an element. */
export function withKey(sentence: string, key: string): (Node | string)[] {
  const [before, after] = sentence.split("\u0000", 2);
  return after === undefined ? [sentence] : [before ?? "", make("kbd", { class: "kbd" }, key), after];
}
