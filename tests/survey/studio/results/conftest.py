"""The study of the returnees, as the exports' tests plant it."""

from tests.exports.conftest import returnees

__all__ = ["returnees"]
