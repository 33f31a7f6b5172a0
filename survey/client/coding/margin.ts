// Beside the answer: a bar for each passage in the first free lane, and its name, pushed down so that none overlap.
import { byId, make } from "./dom";
import { codeName, drawn } from "./reader";
import type { Passage, Work } from "./work";

const NAME = 20; // px from one name to the next

/** Draws bars and names; a name is a button that chooses its passage. */
export function drawMargin(work: Work, choose: (passage: Passage) => void): void {
  const margin = byId("margin");
  margin.replaceChildren();
  if (margin.offsetParent === null) return; // a narrow page shows the list instead
  const base = margin.getBoundingClientRect().top;
  const passages = drawn(work);
  const edges = passages.map(() => ({ top: Infinity, bottom: -Infinity }));
  for (const seg of byId("text").querySelectorAll<HTMLElement>(".seg")) {
    const edge = edges[Number(seg.dataset["s"])];
    for (const box of edge ? seg.getClientRects() : []) {
      if (!edge) continue;
      edge.top = Math.min(edge.top, box.top - base);
      edge.bottom = Math.max(edge.bottom, box.bottom - base);
    }
  }
  const ends: number[] = [];
  const order = edges.map((_, at) => at).sort((a, b) => (edges[a]?.top ?? 0) - (edges[b]?.top ?? 0));
  let last = -NAME;
  for (const at of order) {
    const edge = edges[at];
    const passage = passages[at];
    if (!edge || !passage || edge.top === Infinity) continue;
    const free = ends.findIndex((end) => end <= edge.top + 2);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = edge.bottom;
    const { colour, hotkey } = work.codes[passage.code] ?? { colour: 1, hotkey: null };
    const bar = make("span", { class: `mbar k${colour}`, "aria-hidden": "true" });
    bar.style.top = `${edge.top + 1}px`;
    bar.style.height = `${Math.max(6, edge.bottom - edge.top - 4)}px`;
    bar.style.setProperty("--lane", String(lane));
    const name = make("button", { class: "mname", type: "button" }, `${hotkey ? `${hotkey} ` : ""}${codeName(work, passage.code)}`);
    last = Math.max(edge.top + 1, last + NAME);
    name.style.top = `${last}px`;
    name.addEventListener("click", () => choose(passage));
    margin.append(bar, name);
  }
  margin.style.setProperty("--lanes", String(ends.length));
  margin.style.minHeight = `${last + NAME}px`;
}
