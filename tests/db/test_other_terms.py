"""An agreed gift gets other terms from a day on, or is stopped; what was due before stays as it was agreed."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import gift_history
from donations_app.db.queries.shares import project_shares
from donations_app.domain.errors import InputRefused, NotFound, ReasonMissing
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import import_file
from donations_app.services.payments.recurring import change_recurring, stop_recurring
from tests.world import gift, person, project, to

TODAY = date(2026, 6, 20)
JULY = date(2026, 7, 1)
FILE = "ref;payer;amount;frequency;day;first_on;project\nD1;A1;20;monthly;5;2026-01-05;EAU\n"


@pytest.fixture
def agreed(books: Books, tmp_path: Path) -> Books:
    """Books in which 20 a month are agreed for the water since January."""
    person(books, notes="Writes in Tamazight"), project(books)
    (tmp_path / "recurring.csv").write_text(FILE)
    import_file(books, "recurring", tmp_path / "recurring.csv")
    return books


def terms(books: Books) -> RecurringGift:
    with books.read() as session:
        return terms_of(session, "D1")[-1][1]


def raised(books: Books, cents: int, start: date) -> RecurringGift:
    return change_recurring(books, "D1", replace(terms(books), amount=Money(cents)), start=start)


def history(books: Books, ref: str = "D1") -> list[tuple[str, int, list[tuple[int, str]]]]:
    with books.read() as session:
        found = gift_history(session, ref, today=TODAY, until=date(2026, 9, 30))
    return [
        (one.ref, one.amount.cents, [(due.due_on.month, due.state) for due in one.instalments])
        for one in found
    ]


def debit(books: Books, on: date, cents: int) -> None:
    gift(books, cents, method="direct_debit", received_on=on, credited_on=on, allocations=(to(cents, "EAU"),))


def test_instalments_before_the_day_are_judged_by_the_old_amount(agreed: Books) -> None:
    for month in (1, 2, 3):
        debit(agreed, date(2026, month, 5), 20_00)
    debit(agreed, date(2026, 4, 5), 30_00)
    debit(agreed, date(2026, 5, 5), 20_00)  # too little
    after = raised(agreed, 30_00, date(2026, 4, 1))
    assert (after.ref, after.first_on, after.day) == ("D1/2026-04-01", date(2026, 4, 1), 5)
    told = [
        ("D1", 20_00, [(1, "met"), (2, "met"), (3, "met")]),
        ("D1/2026-04-01", 30_00, [
            (4, "met"), (5, "missed"), (6, "late"), (7, "expected"), (8, "expected"), (9, "expected"),
        ]),
    ]  # fmt: skip
    assert history(agreed) == history(agreed, "D1/2026-04-01") == told
    with agreed.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert share.share.expected == Money(6 * 30_00)  # July to December
    assert verify(agreed).faults == []


def test_terms_change_again_and_the_last_ones_are_changed_whichever_are_named(agreed: Books) -> None:
    raised(agreed, 30_00, JULY)
    raised(agreed, 40_00, date(2026, 9, 1))
    assert [(ref, cents, [month for month, _ in due]) for ref, cents, due in history(agreed)] == [
        ("D1", 20_00, [1, 2, 3, 4, 5, 6]), ("D1/2026-07-01", 30_00, [7, 8]), ("D1/2026-09-01", 40_00, [9]),
    ]  # fmt: skip


def test_what_is_due_on_the_day_itself_is_due_by_the_new_terms_alone(agreed: Books) -> None:
    raised(agreed, 30_00, date(2026, 7, 5))
    assert [(cents, [month for month, _ in due]) for _, cents, due in history(agreed)] == [
        (20_00, [1, 2, 3, 4, 5, 6]), (30_00, [7, 8, 9]),
    ]  # fmt: skip


def test_a_gift_goes_on_in_its_rhythm(books: Books, tmp_path: Path) -> None:
    person(books)
    (tmp_path / "recurring.csv").write_text(
        "ref;payer;amount;frequency;day;first_on\nD1;A1;20;quarterly;5;2025-11-05\n"
    )
    import_file(books, "recurring", tmp_path / "recurring.csv")
    raised(books, 30_00, date(2026, 3, 10))
    assert [(cents, [month for month, _ in due]) for _, cents, due in history(books)] == [
        (20_00, [11, 2]), (30_00, [5, 8]),
    ]  # fmt: skip


def test_a_gift_is_stopped_with_its_reason_and_the_file_again_changes_nothing(
    agreed: Books, tmp_path: Path
) -> None:
    raised(agreed, 30_00, JULY)
    stop_recurring(agreed, "D1", on=date(2026, 5, 31), reason="Lost his job")
    assert history(agreed) == [
        ("D1", 20_00, [(1, "missed"), (2, "missed"), (3, "missed"), (4, "missed"), (5, "missed")]),
        ("D1/2026-07-01", 30_00, []),
    ]  # fmt: skip
    with agreed.read() as session:
        found = gift_history(session, "D1", today=TODAY, until=TODAY)
    assert [one.end_reason for one in found] == ["Lost his job", "Lost his job"]
    assert import_file(agreed, "recurring", tmp_path / "recurring.csv").already == 1
    assert verify(agreed).faults == []


def test_what_cannot_be_changed_or_stopped_is_refused_and_nothing_is_written(agreed: Books) -> None:
    before = terms(agreed)
    refused = [
        (replace(before, amount=Money(30_00)), date(2026, 1, 5), "recurring_starts_later"),
        (before, JULY, "nothing_changed"),
        (replace(before, amount=Money(0)), JULY, "amount_zero"),
        (replace(before, project="NONE"), JULY, "project_unknown"),
    ]
    for new, start, code in refused:
        with pytest.raises(InputRefused) as error:
            change_recurring(agreed, "D1", new, start=start)
        assert [one.code for one in error.value.problems] == [code]
    with pytest.raises(ReasonMissing):
        stop_recurring(agreed, "D1", on=JULY, reason=" ")
    with pytest.raises(NotFound):
        stop_recurring(agreed, "D9", on=JULY, reason="r")
    with pytest.raises(InputRefused):
        stop_recurring(agreed, "D1", on=JULY, reason="r" * 499 + " " + "s" * 1_999)
    assert terms(agreed) == before
    stop_recurring(agreed, "D1", on=JULY, reason="r")
    for on in (JULY, date(2026, 8, 1)):
        with pytest.raises(InputRefused) as error:
            stop_recurring(agreed, "D1", on=on, reason="r")
        assert [one.code for one in error.value.problems] == ["recurring_ended"]
    with pytest.raises(InputRefused):
        raised(agreed, 30_00, date(2026, 8, 1))


def test_another_gift_of_the_donor_is_no_part_of_the_history(agreed: Books, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(FILE.replace("D1;", "D1/2;").replace("20;", "7;"))
    import_file(agreed, "recurring", tmp_path / "more.csv")
    raised(agreed, 30_00, JULY)
    assert [ref for ref, _, _ in history(agreed)] == ["D1", "D1/2026-07-01"]
    assert [ref for ref, _, _ in history(agreed, "D1/2")] == ["D1/2"]
