// Offsets of passages count code points; the browser counts UTF-16 units. Everything that crosses the border passes here.

const HIGH = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const LOW = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** How many code points a text has. */
export function countPoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The UTF-16 place of a code-point place. */
export function unitsAt(text: string, point: number): number {
  let units = 0;
  for (let passed = 0; passed < point && units < text.length; passed++) units += HIGH(text.charCodeAt(units)) && LOW(text.charCodeAt(units + 1)) ? 2 : 1;
  return units;
}

/** The code-point place of a UTF-16 place; inside a surrogate pair it is the start of the character, or with `up` its end. */
export function pointAt(text: string, units: number, up = false): number {
  const inside = units > 0 && units < text.length && HIGH(text.charCodeAt(units - 1)) && LOW(text.charCodeAt(units));
  return countPoints(text.slice(0, inside ? units - 1 : units)) + (inside && up ? 1 : 0);
}

/** The characters from one code-point place up to another. */
export function slicePoints(text: string, start: number, stop: number): string {
  return text.slice(unitsAt(text, start), unitsAt(text, stop));
}
