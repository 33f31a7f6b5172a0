"""Logic of questionnaires: the XPath subset of ODK XForms, parsed once, evaluated in Python and, as JSON, in the browser."""

from questionnaires.expressions.evaluation import evaluate
from questionnaires.expressions.grammar import parse
from questionnaires.expressions.tree import BrokenExpression, Expression, ExpressionError, Logic

__all__ = ["BrokenExpression", "Expression", "ExpressionError", "Logic", "evaluate", "parse"]
