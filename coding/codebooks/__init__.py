"""The codebooks that come with the program, one folder each: `<slug>/codebook.json` with names, rules and examples in kk, ru, en.

A folder holds data only; whatever loads a codebook reads it as a package resource.
"""
