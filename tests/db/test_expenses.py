"""Waived expenses through the services: the claim, the gift that it is, its receipt; on both engines."""

import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.expenses import (
    CLAIM_VIEWS,
    claim_rows,
    claim_years,
    claims_of,
    expense_claim,
    twins_of,
)
from donations_app.db.queries.receipts import receipt
from donations_app.db.queries.shares import project_shares
from donations_app.db.queries.trail import changes
from donations_app.db.tables import Entry, ExpenseClaim, ExpenseItem, ExpenseTrip, Link, Payment, PaymentLine
from donations_app.domain.errors import ClaimSettled, InputRefused, KeyReused, NotFound, StandsOnClaim
from donations_app.domain.expenses import Claim, ExpenseDraft, Item
from donations_app.domain.mileage import Trip
from donations_app.domain.money import Money
from donations_app.formats.legal import mileage_scales
from donations_app.services.audit.verify import verify
from donations_app.services.books.directory import whole_directory
from donations_app.services.books.legal import decide_parameter
from donations_app.services.expenses.claims import (
    ClaimWriter,
    RecordedClaim,
    joined_in,
    print_claim,
    record_claim,
)
from donations_app.services.expenses.waivers import waive_claim, withdraw_claim
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.receipts.issue import Choice, issue_receipts
from donations_app.services.receipts.planning import plan_receipts
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.world import TODAY, association, gift, issue_whole, payment, person, project

WAIVED = date(2025, 12, 20)


def trip(km: int = 1_000, on: date = date(2025, 6, 1), vehicle: str = "car", power: int = 5) -> Trip:
    return Trip(on, "Réunion du bureau", km, vehicle, power)


def claim(**facts: Any) -> ExpenseDraft:
    known: dict[str, Any] = {
        "key": uuid4(), "payer": "A1", "office": "MRS", "waived_on": WAIVED, "evidence": "R-2025-12",
        "trips": (trip(),),
    }  # fmt: skip
    return ExpenseDraft(**(known | facts))


def record(books: Books, office: str = "", **facts: Any) -> RecordedClaim:
    return record_claim(books.acting(office=office), claim(**facts))


def shown(books: Books, ref: str) -> Claim:
    with books.read() as session:
        return expense_claim(session, ref, mileage_scales())


def refused(books: Books, **facts: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputRefused) as error:
        record(books, **facts)
    with books.read() as session:
        for table in (ExpenseClaim, ExpenseTrip, ExpenseItem, Payment, PaymentLine):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    return [(problem.field, problem.code) for problem in error.value.problems]


def test_a_claim_is_one_gift_of_its_trips_and_items(books: Books) -> None:
    person(books), association(books), project(books, partners={"AMAN": 500_00})
    items = (Item(date(2025, 7, 2), "Péage (réunion)", Money(12_30)),)
    done = record(
        books,
        ref="F1",
        items=items,
        project="EAU",
        association="AMAN",
        earmarked_by_donor=True,
        trips=(trip(4_000), trip(4_000, date(2025, 9, 1))),
    )
    assert (done.ref, done.amount.cents, done.already) == ("F1", 4_251_00 + 12_30, False)
    found = shown(books, "F1")
    assert [(one.amount.cents, one.scale, one.is_provisional) for one in found.trips] == [
        (2_544_00, "employee-2022", False), (1_707_00, "employee-2022", False),
    ]  # fmt: skip
    assert (found.items, found.payment, found.payer, found.project, found.association) == (
        items, done.payment, "A1", "EAU", "AMAN",
    )  # fmt: skip
    with books.read() as session:
        gave = session.execute(select(Payment.__table__).where(Payment.ref == done.payment)).one()
        line = session.execute(select(PaymentLine.__table__)).one()
        (share,) = project_shares(session, today=TODAY)
        kinds = session.scalars(
            changes(Entry.kind).order_by(None).order_by(Link.n.desc(), Entry.position.desc()).limit(2)
        ).all()
    assert (gave.method, gave.received_on, gave.credited_on, gave.amount) == (
        "none",
        WAIVED,
        None,
        done.amount,
    )
    assert (line.kind, line.evidence, line.description) == ("waived_expenses", "R-2025-12", "F1")
    assert line.earmarked_by_donor
    assert share.share.in_kind == done.amount
    assert kinds == ["expense_claim.recorded", "payment.recorded"]
    assert verify(books).faults == []


