"""Regular expressions of questionnaires, in time that grows with the text alone: Google's RE2, loaded when the first one is met."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from questionnaires.expressions.tree import ExpressionError
from questionnaires.wording import marked

#: Longer than any pattern for a phone number, an address or a code.
MOST_PATTERN = 1000


@lru_cache(maxsize=1024)
def _full_match(pattern: str) -> Callable[[str], bool]:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    match = re2.compile(pattern, options).fullmatch
    return lambda text: match(text) is not None


def compiled(pattern: str, *, column: int = 1) -> Callable[[str], bool]:
    """A test whether a whole text fits the pattern. Raises ExpressionError for what RE2 refuses (look-around, back-references)."""
    import re2

    if len(pattern) > MOST_PATTERN:
        raise ExpressionError.of("pattern", column, marked("The pattern is longer than {most} characters."), most=MOST_PATTERN)
    try:
        return _full_match(pattern)
    except re2.error as refusal:
        reason = refusal.args[0] if refusal.args else ""
        said = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ExpressionError.of("pattern", column, marked("The pattern cannot be used: {reason}."), reason=said) from None
