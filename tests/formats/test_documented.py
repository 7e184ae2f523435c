"""What docs/files.md says is what the program takes."""

import re
from pathlib import Path

import pytest

from donations_app.formats import columns
from donations_app.formats.settings_file import read_settings

TEXT = (Path(__file__).parents[2] / "docs/files.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "known"),
    [("people", columns.PEOPLE), ("projects", columns.PROJECTS), ("payments", columns.PAYMENTS),
     ("recurring", columns.RECURRING), ("expenses", columns.EXPENSES)],
)  # fmt: skip
def test_every_column_is_documented(table: str, known: tuple[str, ...]) -> None:
    (row,) = re.findall(rf"^\| {table} \| (.*) \|$", TEXT, re.MULTILINE)
    assert set(re.findall(r"`([a-z0-9_]+)`", row.replace("lines of one `ref`", ""))) == set(known)


def test_the_settings_shown_can_be_loaded(tmp_path: Path) -> None:
    shown = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0]
    path = tmp_path / "settings.toml"
    path.write_text(shown.replace('image = "signature.png"', ""), encoding="utf-8")
    assert read_settings(path).problems() == []
