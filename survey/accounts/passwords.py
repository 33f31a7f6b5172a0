"""Passwords: what is asked of them (length, nothing else) and how they are kept (argon2id)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher, Type
from flask_security.password_util import PasswordUtil

from survey.languages import gettext as _
from survey.settings import Settings

if TYPE_CHECKING:
    from survey.accounts.models import Account

SHORTEST, ADVISED, LONGEST = 12, 15, 256  # code points
_OWN = 8  # so many characters must be left when what everyone knows of the person is taken away


def normalize(password: str) -> str:
    """The password as it is kept and compared: NFKC, so that one and the same key on two machines means the same."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, *, settings: Settings) -> str:
    """argon2id in PHC format, at the costs of the settings; the same as Flask-Security makes."""
    hasher = PasswordHasher(time_cost=settings.argon2_time, memory_cost=settings.argon2_memory_kib, parallelism=1, type=Type.ID)
    return hasher.hash(normalize(password))


def faults(password: str, *, known: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a new password, in words; `known` is what others know of the person. Any characters may be used."""
    said = normalize(password)
    if len(said) < SHORTEST:
        return [
            _(
                "The password has %(length)s characters; at least %(least)s are needed. Four or five words are easy to remember.",
                length=len(said),
                least=SHORTEST,
            )
        ]
    if len(said) > LONGEST:
        return [_("The password is longer than %(most)s characters. Shorten it.", most=LONGEST)]
    words = {word for text in (*known, "saraptama", "password") for word in re.split(r"[^\w]+", text.casefold()) if len(word) > 2}
    left = said.casefold()
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < _OWN or len(set(said)) < 5:
        return [_("The password is easy to guess: it is mostly a name, an address or one repeated sign. Choose other words.")]
    return []


class Passwords(PasswordUtil):
    """Flask-Security's door to the rules of this house."""

    def normalize(self, password: str) -> str:
        """As above."""
        return normalize(password)

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002, FBT001 - its signature
        """What is wrong, or None; and the password as it is kept."""
        account: Account | None = about.get("user")
        known = (account.email, account.name) if account else ()
        return faults(password, known=known) or None, normalize(password)
