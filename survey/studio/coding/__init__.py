"""Studio pages: coding. `pages` what is seen, `door` what the script reads and writes, `shown` and `steps` what both say."""

from survey.studio.coding import door, pages
from survey.studio.coding.desk import blueprint

__all__ = ["blueprint", "door", "pages"]
