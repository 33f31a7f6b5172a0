"""Crockford's base 32: secrets that people can read out, type and write on paper (https://www.crockford.com/base32.html)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
#: Codes are typed where the keyboard stands on Russian or Kazakh: letters that look alike are taken as what they look like.
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХУІ", "ABCEHKM0PTXY1")
#: What people, word processors and telephones put between groups.
_BETWEEN = dict.fromkeys(map(ord, " \t\r\n\u00a0\u2009\u202f-\u2010\u2011\u2012\u2013\u2014\u2212_."))


def encode(value: bytes, length: int) -> str:
    """The number that the bytes make, most significant first, in exactly `length` letters: 16 bytes take 26, 10 bytes take 16."""
    number = int.from_bytes(value)
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))


def read(text: str, length: int) -> str | None:
    """The canonical letters of what somebody typed: case, spaces and dashes do not matter, o is 0, i and l are 1. None if it is no such code."""
    letters = text.translate(_BETWEEN).upper().translate(_LOOKALIKES)
    if len(letters) != length:
        return None
    values = [_VALUES.get(letter) for letter in letters]
    if any(value is None for value in values):
        return None
    return "".join(ALPHABET[value] for value in values if value is not None)


def decode(text: str, size: int) -> bytes | None:
    """The `size` bytes of a typed code, or None when it is no code of that many bytes."""
    canonical = read(text, -(-size * 8 // 5))
    if canonical is None:
        return None
    number = 0
    for letter in canonical:
        number = number * 32 + _VALUES[letter]
    return number.to_bytes(size) if number < 1 << size * 8 else None


def grouped(letters: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
