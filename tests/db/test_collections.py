"""Mandates and runs of direct debits in the books: held once, sent once, amended, lapsed, credited; on both engines."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from lxml import etree
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from donations_app.db.books import Books
from donations_app.db.guard import unlocked
from donations_app.db.queries.collections import lines_of, run_named, runs
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import agreement_of
from donations_app.db.queries.mandate_list import MandateRow, mandate_rows
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.collecting import CollectionPlan, RunCancelled, RunNotSent, RunSent
from donations_app.domain.errors import InputRefused, NotFound
from donations_app.domain.mandates import MandateDraft, Terms
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.settings import AccountDraft
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.payments.collected import cancel_run, mark_sent, note_credit
from donations_app.services.payments.collections import CollectionOrder, make_run, plan, run_file
from donations_app.services.payments.debit_notices import NoticeOrder, looked_at, print_notices
from donations_app.services.payments.debit_notices import plan as plan_notices
from donations_app.services.payments.mandates import (
    amend_mandate,
    end_mandate,
    give_mandate,
    resume_mandate,
    suspend_mandate,
)
from donations_app.services.payments.recurring import agree_recurring, change_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.people.merging import merge_people
from tests.receipts.reading import text_of
from tests.world import SETTINGS, gift, login_of, people, person, person_draft, project

TODAY = date(2026, 11, 23)
DAY = date(2026, 12, 5)  # a Saturday: banks settle on the 7th
MONDAY = date(2026, 12, 7)
ICS = "FR72ZZZ123456"
ACCOUNT = AccountDraft("Compte courant", "FR7630006000011234567890189", "AGRIFRPP", ICS)
IBAN = "FR7610107001011234567890129"
OTHER = "FR7620041010050000001234563"
AGREED = RecurringGift(
    key=uuid4(),
    ref="R1",
    payer="A1",
    amount=Money(20_00),
    frequency="monthly",
    first_on=date(2026, 12, 5),
    day=5,
    iban=IBAN,
    bic="BREDFRPPXXX",
    mandate_reference="RUM-1",
    mandate_signed_on=date(2026, 10, 2),
)
ORDER = CollectionOrder(on=DAY)
TWICE = (
    "INSERT INTO collection_line SELECT 99, office_id, run_id, gift_id, due_on, mandate_id, 'E2E', sequence, amount,"
    " reference, iban, bic, creditor_id, NULL, NULL, '', '', 0, salt FROM collection_line WHERE id = "
)


@pytest.fixture
def debited(books: Books) -> Books:
    """Books that collect, in which one gift for the water is debited from December on."""
    load_settings(books, replace(SETTINGS, accounts=(ACCOUNT,)))
    person(books), project(books)
    agree_recurring(books, replace(AGREED, project="EAU"))
    return books


def collected(planned: CollectionPlan) -> list[tuple[str, str]]:
    return [(one.of.ref, one.sequence) for one in planned.debits]


def left(planned: CollectionPlan) -> list[tuple[str, str]]:
    return [(one.of.ref, one.reason) for one in planned.left_out]


def mandates(books: Books, on: date = TODAY) -> list[MandateRow]:
    with books.read() as session:
        return mandate_rows(session, on=on, lapse_months=36)


def states(books: Books, ref: str, today: date) -> dict[date, tuple[str, str]]:
    with books.read() as session:
        found = agreement_of(session, ref, today=today, until=date(2027, 1, 31)).instalments
    return {one.due_on: (one.state, one.payment) for one in found}


def test_a_run_is_made_once_sent_once_and_credited(debited: Books) -> None:
    number, planned = make_run(debited, uuid4(), ORDER)
    assert (planned.collected_on, planned.amount) == (MONDAY, Money(20_00))
    assert (collected(planned), left(planned)) == ([("R1", "RCUR")], [])
    assert number.encode() in run_file(debited, number)
    assert number == "E-MRS-000001"  # L is a line of the bank
    with pytest.raises(NotFound):  # a gift that is none is not left out without a word
        make_run(debited, uuid4(), replace(ORDER, refs=("R1", "R9")))
    # the same once more collects nothing
    again, empty = make_run(debited, uuid4(), ORDER)
    assert (again, collected(empty), left(empty)) == ("", [], [("R1", "collected")])
    assert states(debited, "R1", TODAY)[DAY] == ("expected", "")
    suspend_mandate(debited, "RUM-1", on=TODAY, reason="litige")  # meanwhile, and the file still holds it
    with debited.read() as session:
        (stopped,) = doubtful_debits(session, today=TODAY, number=number)
        assert (stopped.debit.run, stopped.debit.reference, stopped.why) == (
            number,
            "RUM-1",
            "mandate_suspended",
        )
    resume_mandate(debited, "RUM-1")
    with debited.read() as session:
        assert doubtful_debits(session, today=TODAY, reference="RUM-1") == []
    with pytest.raises(RunNotSent):
        note_credit(debited, number, on=MONDAY)
    sent = mark_sent(debited, number)
    assert (sent.state, sent.sent_on, sent.sent_by) == ("sent", TODAY, login_of(debited, "naima"))
    assert [(one.sequence, one.count, one.waiting) for one in sent.batches] == [("RCUR", 1, 1)]
    with pytest.raises(RunSent):
        mark_sent(debited, number)
    with pytest.raises(RunSent):
        cancel_run(debited, number, reason="trop tard")
    with debited.read() as session:
        (line,) = lines_of(session, sent.id)
        paid = session.execute(text("SELECT method, received_on, credited_on, amount FROM payment")).one()
        water = session.execute(
            text("SELECT sum(amount) FROM allocation WHERE project_id IS NOT NULL")
        ).scalar()
    assert (line.end_to_end, line.reference, line.gift) == (f"{number}-1", "RUM-1", "R1")
    assert (paid.method, paid.credited_on, paid.amount, water) == ("direct_debit", None, 20_00, 20_00)
    assert states(debited, "R1", TODAY)[DAY] == ("met", line.payment)
    # sent and met: nothing is left to say of it
    assert left(plan(debited, ORDER)) == collected(plan(debited, ORDER)) == []
    later = debited.acting(today=date(2026, 12, 8))
    with pytest.raises(InputRefused) as refused:
        note_credit(later, number, on=DAY)
    assert refused.value.problems[0].code == "before_collection"
    assert note_credit(later, number, on=MONDAY) == 1
    assert note_credit(later, number, on=MONDAY) == 0
    with debited.read() as session:
        assert run_named(session, number).state == "credited"
    assert verify(debited).faults == []


@pytest.mark.file_only
def test_what_is_cancelled_is_collected_again_and_the_engine_holds_the_rest(debited: Books) -> None:
    number, _planned = make_run(debited, uuid4(), ORDER)
    assert cancel_run(debited, number, reason="mauvais compte").state == "cancelled"
    with pytest.raises(RunCancelled):
        mark_sent(debited, number)
    key = uuid4()
    second, planned = make_run(debited, key, ORDER)
    assert collected(planned) == [("R1", "RCUR")]
    assert make_run(debited, key, ORDER)[0] == second  # the same key is the same run
    with debited.read() as session:
        assert [row.state for row in runs(session)] == ["made", "cancelled"]
        first_line, second_line = (lines_of(session, row.id)[0].id for row in reversed(runs(session)))
    mark_sent(debited, second)
    refused = (
        f"UPDATE collection_line SET released_on = NULL WHERE id = {first_line}",
        f"UPDATE collection_line SET amount = 1 WHERE id = {second_line}",
        "UPDATE collection_run SET sent_on = NULL, sent_by = ''",
        "UPDATE collection_run SET content = ''",
        "DELETE FROM collection_line",
        "DELETE FROM mandate_terms",
        TWICE + str(second_line),
    )  # fmt: skip
    for statement in refused:
        with debited.engine.connect() as connection:
            with unlocked(connection), pytest.raises(IntegrityError):
                connection.execute(text(statement))
            connection.rollback()


@pytest.mark.file_only
def test_an_account_that_changes_is_told_with_the_next_debit_alone(debited: Books) -> None:
    def amended(today: date, day: date) -> list[tuple[str, str, bool]]:
        books = debited.acting(today=today)
        number, planned = make_run(books, uuid4(), CollectionOrder(on=day))
        mark_sent(books, number)
        return [
            (one.amended.reference, one.amended.iban, one.amended.is_other_bank) for one in planned.debits
        ]

    # before anything was presented there is nothing to amend
    amend_mandate(debited, "RUM-1", Terms(reference="RUM-1", iban=OTHER), start=TODAY)
    assert amended(TODAY, DAY) == [("", "", False)]
    january = date(2026, 12, 28)
    amend_mandate(debited, "R1", Terms(reference="RUM-2", iban=IBAN, reason="banque fermée"), start=january)
    (row,) = mandates(debited, january)
    assert [one.iban for one in row.facts.terms] == [IBAN, OTHER, IBAN]
    assert (row.now.reference, row.facts.last_on, row.gifts) == ("RUM-2", MONDAY, ("R1",))
    assert amended(january, date(2027, 1, 5)) == [("RUM-1", "", True)]
    assert amended(date(2027, 1, 25), date(2027, 2, 5)) == [("", "", False)]
    # the creditor of the association: every mandate is amended by itself
    ruled = replace(SETTINGS, accounts=(replace(ACCOUNT, creditor_id="FR19ZZZ654321", debit_days=5),))
    load_settings(debited.acting(today=date(2027, 2, 8)), ruled)
    planned = plan(debited.acting(today=date(2027, 2, 8)), CollectionOrder(on=date(2027, 3, 5)))
    assert [one.amended.creditor_id for one in planned.debits] == [ICS]
    with pytest.raises(InputRefused) as soon:
        make_run(debited.acting(today=date(2027, 3, 1)), uuid4(), CollectionOrder(on=date(2027, 3, 5)))
    assert [(one.code, one.value) for one in soon.value.problems] == [("debit_too_soon", "2027-03-08")]


@pytest.mark.file_only
def test_new_terms_of_a_gift_amend_its_mandate_or_begin_another(debited: Books) -> None:
    start = date(2027, 1, 1)
    change_recurring(debited, "R1", replace(AGREED, iban=OTHER, bic=""), start=start)
    (row,) = mandates(debited, start)
    assert [(one.since, one.iban) for one in row.facts.terms] == [(None, IBAN), (start, OTHER)]
    with debited.read() as session:  # each of the terms says its own account
        assert [one.iban for _key, one in terms_of(session, "R1")] == [IBAN, OTHER]
    another = replace(AGREED, iban=IBAN, mandate_reference="RUM-9", mandate_signed_on=date(2027, 1, 20))
    change_recurring(debited, "R1", another, start=date(2027, 2, 1))
    assert [one.facts.terms_on(date(2027, 2, 1)).reference for one in mandates(debited)] == ["RUM-1", "RUM-9"]


@pytest.mark.file_only
def test_mandates_are_given_suspended_ended_and_renewed(debited: Books) -> None:
    person(debited, "B2", first_name="Claire")
    last = date(2026, 12, 31)
    bare = replace(AGREED, iban="", bic="", mandate_reference="", mandate_signed_on=None)
    agree_recurring(debited, replace(bare, key=uuid4(), ref="R2", payer="B2", last_on=last))
    assert left(plan(debited, ORDER)) == [("R2", "debited_elsewhere")]
    draft = MandateDraft(
        key=uuid4(), payer="B2", terms=Terms(iban=OTHER), signed_on=date(2026, 11, 2), document="classeur 4"
    )
    ref = give_mandate(debited, draft, gifts=("R2",))
    assert (ref, give_mandate(debited, draft)) == ("M-MRS-000002", ref)
    assert collected(plan(debited, ORDER)) == [("R1", "RCUR"), ("R2", "FNAL")]
    wrong = MandateDraft(key=uuid4(), payer="B2", terms=Terms(reference="RUM-1", iban="FR76"), signed_on=None)
    with pytest.raises(InputRefused) as refused:
        give_mandate(debited, wrong)
    assert {(one.field, one.code) for one in refused.value.problems} == {
        ("signed_on", "missing"), ("iban", "iban_invalid"), ("reference", "mandate_taken"),
    }  # fmt: skip
    suspend_mandate(debited, "R2", on=TODAY, reason="AM04 deux fois")
    assert left(plan(debited, ORDER)) == [("R2", "mandate_suspended")]
    resume_mandate(debited, ref)
    number, _planned = make_run(debited, uuid4(), ORDER)
    mark_sent(debited, number)
    assert [one.state for one in mandates(debited)] == ["active", "closed"]
    end_mandate(debited, "RUM-1", on=date(2026, 12, 20), reason="révoqué")
    assert [one.state for one in mandates(debited, date(2026, 12, 20))] == ["ended", "closed"]
    with pytest.raises(InputRefused):
        amend_mandate(debited, "RUM-1", Terms(reference="X", iban=IBAN), start=date(2026, 12, 21))
    with pytest.raises(NotFound):
        suspend_mandate(debited, "RUM-7", on=TODAY, reason="x")


@pytest.mark.file_only
def test_use_elsewhere_counts_for_the_lapse_and_what_came_back_stays_missed(debited: Books) -> None:
    long_ago = date(2023, 11, 6)
    old = replace(
        AGREED, key=uuid4(), ref="R3", mandate_reference="RUM-3", mandate_signed_on=date(2020, 1, 2)
    )
    agree_recurring(debited, old)
    assert left(plan(debited, ORDER)) == [("R3", "mandate_lapsed")]
    gift(debited, 20_00, method="direct_debit", received_on=None, credited_on=long_ago)
    assert left(plan(debited, ORDER)) == [("R3", "mandate_lapsed")]
    gift(debited, 20_00, method="direct_debit", received_on=None, credited_on=date(2023, 12, 7))
    assert collected(plan(debited, ORDER)) == [("R1", "RCUR"), ("R3", "RCUR")]
    number, _planned = make_run(debited, uuid4(), ORDER)
    sent = mark_sent(debited, number)
    with debited.read() as session:
        line = next(one for one in lines_of(session, sent.id) if one.gift == "R1")
    later = debited.acting(today=date(2026, 12, 10))
    reverse_payment(
        later, line.payment, kind="return", reason="AM04", on=date(2026, 12, 10), return_code="AM04"
    )
    assert states(debited, "R1", date(2026, 12, 10))[DAY] == ("missed", "")
    assert note_credit(later, number, on=MONDAY) == 1  # the other one


@pytest.mark.file_only
def test_mandates_of_a_file_are_shared_merged_and_taken_back(debited: Books, tmp_path: Path) -> None:
    person(debited, "B2", first_name="Claire")
    head = "ref;payer;amount;frequency;first_on;iban;mandate_reference;mandate_signed_on\n"
    lines = (
        f"G1;B2;10;monthly;2026-12-05;{IBAN};RUM-A;2026-01-02", f"G2;B2;30;monthly;2026-12-05;{IBAN};RUM-A;2026-01-02",
        f"G3;A1;10;monthly;2026-12-05;{IBAN};RUM-A;2026-01-02", f"G4;A1;10;monthly;2026-12-05;{IBAN};RUM-1;2026-10-02",
        "G5;A1;10;monthly;2026-12-05;;;",
    )  # fmt: skip
    path = tmp_path / "g.csv"
    path.write_text(head + "\n".join(lines), encoding="utf-8")
    answer = import_file(debited, "recurring", path)
    assert (answer.accepted, answer.rejected) == (5, [])
    assert [(one.now.reference, one.gifts) for one in mandates(debited)] == [
        ("RUM-1", ("R1",)), ("RUM-A", ("G1", "G2")), ("RUM-A", ("G3",)), ("RUM-1", ("G4",)),
    ]  # fmt: skip
    planned = plan(debited, ORDER)
    assert sorted(left(planned)) == [
        ("G1", "mandate_shared"), ("G2", "mandate_shared"), ("G3", "mandate_shared"), ("G4", "mandate_shared"),
        ("G5", "debited_elsewhere"), ("R1", "mandate_shared"),
    ]  # fmt: skip
    merge_people(debited, "A1", "B2", {"first_name": "keep"})
    take_back_import(debited, answer.ref)
    assert collected(plan(debited, ORDER)) == [("R1", "RCUR")]
    assert verify(debited).faults == []


@pytest.mark.file_only
@pytest.mark.parametrize("count", [40, pytest.param(2_000, marks=pytest.mark.long)])
def test_files_of_many_mandates_fit_both_schemas(file_books: Books, samples: Path, count: int) -> None:
    names = ("Éléonore d'Œuvre", "محمد", "ⵜⵉⵡⵉⵣⵉ", "A & B <c>", "Ḥaddou")
    people(
        file_books, (person_draft(f"D{n}", last_name=names[n % 5], first_name="Zoé") for n in range(count))
    )
    head = "ref;payer;amount;frequency;first_on;iban;mandate_reference;mandate_signed_on\n"
    lines = (
        f"G{n};D{n};{n + 1}.{n % 100:02};monthly;2026-12-05;{IBAN};RUM/{n};2026-01-02" for n in range(count)
    )
    path = file_books.location  # beside the books
    source = Path(str(path) + ".csv")
    source.write_text(head + "\n".join(lines), encoding="utf-8")
    import_file(file_books, "recurring", source)
    for version in ("pain.008.001.08", "pain.008.001.02"):
        load_settings(file_books, replace(SETTINGS, accounts=(replace(ACCOUNT, debit_format=version),)))
        number, planned = make_run(file_books, uuid4(), ORDER)
        assert len(planned.debits) == count
        schema = etree.XMLSchema(etree.parse(samples / "xsd" / f"{version}.xsd"))
        document = etree.fromstring(run_file(file_books, number))
        assert schema.validate(document), schema.error_log
        total = document.findtext(".//{*}GrpHdr/{*}CtrlSum")
        assert total == f"{planned.amount.cents // 100}.{planned.amount.cents % 100:02}"
        cancel_run(file_books, number, reason="essai")


@pytest.mark.file_only
def test_donors_are_told_once_before_a_debit(debited: Books, tmp_path: Path) -> None:
    order = NoticeOrder(run=ORDER)
    found, letters = looked_at(debited, order)
    assert [(one.to.gift, one.way) for one in found.letters] == [("R1", "post")]
    assert found.is_late is False  # fourteen days before the 7th
    said = " ".join(text_of(letters).split())
    assert "votre don de 20,00 € sera prélevé le 07/12/2026 sur votre compte qui se termine par 0129" in said
    assert "Référence du mandat : RUM-1" in said
    make_run(debited, uuid4(), ORDER)
    assert looked_at(debited, order) == (found, letters)  # of the file that is made
    out = tmp_path / "n.pdf"
    assert print_notices(debited, out, order).pages == 1
    assert out.exists()
    again = plan_notices(debited, order)
    assert [(one.to.gift, one.reason) for one in again.left_out] == [("R1", "had_it")]
    assert plan_notices(debited.acting(today=date(2026, 11, 24)), order).is_late
    assert len(plan_notices(debited, replace(order, again=True)).letters) == 1
