"""Every old setting and every column that must be there stands in docs/legacy.md."""

from __future__ import annotations

from pathlib import Path

from mlbcore.legacy.config.rules import PATTERNS, RULES
from mlbcore.legacy.sheets import NEEDED


def test_what_becomes_of_each_old_setting_is_documented(root: Path) -> None:
    lines = (root / "docs/legacy.md").read_text("utf-8").splitlines()
    for key, rule in {**RULES, **PATTERNS}.items():
        if rule.to:
            assert f"| `{key}` | `{rule.to}` | {rule.note} |" in lines
        else:
            dropped = [line for line in lines if line.endswith(f"| {rule.note} |")]
            assert any(f"`{key}`" in line for line in dropped), key


def test_the_columns_of_each_old_table_are_documented(root: Path) -> None:
    page = (root / "docs/legacy.md").read_text("utf-8")
    for table, columns in NEEDED.items():
        assert f"| {table} | {', '.join(columns)} |" in page
