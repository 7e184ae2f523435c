"""Books with a few people in them: what most tests begin with."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from donations_app.db.books import Books
from donations_app.db.tables import PartyWord
from donations_app.domain.authors import Author
from donations_app.domain.money import Money
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.projects import PartnerDraft, ProjectDraft
from donations_app.domain.receipts import LeftOut
from donations_app.domain.settings import (
    AccountDraft,
    OfficeDraft,
    OrganisationDraft,
    SettingsDraft,
    SignatoryDraft,
)
from donations_app.services.books.directory import whole_directory
from donations_app.services.payments.payment_rows import payment_record
from donations_app.services.payments.records import record_payment
from donations_app.services.people.parties import party_record, record_party
from donations_app.services.projects.recording import record_project
from donations_app.services.receipts.issue import ALL, Choice, Postponed, Run, issue_receipts
from donations_app.services.receipts.records import Issued

TODAY = date(2026, 11, 23)
ORIGIN = 1  # of Marseille in new books; Lyon's is the next
NAIMA = Author("naima", "MRS")
SETTINGS = SettingsDraft(
    OrganisationDraft(
        name="Migrations & Développement",
        siren="552100554",
        address="42 boulevard d'Annam",
        postcode="13016",
        city="Marseille",
        object="Développement solidaire des villages de l'Atlas",
    ),
    (OfficeDraft("MRS", "Marseille", is_head=True), OfficeDraft("LYO", "Lyon")),
    (SignatoryDraft("Zohra Amrani", "Trésorière", date(2015, 1, 1)),),
    (AccountDraft("Compte courant", "FR7630006000011234567890189"),),
)


_OF_LINE = (
    "kind", "dues_year", "allocations", "earmarked_by_donor", "counterpart", "counterpart_kind", "description",
    "evidence", "article", "pass_through",
)  # fmt: skip


def ticking(start: date = TODAY) -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look, from noon."""
    return ticking_from(datetime(start.year, start.month, start.day, 12, tzinfo=UTC))


def ticking_from(moment: datetime) -> Callable[[], datetime]:
    """Return a clock that says a moment, and goes on by a second at each look."""
    ticks = itertools.count()
    return lambda: moment + timedelta(seconds=next(ticks))


def person_draft(ref: str = "A1", **facts: Any) -> PartyDraft:
    """Return somebody in Marseille whose receipt can be printed, unless ``facts`` say otherwise."""
    known: dict[str, Any] = {
        "kind": "individual", "last_name": "Aït Ahmed", "first_name": "Mohand",
        "address": "1 rue de la République", "postcode": "13001", "city": "Marseille",
    }  # fmt: skip
    return PartyDraft(key=uuid4(), ref=ref, **(known | facts))


def company_draft(ref: str = "E1", **facts: Any) -> PartyDraft:
    """Return a company whose receipt can be printed, unless ``facts`` say otherwise."""
    known: dict[str, Any] = {
        "kind": "company", "organisation": "Ateliers Méditerranée", "legal_form": "SARL", "siren": "999000011",
        "address": "7 boulevard National", "postcode": "13002", "city": "Marseille",
    }  # fmt: skip
    return PartyDraft(key=uuid4(), ref=ref, **(known | facts))


def person(books: Books, ref: str = "A1", **facts: Any) -> str:
    return record_party(books, person_draft(ref, **facts)).ref


def company(books: Books, ref: str = "E1", **facts: Any) -> str:
    return record_party(books, company_draft(ref, **facts)).ref


def people(books: Books, drafts: Iterable[PartyDraft]) -> None:
    """Record parties in one transaction, as a file of them is: many take a tenth of the time of one by one."""
    with books.write() as write:
        made = [party_record(write, draft) for draft in drafts]
        write.add(*(record for record, _ in made))
        write.insert_derived(PartyWord, [word for _, words in made for word in words])


def association(books: Books, ref: str = "AMAN", name: str = "Association Aman") -> str:
    draft = PartyDraft(key=uuid4(), ref=ref, kind="association", organisation=name, country="MA")
    return record_party(books, draft).ref


def project(books: Books, code: str = "EAU", *, cost: int = 10_000_00, **facts: Any) -> str:
    """Record a project; ``partners`` maps associations to the cents of their part."""
    partners = tuple(
        PartnerDraft(association=ref, cost=Money(cents)) for ref, cents in facts.pop("partners", {}).items()
    )
    draft = ProjectDraft(
        key=uuid4(), code=code, cost=Money(cost), partners=partners, **({"title_fr": "Eau potable"} | facts)
    )
    record_project(books, draft)
    return code


def payment(cents: int = 100_00, **facts: Any) -> PaymentDraft:
    """Return a payment of one line; facts of the line and of the payment may be mixed."""
    line: dict[str, Any] = {"kind": "donation", "amount": Money(cents)}
    line |= {name: facts.pop(name) for name in _OF_LINE if name in facts}
    known: dict[str, Any] = {
        "key": uuid4(), "office": "MRS", "payer": "A1", "method": "cheque", "received_on": date(2025, 3, 1),
        "lines": (LineDraft(**line),),
    }  # fmt: skip
    return PaymentDraft(**(known | facts))


def gift(books: Books, cents: int = 100_00, **facts: Any) -> str:
    """Record a payment of one line and return its reference."""
    return record_payment(books.acting(office=facts.get("office", "")), payment(cents, **facts)).ref


def gifts(books: Books, drafts: Iterable[PaymentDraft]) -> None:
    """Record payments in one transaction, as a file of them is."""
    today = books.today
    with books.write() as write:
        directory = whole_directory(write.session)
        write.add(*(payment_record(write, draft, directory, today=today) for draft in drafts))


@dataclass(frozen=True, slots=True)
class Made:
    """What a run did, and the documents it handed out and did not keep."""

    run: Run
    issued: list[Issued]
    postponed: list[Postponed]
    left_out: list[LeftOut]
    stopped: bool


def issue_whole(books: Books, year: int, choice: Choice = ALL, **beside: Any) -> Made:
    """Issue receipts, and keep their documents."""
    issued: list[Issued] = []
    each = beside.pop("each", None)

    def take(one: Issued) -> None:
        issued.append(one)
        if each:
            each(one)

    run = issue_receipts(books, year, choice, each=take, **beside)
    assert [one.number for one in run.issued] == [one.number for one in issued]
    return Made(run, issued, run.postponed, run.left_out, run.stopped)


def issue(books: Books, year: int = 2025, *, today: date = TODAY, **options: Any) -> Made:
    """Issue receipts; what narrows the choice and what accompanies the run may be mixed."""
    beside = {name: options.pop(name) for name in ("signer", "progress", "each") if name in options}
    return issue_whole(books.acting(today=today), year, Choice(**options), **beside)


def login_of(books: Books, name: str) -> str:
    """Return what the audit trail writes of somebody: on a server it is the login of the connection."""
    return books.acting(login=name).login


def to(cents: int, code: str = "EAU", association: str = "") -> AllocationDraft:
    return AllocationDraft(amount=Money(cents), project=code, association=association)
