"""No case is without its test."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
CASES = frozenset(range(1, 60, 2))  # the numbers of the cases that were written down: the odd ones
PROVED = re.compile(r"^def test_case_(\d+)_", re.MULTILINE)


def test_every_case_has_its_test() -> None:
    sources = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    proved = {int(number) for source in sources for number in PROVED.findall(source)}
    assert CASES - proved == set()
