"""Secrets in files, apart for the two sides: `respond` for the experts' process, `studio` for the team's.

The folder `respond` holds the pepper and, for each study, the key that admits devices and the public key that seals answers. The folder
`studio` holds secrets of sign-in and the private key that unseals. The experts' process reads only its own, so whoever takes that
process can seal and not unseal. Nothing here ever goes into the database or a backup.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey

from survey.settings import Settings

SECRET_BYTES = 32


class KeysError(RuntimeError):
    """Secrets are missing, could be read by others, or are no secrets; the message says how to mend it. Nothing may start."""


def _refuse_guessable(path: Path, value: bytes) -> bytes:
    """A secret is 32 bytes drawn by chance: neither a phrase nor a default such as zeros has so many different ones."""
    if len(value) != SECRET_BYTES or len(set(value)) < 16:
        raise KeysError(
            f"{path} holds no random key of {SECRET_BYTES} bytes. Restore it from your own safe copy; a made-up value protects nobody."
        )
    return value


def _read(path: Path, *, forbidden: int) -> bytes:
    try:
        mode, value = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:
        raise KeysError(
            f"{path} is missing. On a new installation run: saraptama upgrade. On an old one restore the keys folder: with other keys no letter opens."
        ) from None
    if os.name == "posix" and mode & forbidden:
        raise KeysError(f"{path} can be read by others. Run: chmod {0o777 & ~forbidden & 0o640:o} {path}")
    return value


def write_durably(path: Path, value: bytes, *, mode: int) -> None:
    """The file holds exactly `value`, also after a power cut: written beside, synced, renamed, and the folder synced."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
        target.write(value)
        target.flush()
        os.fsync(target.fileno())
    os.replace(beside, path)  # noqa: PTH105 - the call that is atomic
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def destroy(path: Path) -> None:
    """The secret is gone: overwritten in place before its name is removed (a copy that a file system keeps is beyond us; docs say so)."""
    try:
        with path.open("r+b") as target:
            target.write(secrets.token_bytes(SECRET_BYTES))
            target.flush()
            os.fsync(target.fileno())
    except FileNotFoundError:
        return
    path.unlink()
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@dataclass(frozen=True)
class RespondKeys:
    """What the experts' process knows. The group may read these files, so that two system users can share them; others may not."""

    folder: Path
    pepper: bytes

    @classmethod
    def load(cls, keys: Path) -> RespondKeys:
        """The keys in `keys`/respond, where `keys` is the folder of the settings; raises KeysError."""
        folder = keys / "respond"
        path = folder / "pepper.key"
        return cls(folder, _refuse_guessable(path, _read(path, forbidden=0o027)))

    @classmethod
    def create(cls, keys: Path) -> RespondKeys:
        """The keys in `keys`/respond, made if there are none yet."""
        folder = _make_folder(keys / "respond")
        if not (folder / "pepper.key").exists():
            write_durably(folder / "pepper.key", secrets.token_bytes(SECRET_BYTES), mode=_shared_mode(folder))
        return cls.load(keys)

    def study_key(self, study_id: uuid.UUID) -> bytes:
        """The key by which this study admits devices; raises KeysError when the study was never opened here."""
        path = self.folder / f"{study_id}.study.key"
        return _refuse_guessable(path, _read(path, forbidden=0o027))

    def release_public_key(self, study_id: uuid.UUID) -> bytes:
        """The public key that seals answers now. Read anew each time: every release replaces it."""
        path = self.folder / f"{study_id}.release.public"
        return _refuse_guessable(path, _read(path, forbidden=0o027))

    def add_study(self, study_id: uuid.UUID, *, public_key: bytes) -> None:
        """The study has a key of its own (one that it has is kept), and the public key is the one that seals."""
        path = self.folder / f"{study_id}.study.key"
        if not path.exists():
            write_durably(path, secrets.token_bytes(SECRET_BYTES), mode=_shared_mode(self.folder))
        self.publish(study_id, public_key)

    def publish(self, study_id: uuid.UUID, public_key: bytes) -> None:
        """From now on answers are sealed with this key."""
        write_durably(self.folder / f"{study_id}.release.public", public_key, mode=_shared_mode(self.folder))

    def peppered(self, label: str, text: str) -> str:
        """HMAC-SHA256(pepper, label + text), hexadecimal: how codes are kept ("code"), and withdrawal codes ("w1", "w2")."""
        return hmac.new(self.pepper, (label + text).encode(), hashlib.sha256).hexdigest()


