"""Studio pages: coding."""

from flask import Blueprint

blueprint = Blueprint("coding", __name__)
