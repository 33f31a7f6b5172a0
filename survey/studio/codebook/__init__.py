"""Studio pages: codebook. `pages` is read; `forms`, `steps`, `notes` change; `people`, `passages`, `changes`, `rules` are what they say."""

from survey.studio.codebook import forms, notes, pages, steps
from survey.studio.codebook.desk import blueprint

__all__ = ["blueprint", "forms", "notes", "pages", "steps"]
