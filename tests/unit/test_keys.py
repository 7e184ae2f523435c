"""Keys and references of records: what is one, at both ends of what there is room for."""

import pytest

from donations_app.db.tables import mapped_classes
from donations_app.domain.keys import (
    LARGEST_NUMBER,
    LARGEST_ORIGIN,
    key_of,
    number_of,
    origin_of,
    parse_reference,
)
from donations_app.services.payments import collections, mandates

LARGEST = 68_719_476_735


def test_no_two_kinds_of_records_bear_one_letter() -> None:
    letters = [one.letter for one in mapped_classes().values() if hasattr(one, "letter")]
    others = [collections._LETTER, mandates._LETTER, "B"]  # runs, references of mandates, deposit slips
    assert len({*letters, *others}) == len(letters) + len(others)


@pytest.mark.parametrize(("origin", "n"), [(1, 1), (131_071, 1), (1, LARGEST), (131_071, LARGEST)])
def test_a_key_is_exact_in_a_spreadsheet_and_gives_back_what_it_was_made_of(origin: int, n: int) -> None:
    key = key_of(origin, n)
    assert (origin_of(key), number_of(key)) == (origin, n)
    assert key == origin * (LARGEST + 1) + n < 2**53
    assert (LARGEST_ORIGIN, LARGEST_NUMBER) == (131_071, LARGEST)


@pytest.mark.parametrize(("origin", "n"), [(0, 1), (1, 0), (131_072, 1), (1, LARGEST + 1), (-1, 1), (1, -1)])
def test_beyond_them_there_is_none(origin: int, n: int) -> None:
    with pytest.raises(ValueError, match="no key"):
        key_of(origin, n)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("V-LYO-000001", ("V", "LYO", 1)), ("P-A1-099999", ("P", "A1", 99_999)),
        ("V-LYO-1000000", ("V", "LYO", 1_000_000)), ("V-LYO-1000001", ("V", "LYO", 1_000_001)),
        ("V-LYO-0100001", None), ("V-LYO-00000010", None), ("V-LYO-000000", None), ("V-LYO-00001", None),
        (f"V-LYO-{LARGEST}", ("V", "LYO", LARGEST)), (f"V-LYO-{LARGEST + 1}", None), ("v-LYO-000001", None),
    ],
)  # fmt: skip
def test_a_reference_of_our_own_is_written_in_one_way(text: str, found: tuple[str, str, int] | None) -> None:
    assert parse_reference(text) == found