def test_the_same_key_is_the_same_claim_and_another_content_is_refused(books: Books) -> None:
    person(books)
    draft = claim(ref="F1")
    first = record_claim(books, draft)
    again = record_claim(books, draft)
    assert (again.ref, again.payment, again.amount, again.already) == (
        first.ref, first.payment, first.amount, True,
    )  # fmt: skip
    with pytest.raises(KeyReused):
        record(books, ref="F1", trips=(trip(1_001),))
    with pytest.raises(KeyReused):
        record(books, key=draft.key, evidence="R-other")
    with books.read() as session:
        assert session.scalar(select(func.count()).select_from(Payment)) == 1


def test_claims_without_a_reference_get_the_next_one_and_the_office_that_records(books: Books) -> None:
    person(books)
    record(books, ref="Note 7")
    assert [record(books).ref for _ in range(2)] == ["F-MRS-000002", "F-MRS-000003"]
    done = record(books, office="LYO")
    assert shown(books, done.ref).office == "MRS"  # the draft says Marseille, whoever types it
    lyon = record_claim(books.acting(office="LYO"), claim(office=""))
    assert (lyon.ref, shown(books, lyon.ref).office) == ("F-LYO-000002", "LYO")
    assert verify(books).faults == []


def test_the_distance_of_the_year_goes_on_over_claims_and_offices(books: Books) -> None:
    person(books), person(books, "B2")
    first = record(books, trips=(trip(4_000),))
    other = record(books, payer="B2", trips=(trip(4_000),))
    second = record_claim(books, claim(office="LYO", trips=(trip(4_000),)))
    assert [one.amount.cents for one in (first, other, second)] == [2_544_00, 2_544_00, 1_707_00]
    (summed,) = shown(books, second.ref).sums
    assert (summed.km_before, summed.km) == (4_000, 4_000)


def test_a_claim_taken_back_stays_visible_and_frees_its_distance(books: Books) -> None:
    person(books)
    first = record(books, trips=(trip(4_000),))
    second = record(books, trips=(trip(4_000),))
    take_back(books, first.payment, kind="refund", reason="Remboursé", on=TODAY)
    third = record(books, trips=(trip(1_000),))
    assert third.amount.cents == 636_00  # 4 000 to 5 000 kilometres
    assert shown(books, first.ref).reversal == "refund"
    assert shown(books, second.ref).sums[0].km_before == 4_000  # as it was when it was recorded
    assert shown(books, third.ref).sums[0].km_before == 4_000
    assert verify(books).faults == []


def stated(books: Books, **facts: Any) -> RecordedClaim:
    return record(books, waived_on=None, evidence="", **facts)


def waive(books: Books, ref: str, on: date = WAIVED, evidence: str = "R-7") -> RecordedClaim:
    return waive_claim(books, ref, waived_on=on, evidence=evidence)


