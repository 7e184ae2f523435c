"""The page of surprises names tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "surprises.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| what happens")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:42])
def test_each_surprise_is_held_by_a_test(row: str) -> None:
    held = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)
    assert held
    for file, name in held:
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), name
