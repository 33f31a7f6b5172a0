// Entry of the coding pages; each page works without it.
export {};
