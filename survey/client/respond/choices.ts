// Boxes that stand alone, and answers that can be taken back.

/** "None of these" takes the others away, and the others take it away. */
export const keepAlone = (form: HTMLFormElement): void => {
  form.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.type !== "checkbox" || !box.checked) return;
    const group = box.closest(".choices");
    if (!group) return;
    for (const other of group.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
      if (other !== box && ("alone" in box.dataset || "alone" in other.dataset)) other.checked = false;
    }
  });
};

/** A chosen answer is taken back by a second press, or by Backspace or Delete: any question may be left empty. */
export const allowTakingBack = (form: HTMLFormElement): void => {
  let chosen: HTMLInputElement | null = null;
  const radio = (target: EventTarget | null): HTMLInputElement | null => {
    const field = target instanceof Element ? (target.closest("label")?.querySelector("input") ?? target) : null;
    return field instanceof HTMLInputElement && field.type === "radio" ? field : null;
  };
  const takeBack = (field: HTMLInputElement): void => {
    field.checked = false;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  form.addEventListener("pointerdown", (event) => {
    const field = radio(event.target);
    chosen = field?.checked ? field : null;
  });
  form.addEventListener("click", (event) => {
    if (event.target instanceof HTMLInputElement && event.target === chosen && event.detail > 0) takeBack(chosen);
  });
  form.addEventListener("keydown", (event) => {
    const field = radio(event.target);
    if (field?.checked && (event.key === "Backspace" || event.key === "Delete")) takeBack(field);
  });
};
