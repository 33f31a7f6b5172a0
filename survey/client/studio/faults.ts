/** The summary of faults, if the page came back with one, has the focus, so that it is read first. */
export function focusFirstFault(): void {
  document.querySelector<HTMLElement>(".err-summary")?.focus();
}
