"""Direct debits that come back: once, with fee, receipt and mandate, presented once more; on both engines."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from donations_app.db.books import Books
from donations_app.db.queries.collections import lines_of, run_named
from donations_app.domain.debit_returns import Returned
from donations_app.domain.mandates import Terms
from donations_app.domain.money import Money
from donations_app.services.audit.verify import verify
from donations_app.services.bank.debit_returns import ReturnsTaken, booked_returns, read_returns, take_returns
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.books.settings import load_settings
from donations_app.services.payments.collected import mark_sent, note_credit
from donations_app.services.payments.collections import CollectionOrder, make_run, plan
from donations_app.services.payments.foresight import foresee
from donations_app.services.payments.mandates import amend_mandate
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.statements.accounting import accounts
from tests.bank_files import Back, Op, cfonb, rejected, returned
from tests.db.test_collections import ACCOUNT, AGREED, DAY, MONDAY, OTHER, left, mandates
from tests.world import SETTINGS, gift, issue, person, project

NEW_YEAR = date(2027, 1, 8)
FEBRUARY = CollectionOrder(on=date(2027, 2, 5))


@pytest.fixture
def sent(books: Books) -> str:
    """The number of a run of two debits that was sent; one donor gave besides."""
    load_settings(books, replace(SETTINGS, accounts=(ACCOUNT,)))
    person(books), person(books, "B2", first_name="Claire"), project(books)
    agree_recurring(books, replace(AGREED, project="EAU"))
    other = replace(AGREED, key=uuid4(), ref="R2", payer="B2", amount=Money(30_00), iban=OTHER, bic="")
    agree_recurring(books, replace(other, mandate_reference="RUM-2"))
    gift(books, 50_00, received_on=date(2026, 11, 20))
    number, _planned = make_run(books, uuid4(), CollectionOrder(on=DAY))
    mark_sent(books, number)
    return number


def put(folder: Path, content: str, name: str = "back.xml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def taken(done: ReturnsTaken) -> list[tuple[str, str, int, str]]:
    return [(one.debit.reference, one.code, one.fee.cents, one.action) for one in done.taken]


def take(books: Books, path: Path) -> ReturnsTaken:
    return take_returns(books, read_returns(path, today=books.today))


def states(books: Books) -> dict[str, str]:
    return {one.now.reference: one.state for one in mandates(books, books.today)}


def test_what_comes_back_is_taken_once_with_its_receipt_and_its_mandate(
    books: Books, sent: str, tmp_path: Path
) -> None:
    later = books.acting(today=NEW_YEAR)
    note_credit(later, sent, on=MONDAY)
    issue(later, 2026, today=NEW_YEAR, accept=["all"])
    backs = [Back(20_00, "MD06", f"{sent}-1", fee=1_50), Back(30_00, "AM04", f"{sent}-2")]
    path = put(tmp_path, returned(backs, date(2027, 1, 7)))
    foreseen = foresee(later, lambda twin: take(twin, path))
    assert [(one.project, one.before.private.cents, one.after.private.cents) for one in foreseen.shares] == [
        ("EAU", 20_00, 0)
    ]
    assert taken(foreseen.result) == [("RUM-1", "MD06", 1_50, "suspend"), ("RUM-2", "AM04", 0, "again")]
    assert set(states(later).values()) == {"active"}  # nothing is written yet
    done = take(later, path)
    assert taken(done) == taken(foreseen.result)
    assert [one.kind for one in done.taken] == ["refund", "return"]
    # the other gift of the one is on another receipt; of the other nothing is left
    assert [(len(one.corrected.cancelled), len(one.corrected.replaced_by)) for one in done.taken] == [
        (1, 1),
        (1, 0),
    ]
    assert states(later) == {"RUM-1": "suspended", "RUM-2": "active"}
    with later.read() as session:
        lines = lines_of(session, run_named(session, sent).id)
        back = session.execute(
            text(
                "SELECT amount, received_on, return_code, reversal_reason FROM payment WHERE reversal = 'return'"
            )
        ).all()
    assert [(one.released_reason, one.returned_action, one.fee.cents) for one in lines] == [
        ("MD06", "suspend", 1_50), ("AM04", "again", 0),
    ]  # fmt: skip
    assert [(row[0], str(row[1]), row[2]) for row in back] == [
        (-20_00, "2027-01-07", "MD06"), (-30_00, "2027-01-07", "AM04"),
    ]  # fmt: skip
    assert back[1][3] == "Prélèvement renvoyé par la banque\u00a0: AM04 (provision insuffisante)"
    fees = [one for one in accounts(later, 2027).entries if one.label.startswith("Frais de rejet ")]
    assert [(one.on, [(line.account.number, line.debit.cents) for line in one.lines]) for one in fees] == [
        (date(2027, 1, 7), [("627", 1_50), ("512", 0)])
    ]
    # the same file, and the same in a status report that names the mandate: nothing new
    report = put(
        tmp_path, rejected([Back(20_00, "MD06", mandate="RUM-1", collected_on=MONDAY)], NEW_YEAR), "r.xml"
    )
    again, other = take(later, path), take(later, report)
    assert (again.taken, again.already, again.unmatched) == ([], 2, [])
    assert (other.taken, other.already, other.unmatched) == ([], 1, [])
    _is_presented_once_more(later, tmp_path)
    assert verify(later).faults == []


def _is_presented_once_more(later: Books, folder: Path) -> None:
    """The instalment of December goes along with that of January, and rests after the second return."""
    planned = plan(later, FEBRUARY)
    assert [(one.of.ref, one.of.due_on.month) for one in planned.debits] == [("R2", 12), ("R2", 2)]
    assert {reason for ref, reason in left(planned) if ref == "R1"} == {"mandate_suspended"}
    number, _planned = make_run(later, uuid4(), FEBRUARY)
    mark_sent(later, number)
    february = later.acting(today=date(2027, 2, 9))
    done = take(february, put(folder, rejected([Back(30_00, "AM04", f"{number}-1")], date(2027, 2, 8))))
    assert [(one.action, one.times, one.kind) for one in done.taken] == [("suspend", 2, "reject")]
    assert states(february)["RUM-2"] == "suspended"


def _unmatched(done: ReturnsTaken) -> list[tuple[str, Sequence[str]]]:
    return [(one.why, [near.end_to_end for near in one.near]) for one in done.unmatched]


@pytest.mark.file_only
def test_what_is_not_sure_is_told_and_what_is_of_statements_is_taken_from_them(
    books: Books, sent: str, tmp_path: Path
) -> None:
    # of a whole run; the run that is not marked as sent; of nobody; before the money was on its way
    backs = [
        Back(20_00, "AC04", "ELSEWHERE"), Back(19_00, "AC04", f"{sent}-1"), Back(20_00, "AC04", mandate="RUM-1"),
    ]  # fmt: skip
    later = books.acting(today=date(2026, 12, 10))
    path = put(tmp_path, returned(backs, date(2026, 12, 9)))
    amend_mandate(later, "RUM-1", Terms(reference="RUM-1", iban=OTHER, bic=""), start=date(2026, 12, 8))
    import_bank(later, read_bank(path), account="")
    done = take_returns(later, booked_returns(later))
    assert _unmatched(done) == [("no_debit", [f"{sent}-1"]), ("amount_differs", [f"{sent}-1"])]
    assert done.unmatched[0].returned.source == "L-MRS-000001"
    # the account that is closed is not the one that the mandate names today
    assert taken(done) == [("RUM-1", "AC04", 0, "again")]
    assert states(later)["RUM-1"] == "active"
    future = Returned(on=date(2026, 12, 30), code="MD07", end_to_end=f"{sent}-2")
    assert _unmatched(take_returns(later, [future])) == [("refused", [f"{sent}-2"])]
    # its payment was taken back by hand: the mandate and the debit are left to do, once
    with later.read() as session:
        paid = lines_of(session, run_named(session, sent).id)[1].payment
    reverse_payment(later, paid, kind="return", reason="relevé", on=date(2026, 12, 10))
    died = take_returns(later, [replace(future, on=date(2026, 12, 10))])
    assert [one.corrected.reversal for one in died.taken] == [f"{paid}-R"]
    assert [(one.action, one.is_of_dead) for one in died.taken] == [("end", True)]
    assert states(later)["RUM-2"] == "ended"
    number, _planned = make_run(later, uuid4(), CollectionOrder(on=date(2026, 12, 14)))
    whole = put(tmp_path, rejected([], date(2026, 12, 10), original=number, whole="FF01"))
    assert _unmatched(take(later, whole)) == [("not_sent", [f"{number}-1"])]
    mark_sent(later, number)
    assert taken(take(later, whole)) == [("RUM-1", "FF01", 0, "investigate")]
    # a French bank says it by the code of the operation, and why in its own words
    french = cfonb(
        [Op(date(2026, 12, 10), -30_00, "BREMOND", "PRLV IMPAYE AM04"), Op(date(2026, 12, 10), -30_00)]
    )
    french = french.replace("12345678901" + "05", "12345678901" + "B3", 1)
    french = french.replace("NBEBREMOND".ljust(75), f"RCN{sent}-2".ljust(75))
    (back,) = read_returns(put(tmp_path, french), today=later.today)
    assert (back.end_to_end, take_returns(later, [back]).already) == (f"{sent}-2", 1)
    # it waits until a person names the gift
    order = CollectionOrder(on=date(2026, 12, 21))
    assert left(plan(later, order)) == [("R1", "returned"), ("R2", "mandate_ended")]
    assert [one.of.ref for one in plan(later, replace(order, refs=("R1",))).debits] == ["R1"]
