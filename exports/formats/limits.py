"""What a format cannot hold."""

from __future__ import annotations


class TooLargeError(ValueError):
    """A table would have more rows or columns than files of this format can hold."""