def test_a_claim_nobody_signed_is_no_gift_until_its_waiver_is_written(books: Books) -> None:
    person(books), association(books), project(books, partners={"AMAN": 500_00})
    done = stated(books, project="EAU", association="AMAN", earmarked_by_donor=True)
    assert (done.ref, done.payment, done.amount.cents) == ("F-MRS-000001", "", 636_00)
    found = shown(books, done.ref)
    assert (found.stated_on, found.waived_on, found.evidence, found.project) == (TODAY, None, "", "EAU")
    with books.read() as session:
        assert session.scalar(select(func.count()).select_from(Payment)) == 0
        (share,) = project_shares(session, today=TODAY)
        assert share.share.private.cents == 0
    signed = waive(books, done.ref)
    assert (signed.amount, signed.already) == (done.amount, False)
    assert waive(books, done.ref) == replace(signed, already=True)
    found = shown(books, done.ref)
    assert (found.waived_on, found.evidence, found.payment) == (WAIVED, "R-7", signed.payment)
    with books.read() as session:
        gave = session.execute(select(Payment.__table__)).one()
        (share,) = project_shares(session, today=TODAY)
        kinds = session.scalars(
            changes(Entry.kind).order_by(None).order_by(Link.n.desc(), Entry.position.desc()).limit(3)
        ).all()
    assert (gave.received_on, gave.amount, gave.method) == (WAIVED, done.amount, "none")
    assert share.share.in_kind == done.amount
    assert kinds == ["expense_claim.waived", "payment.recorded", "expense_claim.stated"]
    assert [one.amount.cents for one in plan_receipts(books, 2025).receipts] == [636_00]
    assert verify(books).faults == []


def test_the_same_key_stays_the_same_claim_after_its_signature(books: Books) -> None:
    person(books)
    draft = claim(waived_on=None, evidence="")
    first = record_claim(books, draft)
    signed = waive(books, first.ref)
    again = record_claim(books, draft)
    assert (again.ref, again.payment, again.already) == (first.ref, signed.payment, True)


def test_what_was_signed_is_what_was_stated_whatever_was_claimed_since(books: Books) -> None:
    person(books)
    first = stated(books, trips=(trip(4_000),))
    second = record(books, trips=(trip(4_000),))
    assert (first.amount.cents, second.amount.cents) == (2_544_00, 1_707_00)
    assert waive(books, first.ref).amount.cents == 2_544_00
    assert shown(books, first.ref).sums[0].km_before == 0


NO_WAIVERS = [
    (WAIVED, " ", "evidence", "waiver_missing"),
    (WAIVED, "R" * 201, "evidence", "text_too_long"),
    (date(2026, 11, 24), "R-7", "waived_on", "day_in_future"),
    (date(2025, 5, 31), "R-7", "waived_on", "before_expense"),
]


def test_a_waiver_that_cannot_be_is_refused_with_its_field(books: Books) -> None:
    person(books)
    done = stated(books)
    for on, evidence, field, code in NO_WAIVERS:
        with pytest.raises(InputRefused) as error:
            waive(books, done.ref, on, evidence)
        assert [(problem.field, problem.code) for problem in error.value.problems] == [(field, code)], code
        assert shown(books, done.ref).waived_on is None, code


def test_what_became_of_a_claim_is_written_once(books: Books) -> None:
    person(books)
    signed, withdrawn = record(books), stated(books, trips=(trip(5_000),))
    withdraw_claim(books, withdrawn.ref, reason="Remboursé")
    found = shown(books, withdrawn.ref)
    assert (found.withdrawn, found.withdrawn_on, found.payment) == ("Remboursé", TODAY, "")
    for ref in (signed.ref, withdrawn.ref):
        with pytest.raises(ClaimSettled):
            waive(books, ref, evidence="R-other")
        with pytest.raises(ClaimSettled):
            withdraw_claim(books, ref, reason="r")
    with pytest.raises(NotFound):
        waive(books, "F9")
    assert record(books, trips=(trip(1_000),)).amount.cents == 636_00  # 1 000 to 2 000: the 5 000 are free
    assert verify(books).faults == []


