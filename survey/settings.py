"""Settings of an installation: read once from the environment, frozen, handed down; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SettingsError(ValueError):
    """The environment asks for something that would be unsafe or cannot work; the message says what to change."""


LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`keys` holds the folders `respond` and `studio`; `demo` allows plain cookies and one-time links on a loopback host, only there."""

    database_url: str = "sqlite:///var/saraptama.db"
    keys: Path = field(default_factory=lambda: Path("var/keys"))
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    base_url: str = ""  # how letters name this installation, https://...; the demo builds its own
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0  # how many reverse proxies stand before us, whose X-Forwarded headers are believed
    mail_url: str = ""  # smtp://user:password@host:587, or file:///folder in the demo; "" sends nothing
    mail_from: str = ""
    argon2_memory_kib: int = 19_456
    argon2_time: int = 2

    def __post_init__(self) -> None:
        if self.demo and self.host not in LOOPBACK:
            raise SettingsError(
                f"The demo signs people in by links without a password, so it runs on this machine only. Use --host 127.0.0.1, not {self.host}."
            )
        if not self.database_url.startswith(("sqlite:///", "postgresql")):
            raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")

    @property
    def sqlite(self) -> bool:
        """Whether the rows live in one SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        """Whether people reach this installation by https."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **changes: object) -> Settings:
        """DATABASE_URL, SARAPTAMA_KEYS, SARAPTAMA_BASE_URL, SARAPTAMA_TRUSTED_HOSTS, SARAPTAMA_PROXIES, SARAPTAMA_MAIL_URL, SARAPTAMA_MAIL_FROM."""
        said: dict[str, object] = {}
        if url := environment.get("DATABASE_URL"):
            said["database_url"] = (
                url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url
            )
        if keys := environment.get("SARAPTAMA_KEYS"):
            said["keys"] = Path(keys)
        for name in ("base_url", "mail_url", "mail_from"):
            if value := environment.get(f"SARAPTAMA_{name.upper()}"):
                said[name] = value
        if hosts := environment.get("SARAPTAMA_TRUSTED_HOSTS"):
            said["trusted_hosts"] = tuple(host.strip() for host in hosts.split(",") if host.strip())
        if proxies := environment.get("SARAPTAMA_PROXIES"):
            if not proxies.isdigit():
                raise SettingsError(
                    f"SARAPTAMA_PROXIES counts the reverse proxies before this program: a whole number, not {proxies!r}."
                )
            said["proxies"] = int(proxies)
        return cls(**{**said, **changes})  # type: ignore[arg-type]
