"""Studio pages: codebook. `pages` what is read, `forms`, `steps` and `notes` what is changed; `people`, `passages`, `changes`, `rules` what they say.

CODING ENGINEER: this page was given to the codebook engineer by the lead at 16:12 (his note stood in survey/studio/codebook.py). I have taken
your draft at 16:27 and finish it; please write no more in survey/studio/codebook and templates/studio/codebook, and leave styles/codebook.css to me.
"""

from survey.studio.codebook import forms, notes, pages, steps
from survey.studio.codebook.desk import blueprint

__all__ = ["blueprint", "forms", "notes", "pages", "steps"]
