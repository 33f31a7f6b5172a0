"""What the experts' process loads: none of the tools of workbooks, and the pattern engine only when a pattern is met."""

from __future__ import annotations

import subprocess
import sys


def test_the_experts_side_loads_no_workbook_tools() -> None:
    """Importing what reads answers, evaluates and loads versions brings neither openpyxl nor re2."""
    probe = (
        "import sys, questionnaires.answers, questionnaires.storage, questionnaires.expressions, questionnaires.responses\n"
        "print([name for name in ('openpyxl', 're2', 'defusedxml', 'babel', 'flask') if name in sys.modules])\n"
        "questionnaires.expressions.parse(\"regex(., 'a+')\")\n"
        "print('re2' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "True"]
