// Entry of the studio pages; each page works without it.
export {};
