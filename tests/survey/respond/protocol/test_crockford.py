"""Codes that people read out, type on three keyboards and write on paper."""

from __future__ import annotations

import secrets

import pytest

from survey.respond.crockford import ALPHABET, decode, encode, grouped, read


def test_what_was_encoded_is_read_back() -> None:
    """Sixteen bytes are 26 letters and come back, also when they are all zero or all one."""
    for value in (bytes(16), b"\xff" * 16, *(secrets.token_bytes(16) for _ in range(50))):
        letters = encode(value, 26)
        assert len(letters) == 26
        assert decode(grouped(letters), 16) == value


def test_the_alphabet_is_that_of_its_author() -> None:
    """Crockford's symbols for 0 to 31, without i, l, o and u."""
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert encode(bytes([31]), 2) == "0Z"


@pytest.mark.parametrize(
    "typed",
    [
        "0A1B-HKMT", "oaib hkmt", " 0a1b–hkmt ", "OALB\u00a0HKMT", "0А1В-НКМТ", "оаів нкмт",
    ],
)  # fmt: skip
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    """Case, spaces and dashes do not matter; o is 0, i and l are 1; Cyrillic letters count as what they look like."""
    assert read(typed, 8) == "0A1BHKMT"


@pytest.mark.parametrize("typed", ["", "0A1BHKM", "0A1BHKMTT", "0A1BHKMU", "0A1BHKMЖ", "0A1BHKM☕", "0A1BHKM'", "ΑΒ1BHKMT"])
def test_what_is_no_code_is_not_read(typed: str) -> None:
    """Too short, too long, u, other letters, signs: None, and no database is asked."""
    assert read(typed, 8) is None


def test_a_number_too_large_for_its_bytes_is_no_code() -> None:
    """26 letters can write 130 bits; only those of 128 are codes."""
    assert decode("7" + "Z" * 25, 16) == b"\xff" * 16
    assert decode("8" + "0" * 25, 16) is None