def _shared_mode(folder: Path) -> int:
    """0640 where the administrator let the group into the folder, else 0600."""
    return folder.stat().st_mode & 0o640 | 0o600


@dataclass(frozen=True)
class StudioKeys:
    """What only the team's process knows; every file 0600."""

    folder: Path

    @classmethod
    def load(cls, keys: Path) -> StudioKeys:
        """The keys in `keys`/studio; raises KeysError when the folder is missing or one of its files could be read by others."""
        folder = keys / "studio"
        if not folder.is_dir():
            raise KeysError(
                f"{folder} is missing. On a new installation run: saraptama upgrade. On an old one restore the keys folder."
            )
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                _read(path, forbidden=0o077)
        return cls(folder)

    @classmethod
    def create(cls, keys: Path) -> StudioKeys:
        """The keys in `keys`/studio; the folder is made if there is none yet."""
        _make_folder(keys / "studio")
        return cls.load(keys)

    def secret(self, name: str) -> bytes:
        """32 random bytes under that name ("session", "totp"), drawn when first asked for."""
        path = self.folder / f"{name}.key"
        if not path.exists():
            write_durably(path, secrets.token_bytes(SECRET_BYTES), mode=0o600)
        return _refuse_guessable(path, _read(path, forbidden=0o077))

    def release_keys(self, study_id: uuid.UUID) -> tuple[PrivateKey, ...]:
        """The private keys that unseal this study's answers: the current one and, while a release is under way, the next."""
        paths = [self._path(study_id), self._path(study_id, following=True)]
        found = tuple(PrivateKey(_refuse_guessable(path, _read(path, forbidden=0o077))) for path in paths if path.exists())
        if not found:
            raise KeysError(
                f"{paths[0]} is missing: the sealed answers of this study cannot be opened without it. Restore your own safe copy of it."
            )
        return found

    def first_release_key(self, study_id: uuid.UUID) -> PrivateKey:
        """The private key of a study that opens; one that is there is kept, so that opening again is harmless."""
        return self._key(self._path(study_id))

    def next_release_key(self, study_id: uuid.UUID) -> PrivateKey:
        """The private key that will replace the current one; one that a broken-off release left is taken again, as answers may be sealed with it."""
        return self._key(self._path(study_id, following=True))

    def promote(self, study_id: uuid.UUID, *, public_key: bytes) -> None:
        """The next key is the current one and the old one is destroyed; nothing happens when the next is another than that of `public_key`."""
        following, current = self._path(study_id, following=True), self._path(study_id)
        if following.exists() and bytes(self._key(following).public_key) == public_key:
            destroy(current)
            os.replace(following, current)  # noqa: PTH105
            _sync_folder(self.folder)

    def _path(self, study_id: uuid.UUID, *, following: bool = False) -> Path:
        return self.folder / f"{study_id}.release.{'next' if following else 'key'}"

    def _key(self, path: Path) -> PrivateKey:
        if not path.exists():
            write_durably(path, bytes(PrivateKey.generate()), mode=0o600)
        return PrivateKey(_refuse_guessable(path, _read(path, forbidden=0o077)))


@dataclass(frozen=True)
class Keys:
    """Both folders: what the team's process holds, which makes studies and releases them."""

    respond: RespondKeys
    studio: StudioKeys

    @classmethod
    def load(cls, keys: Path) -> Keys:
        """Both halves of the folder of the settings; raises KeysError."""
        return cls(RespondKeys.load(keys), StudioKeys.load(keys))

    @classmethod
    def create(cls, keys: Path) -> Keys:
        """Both halves, made where they are missing."""
        return cls(RespondKeys.create(keys), StudioKeys.create(keys))

    @classmethod
    def of(cls, settings: Settings) -> Keys:
        """The keys of an installation, as `load`."""
        return cls.load(settings.keys)
