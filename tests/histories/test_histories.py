"""Histories that nobody thought of: after each step of each, every cent and number is accounted for.

A longer look, with other histories each time: ``HISTORIES=500 pytest tests/histories``.
"""

import os
from pathlib import Path

import pytest

from donations_app.db.address import is_url
from tests.histories.bugs import ALL, Bug
from tests.histories.machine import BankHistories, run
from tests.histories.planted import ROOT

pytestmark = [pytest.mark.server, pytest.mark.suite]

MANY = int(os.environ.get("HISTORIES", "0"))


@pytest.mark.timeout(24 * 3600 if MANY else 600)
def test_whatever_happens_in_a_file_all_is_accounted_for(tmp_path: Path) -> None:
    run(tmp_path, examples=MANY or 2, steps=60 if MANY else 36, other=bool(MANY), is_thorough=bool(MANY))


@pytest.mark.timeout(24 * 3600 if MANY else 600)
def test_whatever_happens_on_a_server_all_is_accounted_for(tmp_path: Path, server: str) -> None:
    run(
        tmp_path,
        examples=MANY // 4 or 1,
        steps=60 if MANY else 36,
        server=server,
        other=bool(MANY),
        is_thorough=bool(MANY),
    )


@pytest.mark.timeout(24 * 3600 if MANY else 600)
def test_whatever_goes_over_the_bank_books_and_bank_tie(location: str, tmp_path: Path, server: str) -> None:
    run(
        tmp_path,
        examples=MANY or 1,
        steps=60 if MANY else 36,
        server=server if is_url(location) else "",
        other=bool(MANY),
        is_thorough=bool(MANY),
        kind=BankHistories,
    )


@pytest.mark.parametrize("bug", ALL, ids=lambda bug: bug.name)
def test_each_bug_that_is_planted_still_finds_its_place(bug: Bug) -> None:
    assert (ROOT / bug.path).read_text(encoding="utf-8").count(bug.old) == 1
    assert bug.new != bug.old
