"""Sealed blobs tell neither their content nor its length."""

from __future__ import annotations

import secrets

import pytest
from nacl.public import PrivateKey

from survey.respond.sealing import BLOCK, UnsealError, pack, seal_answers, seal_draft, unpack, unseal_answers, unseal_draft

SHORT = {"values": {"why": "иә"}}
LONG = {"values": {f"q{n}": secrets.token_hex(60) + " Жұмыс туралы ұзақ сөз 🙂" for n in range(45)}}


def test_an_empty_questionnaire_and_a_full_one_are_equally_long() -> None:
    """45 open answers of 150 letters, hardly compressible, fit the same 16 KiB as a single word."""
    key = PrivateKey.generate()
    assert len(seal_answers(SHORT, bytes(key.public_key))) == len(seal_answers(LONG, bytes(key.public_key))) == BLOCK + 48
    assert len(seal_draft(SHORT, b"k" * 32)) == len(seal_draft(LONG, b"k" * 32)) == BLOCK + 40


@pytest.mark.parametrize("size", [0, 100, BLOCK - 40, BLOCK, 3 * BLOCK])
def test_what_is_packed_comes_back_from_whole_blocks(size: int) -> None:
    """Whatever the size, the packed form is a multiple of 16 KiB."""
    content = {"t": secrets.token_hex(size), "ә": ["ғ", "қ", None, 1.5]}
    assert len(pack(content)) % BLOCK == 0
    assert unpack(pack(content)) == content


def test_a_draft_opens_with_its_own_key_only() -> None:
    """Another K, or one changed bit, opens nothing."""
    blob = seal_draft(LONG, b"k" * 32)
    assert unseal_draft(blob, b"k" * 32) == LONG
    with pytest.raises(UnsealError):
        unseal_draft(blob, b"j" * 32)
    with pytest.raises(UnsealError):
        unseal_draft(blob[:100] + bytes([blob[100] ^ 1]) + blob[101:], b"k" * 32)


def test_answers_open_with_any_of_the_private_keys_that_are_there() -> None:
    """While a release is under way two keys are: rows sealed with either open, others do not."""
    current, following, stranger = PrivateKey.generate(), PrivateKey.generate(), PrivateKey.generate()
    for key in (current, following):
        assert unseal_answers(seal_answers(SHORT, bytes(key.public_key)), (current, following)) == SHORT
    with pytest.raises(UnsealError):
        unseal_answers(seal_answers(SHORT, bytes(stranger.public_key)), (current, following))


def test_sealing_twice_gives_nothing_to_compare() -> None:
    """Equal answers are different blobs."""
    key = bytes(PrivateKey.generate().public_key)
    assert seal_answers(SHORT, key) != seal_answers(SHORT, key)
    assert seal_draft(SHORT, b"k" * 32) != seal_draft(SHORT, b"k" * 32)


@pytest.mark.parametrize("blob", [b"", bytes(BLOCK), b"\xff" * BLOCK, bytes(100)])
def test_what_packing_never_makes_is_refused(blob: bytes) -> None:
    """Lengths that lie, and bytes that are no compressed text, end in UnsealError."""
    with pytest.raises(UnsealError):
        unpack(blob)
