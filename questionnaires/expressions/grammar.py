"""From the text of an expression to its tree: precedence climbing over the XPath subset of ODK XForms.

Binding, loosest first: or · and · = != · < <= > >= · + - · * div mod · unary - · |
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NoReturn

from questionnaires.expressions import functions  # noqa: F401  # fills the registry
from questionnaires.expressions.patterns import compiled
from questionnaires.expressions.registry import FUNCTIONS, NOT_YET
from questionnaires.expressions.tokens import Token, next_token
from questionnaires.expressions.tree import Expression, ExpressionError, Node
from questionnaires.spelling import nearest
from questionnaires.wording import marked

#: Nothing that a person writes comes near; what comes near is an attack or a paste.
MOST_DEPTH, MOST_NODES = 50, 1000

_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY = 7
#: These are kept flat, so that a condition with sixty "or" is one node of sixty parts and not sixty levels.
_FLAT = frozenset({"or", "and", "+", "*", "|"})
_WORDS = ("and", "or", "div", "mod")
_QUOTED_REFERENCE = re.compile(r"\s*(?:\$\{\s*([^{}\s]+)\s*\}|(?:[\w.\-]*/)+([\w.\-]+))\s*\Z")


def _not_yet(token: Token, what: str) -> NoReturn:
    raise ExpressionError.of("not-supported", token.column, marked("{what} is not supported yet."), what=what)


class _Reader:
    """Reads one text from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0
        self.token, self.at = next_token(text, 0)

    def advance(self) -> Token:
        """The token under the eye; the eye moves on."""
        token = self.token
        self.token, self.at = next_token(self.text, self.at)
        return token

    def sees(self, sign: str) -> bool:
        return self.token.kind == "sign" and self.token.text == sign

    def ended(self) -> bool:
        """Whether the whole text is read."""
        return self.token.kind == "end"

    def close(self, opened: Token) -> None:
        if not self.sees(")"):
            self.stray(after_operand=True, opened=opened)
        self.advance()

    def node(self, *parts: object) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise ExpressionError.of(
                "too-long",
                self.token.column,
                marked("The expression has more than {most} parts. Move some into a calculation."),
                most=MOST_NODES,
            )
        return list(parts)

    def deep(self, depth: int, token: Token) -> None:
        if depth > MOST_DEPTH:
            raise ExpressionError.of(
                "too-deep",
                token.column,
                marked("The expression is nested more than {most} levels deep. Move some of it into a calculation."),
                most=MOST_DEPTH,
            )

    def stray(self, *, after_operand: bool, opened: Token | None = None) -> NoReturn:
        """Raise what is wrong with the token under the eye."""
        token = self.token
        if token.kind == "end" and after_operand and opened is not None:
            raise ExpressionError.of(
                "missing-parenthesis",
                token.column,
                marked("A closing parenthesis is missing; it opens at character {column}."),
                ")",
                column=opened.column,
            )
        if token.kind == "end":
            raise ExpressionError.of("ends-early", token.column, marked("The expression ends where a value is needed."))
        if not after_operand:
            raise ExpressionError.of(
                "value-expected", token.column, marked("A value is needed before “{found}”."), found=token.text
            )
        if token.kind == "sign" and token.text in {"/", "//"}:
            raise ExpressionError.of("sign", token.column, marked("The sign {sign} has no meaning here."), "div", sign=token.text)
        if token.kind == "sign" and token.text == "[":
            _not_yet(token, "[...]")
        hint = nearest(token.text, _WORDS) if token.kind == "name" else ""
        raise ExpressionError.of(
            "operator-expected",
            token.column,
            marked("An operator such as “and” is needed before “{found}”."),
            hint,
            found=token.text,
        )

    # Expressions ------------------------------------------------------------------------------------------------------------

    def operator(self) -> str:
        token = self.token
        return token.text if token.kind in {"sign", "name"} and token.text in _BINDING else ""

    def expression(self, loosest: int, nesting: int) -> tuple[Node, int]:
        """The longest expression whose operators bind at least as tightly, and its depth."""
        self.deep(nesting, self.token)
        left = self.operand(nesting)
        while True:
            sign = self.operator()
            binding = _BINDING.get(sign, 0)
            if not sign or binding < loosest:
                return left
            token = self.advance()
            left = self.joined(token, left, self.expression(binding + 1, nesting))

    def joined(self, token: Token, before: tuple[Node, int], after: tuple[Node, int]) -> tuple[Node, int]:
        """What a sign makes of two parts. A chain of + and - becomes one flat sum: a - b is a + (-b) to the last bit."""
        sign, (left, depth), (right, other) = token.text, before, after
        if sign in _FLAT and left[0] == sign:
            left.append(right)
            depth = max(depth, other + 1)
        elif sign in {"+", "-"} and left[0] in {"+", "-"}:
            if left[0] == "-":
                left = self.node("+", left[1], self.node("neg", left[2]))
                depth += 1
            left.append(right if sign == "+" else self.node("neg", right))
            depth = max(depth, other + 2)
        else:
            left, depth = self.node(sign, left, right), max(depth, other) + 1
        self.deep(depth, token)
        return left, depth

    def operand(self, nesting: int) -> tuple[Node, int]:
        if self.sees("-"):
            self.advance()
            inner, depth = self.expression(_UNARY, nesting + 1)
            return self.node("neg", inner), depth + 1
        return self.value(nesting)

    def value(self, nesting: int) -> tuple[Node, int]:  # noqa: RET503  # `stray` never returns
        """One value: literal, reference, path, call, or an expression in parentheses."""
        token = self.token
        if token.kind == "ref":
            self.advance()
            return self.node("ref", token.text), 1
        if token.kind == "str":
            self.advance()
            return self.node("str", token.text), 1
        if token.kind == "num":
            self.advance()
            return self.node("num", float(token.text)), 1
        if token.kind == "name":
            return self.named(nesting)
        if token.kind == "sign":
            if token.text == "(":
                self.advance()
                inner = self.expression(1, nesting + 1)
                self.close(token)
                return inner
            if token.text in {".", "..", "/"}:
                return self.path(), 1
            if token.text in {"*", "@", "[", "//"}:
                _not_yet(token, token.text)
        self.stray(after_operand=False)

    def path(self) -> Node:
        """`.`, `..`, `../name`, `../../group/name` or `/data/group/name`; in a survey without repeats the last name decides."""
        first = self.advance()
        if first.text == "." and not self.sees("/"):
            return self.node("this")
        names = self.steps(first)
        if self.sees("[") or self.sees("::") or self.sees("("):
            _not_yet(self.token, self.token.text)
        if not names or first.text == "." or (first.text == "/" and len(names) < 2):
            _not_yet(first, self.text[first.column - 1 : self.token.column - 1].strip())
        return self.node("ref", names[-1])

    def steps(self, first: Token) -> list[str]:
        """The names on the way of a path that began with `/`, `.` or `..`; none when the way goes up alone."""
        names: list[str] = []
        count = 0
        more = first.text == "/" or self.next_step()
        while more:
            count += 1
            self.deep(count, self.token)
            if self.token.kind == "name":
                names.append(self.advance().text)
            elif self.sees("..") and first.text == ".." and not names:
                self.advance()
            else:
                raise ExpressionError.of(
                    "path", self.token.column, marked("A path to a question ends with its name: ../name or ${{name}}.")
                )
            more = self.next_step()
        return names

    def next_step(self) -> bool:
        """Whether the path goes on; its stroke is passed over."""
        if not self.sees("/"):
            return False
        self.advance()
        return True

    def named(self, nesting: int) -> tuple[Node, int]:
        """A call, or the bare name of a column in the filter of a list of choices."""
        token = self.advance()
        if self.sees("("):
            return self.call(token, nesting)
        if self.sees("::") or self.sees("/") or self.sees("["):
            _not_yet(token, f"{token.text}{self.token.text}")
        return self.node("child", token.text), 1

    # Calls ------------------------------------------------------------------------------------------------------------------

    def call(self, name: Token, nesting: int) -> tuple[Node, int]:
        """The call of a known function with as many arguments as it takes. The name is judged before anything inside."""
        if name.text not in FUNCTIONS:
            if name.text in NOT_YET:
                raise ExpressionError.of(
                    "not-supported", name.column, marked("{what} is not supported yet."), what=f"{name.text}()"
                )
            raise ExpressionError.of(
                "unknown-function",
                name.column,
                marked("There is no function {name}."),
                nearest(name.text, FUNCTIONS),
                name=name.text,
            )
        opened = self.advance()
        if name.text == "position":
            return self.position(opened)
        arguments: list[Node] = []
        starts: list[Token] = []
        depth = 0
        while not (self.sees(")") and not arguments):
            starts.append(self.token)
            argument, inner = self.expression(1, nesting + 1)
            arguments.append(argument)
            depth = max(depth, inner)
            if not self.sees(","):
                break
            self.advance()
        self.close(opened)
        self.counted(name, len(arguments))
        self.special(name, arguments, starts)
        return self.node("call", name.text, *arguments), depth + 1

    def position(self, opened: Token) -> tuple[Node, int]:
        """The place of the instance of a repeat: of what else it could count, a survey without predicates has nothing."""
        inner = self.advance()
        if inner.kind != "sign" or inner.text != ".." or self.sees("/"):
            _not_yet(inner, "position(...)")
        self.close(opened)
        return self.node("call", "position", self.node("parent")), 2

    def counted(self, name: Token, given: int) -> None:
        """Raise when the function takes another number of arguments."""
        known = FUNCTIONS[name.text]
        if given >= known.least and (known.most is None or given <= known.most):
            return
        takes = (
            f"{known.least}" if known.most == known.least else f"{known.least}-{known.most}" if known.most else f"≥ {known.least}"
        )
        raise ExpressionError.of(
            "arguments",
            name.column,
            marked("{name} takes {takes} values in its parentheses; here it has {given}."),
            name=name.text,
            takes=takes,
            given=given,
        )

    def special(self, name: Token, arguments: list[Node], starts: list[Token]) -> None:
        """Arguments that must be what they are at once: patterns, and references in quotation marks."""
        if name.text == "regex":
            if arguments[1][0] != "str":
                raise ExpressionError.of(
                    "pattern", starts[1].column, marked("The pattern of regex() must stand there as a text in quotation marks.")
                )
            compiled(str(arguments[1][1]), column=starts[1].column)
        elif name.text == "jr:choice-name":
            found = _QUOTED_REFERENCE.match(str(arguments[1][1])) if arguments[1][0] == "str" else None
            if arguments[1][0] not in {"str", "ref"} or (arguments[1][0] == "str" and not found):
                raise ExpressionError.of(
                    "reference",
                    starts[1].column,
                    marked("The second value of jr:choice-name() is a question in quotation marks: '${{name}}'."),
                )
            arguments[1] = ["str", (found[1] or found[2]) if found else arguments[1][1]]


@lru_cache(maxsize=8192)
def parse(text: str) -> Expression:
    """What a text says: an expression. Raises ExpressionError with code, column, message and hint for the first fault.

    Nodes of its tree, each a list whose first part is its kind: ["num", 1.5] ["str", "text"] ["ref", "name"] ["child", "column"]
    ["this"] ["parent"] ["neg", a], the operators ["=", a, b] (also != < <= > >= - div mod) and, with two or more parts,
    ["or", a, b, c] (also and + * |), and ["call", "function", a, b].
    """
    reader = _Reader(text)
    if reader.token.kind == "end":
        raise ExpressionError.of("empty", 1, marked("The expression is empty."))
    tree, _ = reader.expression(1, 0)
    if not reader.ended():
        if reader.sees(")"):
            raise ExpressionError.of("extra-parenthesis", reader.token.column, marked("This closing parenthesis closes nothing."))
        reader.stray(after_operand=True)
    return Expression(text, tree)
