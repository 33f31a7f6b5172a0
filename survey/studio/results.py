"""Studio pages: results."""

from flask import Blueprint

blueprint = Blueprint("results", __name__)
