"""Makes sure that a Chromium stands ready for the journeys: `python tests/chromium.py`.

Debian's package is installed where this runs as root; elsewhere the line to type is printed and the run stops.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """The path of a browser, from SARAPTAMA_CHROMIUM or the usual names."""
    return os.environ.get("SARAPTAMA_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """0 when a browser is there at the end."""
    if find():
        return 0
    line = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core"]
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        print("The journeys need Chromium. Install it and run again:\n  sudo " + " ".join(line), file=sys.stderr)
        print("Elsewhere install Chrome or Chromium and name it: SARAPTAMA_CHROMIUM=/path/to/chrome make test", file=sys.stderr)
        return 1
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    for step in (["apt-get", "update", "-qq"], line):
        if subprocess.run(step, check=False, **quiet).returncode:  # type: ignore[call-overload]
            print("apt-get failed: " + " ".join(step), file=sys.stderr)
            return 1
    return 0 if find() else 1


if __name__ == "__main__":
    sys.exit(main())
