"""Secrets of the studio side: random files, readable by their owner only, made when first needed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret(folder: Path, name: str) -> bytes:
    """32 random bytes of `folder`/`name`.key, made with mode 0600 if there is none; raises PermissionError if others can read it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} can be read by others. Run: chmod 600 {path}") from None
        return path.read_bytes()
    with os.fdopen(handle, "wb") as target:
        target.write(value := secrets.token_bytes(32))
    return value