def test_the_claims_of_a_year_are_listed_by_what_they_wait_for(books: Books) -> None:
    person(books)
    waits = stated(books, ref="F1", trips=(trip(on=date(2026, 9, 1)),))
    record(books, ref="F2")
    back = record(books, ref="F3")
    take_back(books, back.payment, kind="refund", reason="r", on=TODAY)
    with books.read() as session:
        views = {
            year: {view: list(claims_of(session, year, view=view)) for view in CLAIM_VIEWS}
            for year in claim_years(session)
        }
        (row,) = claim_rows(session, [waits.ref])
    assert views == {
        2026: {"all": ["F1"], "unsigned": ["F1"], "provisional": ["F1"], "unreceipted": []},
        2025: {"all": ["F3", "F2"], "unsigned": [], "provisional": [], "unreceipted": ["F2"]},
    }
    assert (row.name, row.on, row.trips, row.km, row.is_provisional, row.waits) == (
        "Mohand Aït Ahmed", TODAY, 1, 1_000, True, True,
    )  # fmt: skip
    issue_receipts(books, 2025)
    with books.read() as session:
        assert claims_of(session, 2025, view="unreceipted") == []
        (row,) = claim_rows(session, ["F2"])
    assert row.receipt == "2025-MRS-P-000001"


def test_a_trip_that_stands_in_two_claims_of_one_volunteer_is_found(books: Books) -> None:
    person(books), person(books, "B2")
    record(books, ref="F1", trips=(trip(), trip(7)))
    record(books, ref="F2", trips=(replace(trip(), purpose="REUNION du  bureau"), trip(8)))
    record(books, ref="F3", payer="B2")
    other = stated(books, ref="F4")

    def twins(ref: str) -> list[tuple[str, int]]:
        with books.read() as session:
            return [(one.claim, one.trip.km) for one in twins_of(session, ref)]

    assert twins("F1") == [("F2", 1_000), ("F4", 1_000)]
    assert twins("F2") == [("F1", 1_000), ("F4", 1_000)]
    assert (twins("F3"), twins("F9")) == ([], [])
    withdraw_claim(books, other.ref, reason="Double")
    assert (twins("F1"), twins("F4")) == ([("F2", 1_000)], [])


def test_a_claim_on_paper_says_whether_it_is_signed_or_withdrawn(books: Books) -> None:
    person(books)
    done = stated(books)

    def said() -> str:
        return " ".join(text_of(print_claim(books, done.ref)).split())

    assert "Établie le 23/11/2026, renonciation à signer" in said()
    withdraw_claim(books, done.ref, reason="Erreur")
    assert "Cette note a été retirée le 23/11/2026" in said()


def test_two_claims_at_the_same_moment_do_not_count_the_same_kilometres(books: Books) -> None:
    person(books)
    done: list[int] = []
    other = threading.Thread(target=lambda: done.append(record(books, trips=(trip(5_000),)).amount.cents))
    with books.acting(office="LYO").write() as write:
        directory = whole_directory(write.session)
        write.add(*ClaimWriter(write, TODAY).records(claim(trips=(trip(5_000),)), directory))
        other.start()
        other.join(timeout=0.3)  # it has come as far as it can: it waits for what is not saved yet
    other.join()
    assert done == [1_785_00]


def test_what_stands_for_nothing_is_refused_with_its_field(books: Books) -> None:
    association(books), person(books), project(books)
    assert refused(books, payer="NOBODY") == [("payer", "party_unknown")]
    assert refused(books, payer="AMAN") == [("payer", "volunteer_is_organisation")]
    assert refused(books, project="NONE") == [("project", "project_unknown")]
    assert refused(books, project="EAU", association="AMAN") == [("association", "association_not_partner")]
    assert refused(books, trips=(trip(power=0),)) == [("1.power", "missing")]
    assert refused(books, trips=(trip(), trip(on=date(2021, 6, 1)))) == [("2.on", "scale_unknown")]
    assert refused(books, trips=(trip(on=date(2025, 12, 21)),)) == [("1.on", "after_waiver")]
    assert refused(books, trips=(trip(vehicle="boat"),)) == [("1.vehicle", "choice_unknown")]
    with pytest.raises(NotFound):
        shown(books, "F9")


