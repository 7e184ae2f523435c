"""The same histories, while offices record in field books that come home."""

import os
from pathlib import Path

import pytest

from tests.histories.fields import FieldHistories
from tests.histories.machine import run

MANY = int(os.environ.get("HISTORIES", "0"))


@pytest.mark.timeout(24 * 3600 if MANY else 600)
def test_whatever_field_books_bring_home_all_is_accounted_for(tmp_path: Path) -> None:
    _run(tmp_path, examples=MANY or 1, steps=60 if MANY else 8)


@pytest.mark.skipif(
    not MANY, reason="a look at a server costs too much for what it adds to db/test_field_books"
)
@pytest.mark.timeout(24 * 3600)
def test_whatever_field_books_bring_home_to_a_server_all_is_accounted_for(
    tmp_path: Path, server: str
) -> None:
    _run(tmp_path, examples=MANY // 4, steps=60, server=server)


def _run(folder: Path, *, examples: int, steps: int, server: str = "") -> None:
    run(
        folder,
        examples=examples,
        steps=steps,
        server=server,
        other=bool(MANY),
        is_thorough=bool(MANY),
        kind=FieldHistories,
    )
