"""The same histories, each verb by a login that may do it."""

import os
from pathlib import Path

import pytest

from tests.histories.logins import HistoriesByLogins, stage_of_logins
from tests.histories.machine import run

pytestmark = pytest.mark.suite

MANY = int(os.environ.get("HISTORIES", "0"))


@pytest.mark.timeout(24 * 3600 if MANY else 600)
def test_whatever_logins_with_rights_do_all_is_accounted_for(tmp_path: Path, server: str) -> None:
    run(
        tmp_path, examples=MANY // 4 or 1, steps=60 if MANY else 30, server=server, other=bool(MANY),
        is_thorough=bool(MANY), kind=HistoriesByLogins, staged=stage_of_logins, shorten=False,
    )  # fmt: skip
