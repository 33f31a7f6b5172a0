"""`python -m survey` is `saraptama`."""

from survey.cli import main

main()
