// The code of a letter stands in the fragment, which no server and no log ever sees; here it goes into its field and off the address.

export const takeFragment = (): void => {
  const fragment = decodeURIComponent(location.hash.slice(1));
  if (fragment === "" || document.getElementById(fragment)) return;
  const field = document.querySelector<HTMLInputElement>("input[data-code]");
  if (field && field.value === "") field.value = fragment;
  history.replaceState(null, "", location.pathname + location.search);
};
