"""The small changes are what they say, and the list of those that change nothing is not out of date."""

import ast

import pytest

from tests.edges.__main__ import equal
from tests.edges.changes import _others, _parsed, changes_of, modules


@pytest.mark.parametrize(
    ("source", "others"),
    [
        ("a < b", ["a <= b"]), ("a <= b", ["a < b"]), ("a > b", ["a >= b"]), ("a >= b", ["a > b"]),
        ("a == b", ["a != b"]), ("a != b", ["a == b"]), ("a in b", ["a not in b"]), ("a not in b", ["a in b"]),
        ("a is None", ["a is not None"]), ("a < b <= c", ["a <= b <= c", "a < b < c"]), ("not a", ["a"]), ("-a", ["a"]),
        ("a and b", ["a or b", "b", "a"]), ("a or b or c", ["a and b and c", "b or c", "a or c", "a or b"]),
        ("7", ["8", "6"]), ("True", ["False"]), ("'7'", []), ("a + b", ["a - b"]), ("a - b", ["a + b"]), ("a * b", []),
        ("max", ["min"]), ("min", ["max"]), ("a[0]", ["a[-1]"]), ("a[-1]", ["a[0]"]), ("a[b]", []),
        ("a if b else c", ["a if True else c", "a if False else c"]),
    ],
)  # fmt: skip
def test_each_edge_has_its_changes(source: str, others: list[str]) -> None:
    node = ast.parse(source, mode="eval").body
    assert [ast.unparse(ast.fix_missing_locations(other)) for other in _others(node)] == others


def test_a_change_is_put_where_it_is_said_to_be_and_nowhere_else() -> None:
    (change,) = [
        one for one in changes_of("dues") if one.name == "dues._is_enough: paid >= fee -> paid > fee"
    ]
    assert ast.unparse(change.planted()) == ast.unparse(_parsed("dues")).replace("paid >= fee", "paid > fee")


def test_what_a_module_does_when_it_is_imported_is_told_apart() -> None:
    at_import = {one.name for one in changes_of("funding") if one.is_at_import}
    assert "funding: WHOLE: Final = 10000 -> WHOLE: Final = 10001" in at_import
    assert "funding.FundingRule: minimum: int = 1500 -> minimum: int = 1501" in at_import
    assert not any(one.is_at_import for one in changes_of("eligibility"))


@pytest.mark.parametrize("module", ["erasure", "gifts"])
def test_each_change_changes_something_and_has_a_name_of_its_own(module: str) -> None:
    changes, before = changes_of(module), ast.unparse(_parsed(module))
    assert len({one.name for one in changes}) == len(changes) > 20
    assert all(ast.unparse(one.planted()) != before for one in changes)


def test_a_change_that_changes_nothing_is_still_one_that_can_be_made_and_says_why() -> None:
    names = {one.name for module in modules() for one in changes_of(module)}
    assert set(equal()) <= names
    assert all(len(because) > 10 for because in equal().values())
