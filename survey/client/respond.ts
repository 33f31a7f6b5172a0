// Entry of the respond pages; each page works without it.
export {};
