"""The kinds of files: how each is read, what stands against a draft of it, which rows it becomes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice
from typing import Any, Final

from msgspec import Struct

from donations_app.db.journal import Write
from donations_app.db.records import Alikes, Record
from donations_app.db.tables import (
    Base,
    ExpenseClaim,
    FundingRuleRow,
    Link,
    Mandate,
    MandateTerms,
    Party,
    Payment,
    Project,
    ProjectBudget,
    ProjectPartner,
    RecurringGiftRow,
)
from donations_app.domain.errors import Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.plain_payments import PlainPayment
from donations_app.domain.plain_projects import PlainProject
from donations_app.formats.drafts import read_payments, read_people, read_recurring
from donations_app.formats.expense_drafts import read_expenses
from donations_app.formats.lines import Read
from donations_app.formats.plain_drafts import is_plain
from donations_app.formats.project_drafts import read_projects
from donations_app.formats.tables import Table
from donations_app.services.books.directory import Directory
from donations_app.services.expenses.claims import ClaimWriter, claim_problems
from donations_app.services.payments.payment_rows import reserving_for
from donations_app.services.payments.plain_gift_rows import PlainGifts
from donations_app.services.payments.plain_rows import plain_records
from donations_app.services.payments.records import payment_records
from donations_app.services.payments.recurring import (
    recurring_fingerprint,
    recurring_problems,
    recurring_record,
)
from donations_app.services.people.parties import party_fingerprint, party_record, territory_problems
from donations_app.services.people.plain_rows import plain_people_records
from donations_app.services.projects.plain_rows import plain_project_records
from donations_app.services.projects.recording import project_fingerprint, project_problems, project_record

_AT_ONCE: Final = 2_000  # records that are written together
Some = Sequence[Record] | Alikes  # records that are written together


class Accepted(Struct):
    """The drafts of a file that are new and sound, with the digest of what each asks."""

    drafts: list[Any]
    fingerprints: list[str]

    def drained(self) -> Iterator[tuple[Any, str]]:
        """Yield each draft with its digest, and let go of it: what is written need not stay."""
        self.drafts.reverse()
        self.fingerprints.reverse()
        while self.drafts:
            yield self.drafts.pop(), self.fingerprints.pop()


def parties_of(draft: Any) -> Iterator[str]:
    """Yield the references of the parties that a draft of any kind names; some are empty."""
    yield getattr(draft, "payer", "")
    yield getattr(draft, "association", "")
    yield from (partner.association for partner in getattr(draft, "partners", ()))
    yield from (part.association for line in getattr(draft, "lines", ()) for part in line.allocations)


def _nothing(_draft: Any) -> Money:
    return ZERO


def _of_no_year(_draft: Any, _directory: Directory) -> list[Problem]:
    return []


class Kind(Struct, frozen=True):
    """What the kinds of files do differently."""

    read: Callable[[Table, date], Read]
    table: type[Base]
    name: str  # column of the reference
    problems: Callable[[Any, Directory], list[Problem]]
    fingerprint: Callable[[Any], str]
    records: Callable[[Write, Accepted, Directory, date], Iterator[Some]]
    amount: Callable[[Any], Money] = _nothing  # what was given, where the file says it
    # that it bears a day of a closed year; asked of what is new alone
    closed: Callable[[Any, Directory], list[Problem]] = _of_no_year


def _together(records: Iterator[Record]) -> Iterator[Some]:
    """Yield records, some at a time."""
    while some := list(islice(records, _AT_ONCE)):
        yield some


def _in_runs(
    accepted: Accepted,
    plain: Callable[[Sequence[Any], Sequence[str]], Alikes],
    other: Callable[[Sequence[Any], Sequence[str]], Iterator[Record]],
    is_like: Callable[[Any], object] = is_plain,
) -> Iterator[Some]:
    """Yield the records of drafts in the order of the file, some at a time, plain ones in a row by columns.

    Args:
        accepted: the drafts with their digests.
        plain: makes the records of plain drafts that are like one another.
        other: makes those of other drafts.
        is_like: what plain drafts that are like one another have in common; nothing of others.
    """
    asked = accepted.drained()
    while some := list(islice(asked, _AT_ONCE)):
        for likeness, pairs in groupby(some, lambda pair: is_like(pair[0])):
            drafts, digests = zip(*pairs, strict=True)
            yield plain(drafts, digests) if likeness else list(other(drafts, digests))


def _places(draft: Any, _directory: Directory) -> list[Problem]:
    return territory_problems(draft)


def _people(write: Write, accepted: Accepted, _directory: Directory, _today: date) -> Iterator[Some]:
    write.reserve({Party: len(accepted.drafts), Link: 1})
    return _in_runs(
        accepted,
        lambda drafts, digests: plain_people_records(write, drafts, digests),
        lambda drafts, digests: (
            party_record(write, draft, "import", digest)[0]
            for draft, digest in zip(drafts, digests, strict=True)
        ),
    )


def _projects(write: Write, accepted: Accepted, directory: Directory, _today: date) -> Iterator[Some]:
    partners = sum(
        bool(draft.association) if isinstance(draft, PlainProject) else len(draft.partners)
        for draft in accepted.drafts
    )
    write.reserve(
        {
            **dict.fromkeys((Project, ProjectBudget, FundingRuleRow), len(accepted.drafts)),
            ProjectPartner: partners,
            Link: 1,
        }
    )
    return _in_runs(
        accepted,
        lambda drafts, digests: plain_project_records(write, drafts, digests, directory),
        lambda drafts, digests: (
            project_record(write, draft, directory, digest)
            for draft, digest in zip(drafts, digests, strict=True)
        ),
        lambda draft: 1 + bool(draft.association) if isinstance(draft, PlainProject) else 0,
    )


def _payments(write: Write, accepted: Accepted, directory: Directory, today: date) -> Iterator[Some]:
    write.ask(reserving_for(write, accepted.drafts))
    return _in_runs(
        accepted,
        lambda drafts, digests: plain_records(write, drafts, digests, directory, today=today),
        lambda drafts, digests: payment_records(write, drafts, directory, today=today, fingerprints=digests),
    )


def _recurring(write: Write, accepted: Accepted, directory: Directory, _today: date) -> Iterator[Some]:
    some: tuple[type[Base], ...] = (RecurringGiftRow, Mandate, MandateTerms)
    write.reserve({**dict.fromkeys(some, len(accepted.drafts)), Link: 1})
    plain = PlainGifts(write, directory, (draft.payer for draft in accepted.drafts))
    return _in_runs(
        accepted,
        plain.records,
        lambda drafts, digests: (
            recurring_record(write, draft, directory, plain.mandates, fingerprint=digest)
            for draft, digest in zip(drafts, digests, strict=True)
        ),
        plain.likeness,
    )


def _claims(write: Write, accepted: Accepted, directory: Directory, today: date) -> Iterator[Some]:
    writer = ClaimWriter(write, today)  # a claim counts the distances of those before it
    return _together(record for draft, _ in accepted.drained() for record in writer.records(draft, directory))


def _payment_problems(draft: PaymentDraft | PlainPayment, directory: Directory) -> list[Problem]:
    if isinstance(draft, PlainPayment):
        targets = [(draft.project, draft.association)] if draft.project else []
        return directory.named_problems(draft.office, draft.payer, targets)
    return directory.problems(draft)


KINDS: Final = {
    "people": Kind(
        lambda table, _today: read_people(table, plain=True),
        Party,
        "ref",
        _places,
        party_fingerprint,
        _people,
    ),
    "projects": Kind(
        lambda table, _today: read_projects(table, plain=True),
        Project,
        "code",
        project_problems,
        project_fingerprint,
        _projects,
    ),
    "payments": Kind(
        lambda table, today: read_payments(table, today=today, plain=True),
        Payment,
        "ref",
        _payment_problems,
        lambda draft: draft.fingerprint(),
        _payments,
        lambda draft: draft.amount,
        lambda draft, directory: directory.closed_problems(draft),
    ),
    "recurring": Kind(
        lambda table, _today: read_recurring(table, plain=True),
        RecurringGiftRow,
        "ref",
        recurring_problems,
        recurring_fingerprint,
        _recurring,
        lambda draft: draft.amount,
    ),
    "expenses": Kind(
        lambda table, today: read_expenses(table, today=today),
        ExpenseClaim,
        "ref",
        claim_problems,
        lambda draft: draft.fingerprint(),
        _claims,
        lambda draft: Money.total(item.amount for item in draft.items),
    ),
}
WHAT: Final = tuple(KINDS)
