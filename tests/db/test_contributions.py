"""Valued contributions through the services and as on a day; on both engines."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from donations_app.db.books import Books
from donations_app.db.queries.contributions import contributions
from donations_app.db.tables import Contribution, Entry
from donations_app.domain.errors import InputRefused, KeyReused, NotFound, ReasonMissing
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.audit.verify import verify
from donations_app.services.funding.attestations import LANGUAGES, print_cash, print_contribution
from donations_app.services.funding.contributions import (
    attest_contribution,
    record_contribution,
    withdraw_contribution,
)
from tests.receipts.reading import text_of
from tests.world import TODAY, association, gift, person, project, to

GIVEN = date(2026, 3, 2)
SIGNED = date(2026, 5, 4)


def labour(**facts: Any) -> ContributionDraft:
    known: dict[str, Any] = {
        "key": uuid4(), "project": "EAU", "association": "AMAN", "kind": "labour", "given_on": GIVEN,
        "workers": (Worker("Brahim Aït Ali", 7), Worker("Lahcen Oubella", 5)), "day_rate": 120_00,
        "currency": "MAD", "rate": "10.80", "valued_by": "Commune d'Afra",
    }  # fmt: skip
    return ContributionDraft(**(known | facts))


def sums(books: Books, on: date, *, as_known: bool = False) -> list[tuple[str, int, int | None, bool]]:
    with books.read() as session:
        found = contributions(session, on=on, as_known=as_known)
    standing = [one for one in found if one.state != "withdrawn"]
    return [(one.kind, one.amount.cents, one.foreign_minor, one.state == "attested") for one in standing]


def states(books: Books, on: date, **asked: Any) -> list[tuple[str, date | None]]:
    with books.read() as session:
        return [(row.state, row.counts_from) for row in contributions(session, on=on, **asked)]


def test_labour_waits_for_its_attestation_counts_from_its_day_and_is_withdrawn(books: Books) -> None:
    association(books)
    project(books, partners={"AMAN": 10_000_00})
    draft = labour()
    done = record_contribution(books, draft)
    assert (done.ref, done.amount.cents) == ("A-MRS-000001", 66_67)  # 6 days at 120 dirhams: 720 at 10,80
    assert record_contribution(books, draft) == replace(done, already=True)
    with pytest.raises(KeyReused):
        record_contribution(books, replace(draft, day_rate=130_00))
    assert states(books, date(2026, 3, 1)) == []
    assert sums(books, TODAY) == [("labour", 66_67, 720_00, False)]

    for _again in range(2):
        attest_contribution(books, done.ref, signed_on=SIGNED, signed_by="H. Idrissi", document="Classeur 3")
    with pytest.raises(InputRefused) as refused:
        attest_contribution(books, done.ref, signed_on=SIGNED, signed_by="Another")
    assert refused.value.problems[0].code == "contribution_attested"
    assert [sums(books, on)[0][3] for on in (date(2026, 5, 3), SIGNED)] == [False, True]
    assert sums(books, SIGNED, as_known=True) == []  # nothing of it was recorded on that day
    assert (
        states(books, SIGNED, project="EAU")
        == states(books, SIGNED, association="AMAN")
        == [("attested", SIGNED)]
    )

    with pytest.raises(ReasonMissing):
        withdraw_contribution(books, done.ref, reason=" ")
    for _again in range(2):
        withdraw_contribution(books, done.ref, reason="Counted twice")
    assert sums(books, TODAY) == []
    assert sums(books, SIGNED) == [("labour", 66_67, 720_00, True)], (
        "what was withdrawn later stands on the day"
    )
    with books.read() as session:
        (row,) = contributions(session, on=TODAY)
        kinds = list(session.scalars(select(Entry.kind).where(Entry.kind.startswith("contribution."))))
        with pytest.raises(NotFound):
            contributions(session, on=TODAY, project="NO")
    assert (row.state, row.reason, row.withdrawn_on, row.signed_by) == (
        "withdrawn", "Counted twice", TODAY, "H. Idrissi"
    )  # fmt: skip
    assert row.workers == draft.workers
    assert kinds == ["contribution.recorded", "contribution.attested", "contribution.withdrawn"]
    with pytest.raises(NotFound):
        attest_contribution(books, "A-MRS-000009", signed_on=SIGNED, signed_by="H. Idrissi")
    assert not list(verify(books).faults)


@pytest.mark.file_only
def test_what_cannot_be_recorded_is_refused_by_field(books: Books) -> None:
    association(books)
    association(books, "OTHER", "Another")
    project(books, partners={"AMAN": 10_000_00})

    def problems(**facts: Any) -> set[tuple[str, str]]:
        with pytest.raises(InputRefused) as error:
            record_contribution(books, labour(**facts))
        return {(one.field, one.code) for one in error.value.problems}

    assert problems(workers=()) == {("workers", "missing")}
    assert problems(day_rate=None) == {("day_rate", "missing")}
    assert problems(day_rate=100_01, workers=(Worker("B", 1),)) == {("day_rate", "half_cent_left")}
    assert problems(workers=(Worker(" ", 2),)) == {("workers", "worker_unclear")}
    assert problems(worth=5) == {("amount", "labour_differs")}
    assert problems(association="OTHER") == {("association", "association_not_partner")}
    assert problems(project="NO") == {("project", "project_unknown")}
    assert problems(given_on=date(2026, 11, 24)) == {("given_on", "day_in_future")}
    assert problems(rate="0.09") == {("rate", "rate_unlikely")}
    land = {"kind": "land", "workers": (), "day_rate": None}
    assert problems(**land) == {("amount", "amount_zero"), ("description", "missing")}
    assert problems(kind="land", worth=5, description="Plot") == {("workers", "workers_of_labour")}
    with books.read() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == 0
    done = record_contribution(
        books, labour(**land, worth=500_00, description="Plot", currency="EUR", rate="")
    )
    assert (done.amount.cents, sums(books, TODAY)) == (500_00, [("land", 500_00, None, False)])
    with pytest.raises(InputRefused):
        attest_contribution(books, done.ref, signed_on=date(2026, 11, 24), signed_by="H. Idrissi")
    withdraw_contribution(books, done.ref, reason="Wrong plot")
    with pytest.raises(InputRefused) as error:
        attest_contribution(books, done.ref, signed_on=SIGNED, signed_by="H. Idrissi")
    assert error.value.problems[0].code == "contribution_withdrawn"


@pytest.mark.file_only
def test_attestations_are_printed_in_three_languages_with_the_sums_that_the_books_have(books: Books) -> None:
    person(books), association(books)
    project(books, partners={"AMAN": 10_000_00})
    ref = record_contribution(books, labour()).ref
    for cents in (15_00, 20_50):
        gift(books, cents, method="cash", received_on=GIVEN, allocations=(to(cents, association="AMAN"),))
    gift(books, 99_00, received_on=GIVEN, allocations=(to(99_00, association="AMAN"),))  # a cheque
    said = {"fr": "Attestation de valorisation", "ar": "", "en": "Attestation of a valued contribution"}
    asked = {"association": "AMAN", "first": date(2026, 1, 1), "last": date(2026, 12, 31)}
    for language in LANGUAGES:
        paper = print_contribution(books, ref, language)
        assert paper == print_contribution(books, ref, language)
        text, cash = text_of(paper), text_of(print_cash(books, "EAU", language=language, **asked))  # type: ignore[arg-type]
        assert said[language] in text
        for piece in ("Brahim Aït Ali", "420,00", "300,00", "720,00", "66,67", "A-MRS-000001"):
            assert piece in text, (language, piece)
        assert ("35,50" in cash, "99,00" in cash, "Association Aman" in cash) == (True, False, True)
    with pytest.raises(InputRefused) as error:
        print_cash(books, "EAU", association="AMAN", first=TODAY, last=TODAY, language="fr")
    assert error.value.problems[0].code == "no_cash_received"
    withdraw_contribution(books, ref, reason="Twice")
    with pytest.raises(InputRefused):
        print_contribution(books, ref, "fr")
