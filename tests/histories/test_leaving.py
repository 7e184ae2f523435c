"""One history told by hand: an office leaves again and again, and comes to every end that there is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from donations_app.services.receipts.cancelling import cancel_receipt
from tests.histories.gifts import Gift
from tests.histories.machine import Histories
from tests.histories.world import stage

GIFT = Gift("A1", "cash", [("donation", 100_00)], [], date(2025, 12, 30), None)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Histories]:
    """Books in which three gifts wait for receipts."""
    with stage(tmp_path) as here:
        told = type("Told", (Histories,), {"stage": here})()
        told.a_stack_is_typed(0, [GIFT], [GIFT, GIFT], "nothing", "MRS", "")
        yield told
        told.teardown()


def test_what_each_side_changed_of_one_person_is_agreed_on(history: Histories) -> None:
    history.an_office_leaves("LYO", GIFT)
    history.both_move("here and there", "n4@example.org")
    assert history.comes_home() == ""
    history.an_office_leaves("MRS", GIFT)
    history.both_move("twice", "")
    assert history.comes_home() == "BothChanged"


def test_one_gift_is_not_receipted_twice_nor_one_number_given_twice(history: Histories) -> None:
    history.an_office_leaves("LYO", GIFT)
    history.issue(2025, "all", "LYO")
    with history.at_home():
        history.issue(2025, "all", "MRS")  # of the same gifts
    assert history.comes_home() == "BothChanged"
    history.an_office_leaves("MRS", GIFT)
    _gives_and_gets_a_receipt(history, "A1")
    with history.at_home():
        _gives_and_gets_a_receipt(history, "B2")
    assert history.comes_home() == "OriginForked"


def _gives_and_gets_a_receipt(history: Histories, payer: str) -> None:
    history.record(replace(GIFT, payer=payer), "MRS", "")
    history.issue(2025, "all", "MRS", payer=payer)


def test_receipts_issued_and_cancelled_away_stand_at_home_as_they_were(history: Histories) -> None:
    history.issue(2025, "all", "LYO")
    old = history.rows.live[0].number
    history.an_office_leaves("LYO", GIFT)
    history.record(GIFT, "LYO", "")
    history.issue(2025, "all", "LYO")
    for number in (old, history.new_receipts()[0].number):
        _cancel(history, number)
    history.issue(2025, "all", "LYO")
    assert history.comes_home() == ""


def _cancel(history: Histories, number: str) -> None:
    history.does(
        lambda: cancel_receipt(history.books.acting(office="LYO"), number, reason="Erreur"), office="LYO"
    )
