/** A button with data-copy="id" copies the text of that element and says so in the element that data-copied names. */
export function copyOnRequest(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      void copy(button);
    });
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  if (!source) return;
  await navigator.clipboard.writeText(source.textContent ?? "");
  const told = document.getElementById(button.dataset["copied"] ?? "");
  if (told) told.textContent = button.dataset["done"] ?? "";
}
