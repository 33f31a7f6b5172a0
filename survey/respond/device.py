"""K, the secret of an expert's device, and all that follows from it. The server meets K in requests and keeps it nowhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from survey.respond.crockford import decode, encode, grouped
from survey.respond.derivation import canonical, digest, hkdf

K_BYTES = 16


@dataclass(frozen=True)
class Device:
    """One device of one expert, known by its 128-bit secret K alone."""

    k: bytes = field(repr=False)  # a traceback or a log that prints the device must not tell it

    def __post_init__(self) -> None:
        if len(self.k) != K_BYTES:
            raise ValueError(f"K has {K_BYTES} bytes, not {len(self.k)}.")

    @classmethod
    def new(cls) -> Device:
        """A device with a fresh K."""
        return cls(secrets.token_bytes(K_BYTES))

    @classmethod
    def from_resume_code(cls, text: str) -> Device | None:
        """The device whose resume code somebody typed, or None when the text is no such code."""
        k = decode(text, K_BYTES)
        return None if k is None else cls(k)

    @property
    def resume_code(self) -> str:
        """K for people: 26 letters in groups of four. It opens the draft, so it is shown to the expert only."""
        return grouped(encode(self.k, 26))

    @property
    def cookie(self) -> str:
        """K for the cookie, hexadecimal."""
        return self.k.hex()

    @classmethod
    def from_cookie(cls, text: str) -> Device | None:
        """The device of a cookie, or None when the text was not made by `cookie`."""
        try:
            return cls(bytes.fromhex(text)) if len(text) == 2 * K_BYTES else None
        except ValueError:
            return None

    @cached_property
    def draft_key(self) -> str:
        """Under which the draft is found."""
        return digest("draft", self.k)

    @cached_property
    def submitted_key(self) -> str:
        """By which a second sending is known."""
        return digest("submitted", self.k)

    @cached_property
    def waiting_key(self) -> str:
        """Under which the sealed answers wait."""
        return digest("waiting", self.k)

    @cached_property
    def draft_secret(self) -> bytes:
        """The 32-byte key under which the draft is sealed."""
        return hkdf(self.k, info=b"draft")

    def slot(self, invitation_id: uuid.UUID) -> str:
        """What an invitation's one slot takes when this device opens it."""
        return digest("redeem", invitation_id.bytes, self.k)

    def withdrawal_code(self, study_id: uuid.UUID) -> str:
        """16 letters in groups of four for the expert's paper: the same on every retry, and no way back to K or the draft."""
        return grouped(encode(hkdf(self.k, info=b"receipt" + study_id.bytes, length=10), 16))

    def admission(self, study_key: bytes, attributes: Mapping[str, str], questionnaire_id: uuid.UUID) -> str:
        """A: proves that this device was admitted to this questionnaire with these travelling attributes, and that none was altered."""
        message = b"admit" + self.k + canonical([dict(attributes), str(questionnaire_id)])
        return hmac.new(study_key, message, hashlib.sha256).hexdigest()

    def admits(self, admission: str, study_key: bytes, attributes: Mapping[str, str], questionnaire_id: uuid.UUID) -> bool:
        """Whether that is this device's A; takes the same time whatever was sent."""
        return hmac.compare_digest(admission.encode(), self.admission(study_key, attributes, questionnaire_id).encode())
