"""The functions of expressions, by what they work on; importing this package registers them all."""

from questionnaires.expressions.functions import choices, days, logic, numbers, sets, texts

__all__ = ["choices", "days", "logic", "numbers", "sets", "texts"]
