"""What may become of a unit is in the documentation, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from mlbcore.db.units import Status


def test_the_statuses_of_a_unit_are_those_of_the_docs(root: Path) -> None:
    page = (root / "docs" / "collecting.md").read_text("utf-8")
    table = page.partition("| status |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [*get_args(Status)]
