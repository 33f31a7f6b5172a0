"""Studio pages: release."""

from flask import Blueprint

blueprint = Blueprint("release", __name__)
