"""Studio pages: codebook."""

from flask import Blueprint

blueprint = Blueprint("codebook", __name__)
