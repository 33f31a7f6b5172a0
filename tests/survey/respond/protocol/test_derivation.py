"""HKDF by its published vectors, and canonical bytes."""

from __future__ import annotations

import pytest

from survey.respond.derivation import canonical, hkdf

#: RFC 5869, appendix A, test cases 1 to 3 (SHA-256): secret, salt, info, length, output.
VECTORS = (
    (
        "0b" * 22, "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)).hex(), bytes(range(0x60, 0xB0)).hex(), bytes(range(0xB0, 0x100)).hex(), 82,
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    (
        "0b" * 22, "", "", 42,
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("secret", "salt", "info", "length", "output"), VECTORS)
def test_hkdf_gives_what_its_standard_prints(secret: str, salt: str, info: str, length: int, output: str) -> None:
    """The three SHA-256 cases of RFC 5869, appendix A."""
    found = hkdf(bytes.fromhex(secret), salt=bytes.fromhex(salt), info=bytes.fromhex(info), length=length)
    assert found.hex() == output


def test_hkdf_refuses_more_than_its_standard_allows() -> None:
    """At most 255 blocks of 32 bytes."""
    assert len(hkdf(b"k", info=b"", length=8160)) == 8160
    with pytest.raises(ValueError, match="8160"):
        hkdf(b"k", info=b"", length=8161)


def test_equal_values_are_equal_bytes_in_any_order() -> None:
    """Keys are sorted and letters stay letters, so both sides sign the same bytes."""
    assert canonical({"өңір": "Ақтөбе", "a": [1, 2]}) == canonical({"a": [1, 2], "өңір": "Ақтөбе"})
    assert canonical({"a": "ә"}) == '{"a":"ә"}'.encode()