def test_case_31_a_stay_paid_as_a_gift_gets_no_receipt(books: Books) -> None:
    person(books)
    gift(books, 900_00, kind="participation", description="Séjour rural au Maroc")
    gift(books, 900_00, counterpart=Money(900_00), counterpart_kind="goods", description="Séjour rural")
    plan = plan_receipts(books, 2025)
    assert plan.receipts == []
    assert [line.reason for line in plan.left_out] == ["not_a_gift", "counterpart_too_large"]


def test_case_32_expenses_waived_in_writing_are_a_gift_on_the_day_of_the_waiver(books: Books) -> None:
    person(books)
    record(books, trips=(trip(on=date(2024, 11, 5)),))
    assert plan_receipts(books, 2024).receipts == []
    run = issue_whole(books, 2025)
    (issued,) = run.issued
    with books.read() as session:
        content = receipt(session, issued.number).content
    assert (content.natures, content.methods, content.articles) == (("waived_expenses",), (), ("200",))
    assert (content.first_on, content.last_on, content.amount.cents) == (WAIVED, WAIVED, 636_00)
    said = text_of(issued.document)
    assert "***636,00***" in said
    assert "20/12/2025" in said
    assert "six cent trente-six euros" in said
    # the category twice, article 200, manual gift, waived expenses; no box of a method
    assert said.split().count("X") == 5
    plain = text_of(issued_money(books))
    assert plain.split().count("X") == 6


def issued_money(books: Books) -> bytes:
    person(books, "B2", last_name="Moreau", first_name="Claire")
    gift(books, payer="B2")
    (issued,) = issue_whole(books, 2025, Choice(payer="B2")).issued
    return issued.document


def test_case_33_expenses_without_a_signed_waiver_are_refused(books: Books) -> None:
    person(books)
    assert refused(books, evidence="") == [("evidence", "waiver_missing")]
    gift(books, 100_00, kind="waived_expenses", method="none")
    plan = plan_receipts(books, 2025)
    assert (plan.receipts, [line.reason for line in plan.left_out]) == ([], ["waiver_missing"])


def test_case_34_expenses_that_were_reimbursed_get_no_receipt(books: Books) -> None:
    person(books)
    done = record(books)
    (issued,) = issue_receipts(books, 2025).issued
    back = take_back(books, done.payment, kind="refund", reason="Remboursé", on=TODAY)
    assert back.cancelled == (issued.number,)
    plan = plan_receipts(books, 2025)
    assert (plan.receipts, [line.reason for line in plan.left_out]) == ([], ["reversed"])


def test_case_35_trips_of_2026_wait_for_their_scale_unless_somebody_takes_it_upon_himself(
    books: Books,
) -> None:
    person(books)
    done = record(books, waived_on=date(2026, 10, 1), trips=(trip(on=date(2026, 9, 1)),))
    assert done.amount.cents == 636_00  # the last scale
    assert shown(books, done.ref).is_provisional
    plan = plan_receipts(books, 2026)
    assert [w.code for one in plan.receipts for w in one.warnings] == ["provisional_scale"]
    run = issue_receipts(books, 2026)
    assert (run.issued, len(run.postponed)) == ([], 1)
    other = issue_receipts(books, 2026, Choice(accept=["large_amount"]))
    assert other.issued == []
    accepted = issue_receipts(books, 2026, Choice(accept=["provisional_scale"]))
    assert len(accepted.issued) == 1


def test_a_claim_is_never_corrected_by_a_payment_without_trips(books: Books) -> None:
    person(books)
    done = record(books)
    right = payment(500_00, kind="waived_expenses", method="none", evidence="R-2025-12")
    with pytest.raises(StandsOnClaim) as error:
        correct_payment(books, done.payment, right, reason="r")
    assert error.value.claim == done.ref
    assert shown(books, done.ref).reversal == ""


