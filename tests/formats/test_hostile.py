"""Files made to do harm end in a verdict, in seconds and in bounded memory (``tests/formats/hostile``)."""

import subprocess
import sys

import pytest

from tests.formats.hostile import FILES
from tests.programs import ROOT

QUICK = (
    "archive: 400 000 entries.xlsx", "archive: packed as LZMA.xlsx", "archive: sizes that are more.xlsx",
    "backup: 400 000 entries.zip", "backup: a manifest of lists in lists.zip", "backup: packed as LZMA.zip",
    "image: a packed text of 50 MB.png",
    "list: a quotation mark never closed.csv", "list: headings in a million columns.csv",
    "list: letters of no code page.csv", "list: zero bytes everywhere.csv",
    "notes: lists in each other.json", "PDF: a count beyond all pages.pdf", "PDF: no table.pdf",
    "people.csv: a device without end", "people.csv: a pipe", "receipt.pdf: five gigabytes",
    "settings: 300 lists in each other.toml", "settings: a number of 900 000 hexadecimal digits.toml",
    "sheet: a row beyond all rows.xlsx", "XML: entities in entities.xlsx",
)  # fmt: skip


def faults(*names: str) -> list[str]:
    """Return the lines of the files that did not end as they must."""
    asked = [sys.executable, "-m", "tests.formats.hostile", *names]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    tried = [line for line in lines if " MiB  " in line]
    assert len(tried) >= (len(names) or len(FILES)), done.stdout + done.stderr
    return [line for line in tried if not line.startswith("ok")]


def test_there_are_hundreds_of_files_and_no_two_of_one_name() -> None:
    assert len({one.name for one in FILES}) == len(FILES) > 200


@pytest.mark.suite
def test_a_few_of_them_end_in_a_verdict() -> None:
    assert faults(*QUICK) == []


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_each_of_them_ends_in_a_verdict() -> None:
    assert faults() == []
