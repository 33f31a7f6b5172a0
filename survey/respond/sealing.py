"""Sealing: what is stored of answers is compressed, padded and encrypted, so that neither content nor length tells anything."""

from __future__ import annotations

import json
import secrets
import zlib
from typing import Any

from nacl.bindings import crypto_secretbox_easy, crypto_secretbox_NONCEBYTES, crypto_secretbox_open_easy
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

#: PROTOCOL, section 2: a length links as well as a name does. A questionnaire of 45 questions packs into one block.
BLOCK = 16 * 1024
_HEAD = 4
#: More than any questionnaire holds; a forged blob cannot fill the memory.
_MOST = 32 * 1024 * 1024


class UnsealError(ValueError):
    """A blob was sealed under another key, or was altered."""


def pack(content: Any) -> bytes:
    """JSON, compressed, with its length in front, padded to a multiple of 16 KiB."""
    press = zlib.compressobj(4, zlib.DEFLATED, zlib.MAX_WBITS, 6)  # tables of 64 KB instead of 256: drafts are small, clearing tables is not
    packed = press.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()) + press.flush()
    size = _HEAD + len(packed)
    return (len(packed).to_bytes(_HEAD) + packed).ljust(size + -size % BLOCK, b"\0")


def unpack(padded: bytes) -> Any:
    """What `pack` was given; raises UnsealError when the bytes are not its work."""
    size = int.from_bytes(padded[:_HEAD])
    if len(padded) % BLOCK or _HEAD + size > len(padded):
        raise UnsealError("a padded blob has a length that packing never makes")
    reader = zlib.decompressobj()
    text = reader.decompress(padded[_HEAD : _HEAD + size], _MOST)
    if not reader.eof:
        raise UnsealError("a packed blob is longer than any questionnaire")
    return json.loads(text)


def seal_draft(content: Any, secret: bytes) -> bytes:
    """Readable with the expert's own key only: XSalsa20-Poly1305 with a random nonce."""
    nonce = secrets.token_bytes(crypto_secretbox_NONCEBYTES)
    return nonce + crypto_secretbox_easy(pack(content), nonce, secret)


def unseal_draft(blob: bytes, secret: bytes) -> Any:
    """What `seal_draft` was given; raises UnsealError."""
    try:
        return unpack(crypto_secretbox_open_easy(blob[crypto_secretbox_NONCEBYTES:], blob[:crypto_secretbox_NONCEBYTES], secret))
    except CryptoError:
        raise UnsealError("a draft does not open with this device's key") from None


def seal_answers(content: Any, public_key: bytes) -> bytes:
    """Readable with the study's private release key only; whoever seals cannot unseal (libsodium's sealed box)."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(pack(content)))


def unseal_answers(blob: bytes, private_keys: tuple[PrivateKey, ...]) -> Any:
    """What `seal_answers` was given, by whichever key fits; raises UnsealError when none does."""
    for key in private_keys:
        try:
            return unpack(SealedBox(key).decrypt(blob))
        except CryptoError:
            continue
    raise UnsealError("sealed answers do not open with any private key that is here")