def test_a_claim_on_paper_says_all_that_was_recorded(books: Books) -> None:
    person(books)
    record(books, trips=(trip(4_000),))
    trips = (trip(4_000), trip(62, date(2026, 1, 5), "moped", 0))
    items = (Item(date(2025, 7, 2), "Péage (réunion)", Money(12_30)),)
    done = record(books, ref="F2", trips=trips, items=items, waived_on=date(2026, 2, 1))
    printed = print_claim(books, "F2")
    assert print_claim(books, "F2") == printed
    said = " ".join(text_of(printed).split()).replace("\u202f", " ").replace("\u00a0", " ")
    for mention in (
        "F2", "Migrations & Développement", "552100554", "Mohand Aït Ahmed", "Réunion du bureau", "voiture 5 CV",
        "1 707,00", "19,53", "12,30", "Péage (réunion)", "de 4 000 à 8 000 km", "d × 0,357 + 1 395 jusqu'à 20 000 km",
        "1 738,83", "mille sept cent trente-huit euros et quatre-vingt-trois centimes", "certifie renoncer",
        "en tant que don", "Signature du bénévole", "Barème provisoire", "Renonciation du 01/02/2026", "R-2025-12",
        done.payment, "Page 1 / 1",
    ):  # fmt: skip
        assert mention in said, mention


def test_a_claim_whose_sum_was_altered_is_found(books: Books) -> None:
    person(books)
    record(books)
    tamper(books.location, "UPDATE expense_trip SET amount = amount + 1", disarmed=True)
    assert {fault.kind for fault in verify(books).faults} == {"row_changed", "claim_sum"}


def test_two_cars_of_a_volunteer_count_apart_once_the_accountant_says_so(books: Books) -> None:
    person(books, "A1")
    two = (trip(5_000, date(2025, 3, 1)), trip(5_000, date(2025, 3, 2)))
    first, second = (
        replace(one, plate=plate) for one, plate in zip(two, ("AB-123-CD", "EF-456-GH"), strict=True)
    )
    together = record(books, waived_on=None, evidence="", trips=(first, second))
    assert together.amount.cents == 4_965_00
    with books.read() as session:
        assert joined_in(session, together.ref) == [2025]
    withdraw_claim(books, together.ref, reason="recorded anew")
    first_on = date(1990, 1, 1)
    decide_parameter(
        books, "mileage_vehicles", first_on=first_on, value="apart", source="letter of the accountant"
    )
    apart = record(books, waived_on=None, evidence="", trips=(first, second))
    assert apart.amount.cents == 6_360_00
    assert [(one.plate, one.km_before) for one in shown(books, apart.ref).sums] == [
        ("AB-123-CD", 0),
        ("EF-456-GH", 0),
    ]
    with books.read() as session:
        assert joined_in(session, apart.ref) == []
    more = record(books, waived_on=None, evidence="", trips=(replace(trip(1_000), plate="ab 123 cd"),))
    assert more.amount.cents == 357_00  # the year of that car goes on at 5 000 km
    printed = text_of(print_claim(books, apart.ref))
    assert "AB-123-CD" in printed
    assert (
        "voiture 5 CV, EF-456-GH : 5 000 km ici, de 0 à 5 000 km dans l'année, soit 3 180,00 €"
        in " ".join(printed.replace("\u202f", " ").replace("\xa0", " ").split())
    )
    assert verify(books).faults == []


def test_what_was_counted_together_is_told_as_it_was_counted(books: Books) -> None:
    person(books, "A1")
    trips = tuple(replace(trip(5_000, date(2025, 3, n)), plate=f"P{n}") for n in (1, 2))
    ref = record(books, trips=trips).ref
    decide_parameter(books, "mileage_vehicles", first_on=date(1990, 1, 1), value="apart", source="letter")
    assert [(one.plate, one.km, one.amount.cents) for one in shown(books, ref).sums] == [
        ("", 10_000, 4_965_00)
    ]
