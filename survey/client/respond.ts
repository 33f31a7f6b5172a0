// Entry of the experts' pages; each page works without it.
import { Autosave } from "./respond/autosave";
import { allowTakingBack, keepAlone } from "./respond/choices";
import { takeFragment } from "./respond/fragment";
import { lookOnceMore, offerCopy, offerPrint } from "./respond/keeping";
import { addButtons, followSum } from "./respond/numbers";
import { watchOpen } from "./respond/open";
import { Ranking } from "./respond/ranking";
import { show } from "./respond/relevance";

takeFragment();

const form = document.querySelector<HTMLFormElement>("form[data-save]");
if (form) {
  keepAlone(form);
  allowTakingBack(form);
  for (const stepper of form.querySelectorAll<HTMLElement>("[data-stepper]")) addButtons(stepper);
  for (const group of form.querySelectorAll<HTMLElement>("[data-parts]")) followSum(form, group);
  for (const place of form.querySelectorAll<HTMLElement>("[data-rank]")) new Ranking(place, place.dataset["rank"] ?? "", Number(place.dataset["limit"] ?? 0));
  for (const place of form.querySelectorAll<HTMLElement>("[data-open]")) watchOpen(place);
  new Autosave(form, form.dataset["save"] ?? "", (names) => show(form, names));
}
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) offerCopy(button);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) offerPrint(button);
for (const told of document.querySelectorAll<HTMLElement>("[data-found]")) lookOnceMore(told);
document.querySelector<HTMLElement>("[data-focus]")?.focus();
