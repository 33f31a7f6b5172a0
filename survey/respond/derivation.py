"""How keys are derived from a secret, and how values are written so that equal ones are equal bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any


def hkdf(secret: bytes, *, info: bytes, length: int = 32, salt: bytes = b"") -> bytes:
    """`length` bytes from the secret by HKDF with SHA-256 (RFC 5869); other `info`, other bytes, and none tells of the secret."""
    if length > 255 * 32:
        raise ValueError(f"HKDF with SHA-256 gives at most {255 * 32} bytes, not {length}.")
    pseudorandom = hmac.digest(salt or bytes(32), secret, "sha256")
    block, found = b"", b""
    for count in range(1, -(-length // 32) + 1):
        block = hmac.digest(pseudorandom, block + info + bytes([count]), "sha256")
        found += block
    return found[:length]


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8: equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(label: str, *parts: bytes) -> str:
    """SHA-256(label + parts), hexadecimal. Every part has one fixed length for its label, so that no two inputs read alike."""
    return hashlib.sha256(label.encode() + b"".join(parts)).hexdigest()
