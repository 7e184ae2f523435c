"""What is erased of a person, table by table, and with it what the audit trail said of it (decision 0063)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from secrets import token_hex
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import Select, select

from donations_app.db.erasing import erase_trail
from donations_app.db.journal import Write
from donations_app.db.records import Record
from donations_app.db.salts import salt
from donations_app.db.tables import (
    BankRule,
    Base,
    Circular,
    CollectionLine,
    CollectionRun,
    Consent,
    DebitNotice,
    DuesCall,
    DuesExemption,
    ExpenseClaim,
    ExpenseTrip,
    FormerAddress,
    ImportCorrection,
    InstalmentDecision,
    Mandate,
    MandateTerms,
    Membership,
    MembershipPause,
    Party,
    ReceiptDelivery,
    RecurringGiftRow,
    RecurringPause,
    Situation,
    TaxReceipt,
)
from donations_app.db.triggers import ERASABLE
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.erasure import AT_ONCE, MERGED, WHOLE
from donations_app.domain.folding import fold
from donations_app.domain.parties import PLACE
from donations_app.services.people.erased_receipts import erase_receipts
from donations_app.services.people.parties import consent_row, write_words

Gone = defaultdict[type[Base], set[int]]  # keys of rows, by table
KIND: Final = "party.erased"
STAYS: Final = (
    "receipts",
    "vouchers",
    "mandates",
    "membership",
    "organisation",
)  # reasons that a name may have
_ANY: Final = "any"  # what stays as long as anything keeps the name
_NOT_TOLD: Final = frozenset(("search", "salt", "fingerprint"))


class Part(Struct, frozen=True):
    """Columns of a table that hold something of a person, and what stands there once it is erased."""

    table: Any
    of: Callable[[Select[tuple[int]]], Any]  # the condition that a row is of one of some parties
    values: dict[str, Any]
    kept_by: str = (
        ""  # code of the reason for which it stays (``domain.erasure.Kept``); empty: it goes at once
    )


def _gifts(people: Select[tuple[int]]) -> Any:
    return select(RecurringGiftRow.id).where(RecurringGiftRow.payer_id.in_(people))


def _members(people: Select[tuple[int]]) -> Any:
    return select(Membership.id).where(Membership.party_id.in_(people))


def _rules(people: Select[tuple[int]], by: Any) -> Any:
    return BankRule.payer_id.in_(people) & (by != "")


_MAIL: Final = {"address": "", "answer": ""}
# every table that holds something of a person beside ``party``; decision 0063 lists the others, and why they stay
PARTS: Final = (
    Part(
        FormerAddress,
        FormerAddress.party_id.in_,
        dict.fromkeys(PLACE, "") | dict.fromkeys(("since", "until")),
    ),
    Part(ImportCorrection, ImportCorrection.party_id.in_, {"stated": "", "taken": ""}),
    Part(RecurringGiftRow, RecurringGiftRow.payer_id.in_, {"end_reason": ""}),
    # by what a line of the bank was known to be his: an account or words, of which a rule always has one
    Part(BankRule, lambda people: _rules(people, BankRule.iban), {"iban": "–", "is_active": False}),
    Part(BankRule, lambda people: _rules(people, BankRule.words), {"words": "–", "is_active": False}),
    Part(Mandate, Mandate.payer_id.in_, {"document": "", "end_reason": "", "suspended_reason": ""}),
    Part(Mandate, Mandate.payer_id.in_, {"signed_on": None}, "mandates"),
    Part(
        MandateTerms,
        lambda people: MandateTerms.mandate_id.in_(select(Mandate.id).where(Mandate.payer_id.in_(people))),
        {"reference": "", "iban": "", "bic": "", "reason": ""},
        "mandates",
    ),
    Part(
        CollectionLine,
        lambda people: CollectionLine.gift_id.in_(_gifts(people)),
        {"iban": "", "bic": ""},
        "vouchers",
    ),
    Part(
        CollectionRun,  # its file names all who are debited with it
        lambda people: CollectionRun.id.in_(
            select(CollectionLine.run_id).where(CollectionLine.gift_id.in_(_gifts(people)))
        ),
        {"content": ""},
        "vouchers",
    ),
    Part(DebitNotice, lambda people: DebitNotice.gift_id.in_(_gifts(people)), _MAIL),
    Part(RecurringPause, lambda people: RecurringPause.gift_id.in_(_gifts(people)), {"reason": ""}),
    Part(
        InstalmentDecision,
        lambda people: InstalmentDecision.gift_id.in_(_gifts(people)) & (InstalmentDecision.reason != ""),
        {"reason": "–", "taken_back_reason": ""},
    ),
    Part(  # a reason tells a payment that is set apart from one that is named
        InstalmentDecision,
        lambda people: InstalmentDecision.gift_id.in_(_gifts(people)) & (InstalmentDecision.reason == ""),
        {"taken_back_reason": ""},
    ),
    Part(MembershipPause, lambda people: MembershipPause.membership_id.in_(_members(people)), {"reason": ""}),
    Part(DuesExemption, lambda people: DuesExemption.membership_id.in_(_members(people)), {"reason": ""}),
    Part(DuesCall, lambda people: DuesCall.membership_id.in_(_members(people)), _MAIL),
    Part(Circular, Circular.party_id.in_, _MAIL),
    Part(
        ReceiptDelivery,
        lambda people: ReceiptDelivery.receipt_id.in_(
            select(TaxReceipt.id).where(TaxReceipt.payer_id.in_(people))
        ),
        _MAIL,
        "receipts",
    ),
    Part(
        ExpenseTrip,
        lambda people: ExpenseTrip.claim_id.in_(
            select(ExpenseClaim.id).where(ExpenseClaim.party_id.in_(people))
        ),
        {"plate": "", "purpose": ""},
        "vouchers",
    ),
    Part(
        Situation,
        Situation.party_id.in_,
        {"former_name": "", "former_legal_form": ""},
        _ANY,
    ),
)


def erase_person(write: Write, row: Any, kept: Collection[str], gone: Gone) -> tuple[str, ...]:
    """Erase what may go of a person, under all records of his; ``erase_trail`` takes what the trail said of it.

    Args:
        write: the transaction.
        row: of ``party``, with ``ref``; the record that counts.
        kept: codes of the reasons why name and address stay; none: they go too.
        gone: filled with the keys of all rows of his, by table, for ``erase_trail``.

    Returns:
        The fields of the record that held something.
    """
    records = [row, *_merged_into(write, row.id)]
    erased = [
        _erase_record(write, one, WHOLE if not kept else AT_ONCE if one is row else MERGED) for one in records
    ]
    gone[Party].update(one.id for one in records)
    of_him = select(Party.id).where(Party.id.in_([one.id for one in records]))
    for part in PARTS:
        if not ({*kept} if part.kept_by == _ANY else part.kept_by in kept):
            gone[part.table].update(_erase_part(write, part, of_him, f"party:{row.ref}"))
    if not kept:
        gone[TaxReceipt].update(erase_receipts(write, of_him, kind=KIND, name=f"party:{row.ref}"))
    return erased[0]


def people_rows(write: Write, keys: Collection[int]) -> list[Any]:
    """Return the rows of ``party`` of some records that count, with ``ref``, locked until the end."""
    query = select(Party.__table__, Party.ref).where(Party.id.in_(keys)).order_by(Party.id)
    return list(write.session.execute(query.with_for_update()))


def erase_people(write: Write, keys: Collection[int]) -> int:
    """Erase people whole, and all that the trail said of them; return how many of its lines went."""
    gone: Gone = defaultdict(set)
    for row in people_rows(write, keys):
        erase_person(write, row, (), gone)
    return erase_trail(write, gone)


def _merged_into(write: Write, leader_id: int) -> list[Any]:
    query = select(Party.__table__, Party.ref).where(Party.leader_id == leader_id, Party.id != leader_id)
    return list(write.session.execute(query.with_for_update()))


def _erase_record(write: Write, row: Any, values: dict[str, Any]) -> tuple[str, ...]:
    """Change what is not erased yet, and return the names of the fields that changed."""
    if row.kind != "couple":
        values = {**values, "second_first_name": ""} if "second_first_name" in values else values
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    told = tuple(changed)
    if not changed and row.salt.startswith(f"{row.version}:"):
        return ()  # erased before, and not touched since
    if "last_name" in changed:
        changed["search"] = fold(row.ref)
    # what was asked when it was recorded tells names too; what erased lines held must not be guessed
    changed |= {"fingerprint": token_hex(16), "salt": f"{row.version + 1}:{salt()}"}
    name = f"party:{row.ref}"
    write.change(Party, row.id, changed, kind=KIND, name=name, seen=row.version)
    ends = [channel for channel in CHANNELS if f"consent_{channel}" in changed]
    said = [consent_row(write, row.id, channel, given=False, source="erasure") for channel in ends]
    if said:
        write.add(Record("party.consent", name, {Consent: said}))
    if "search" in changed:
        write_words(write, [row.id])
    return told


def _erase_part(write: Write, part: Part, people: Select[tuple[int]], name: str) -> Iterator[int]:
    """Erase some columns of rows of a person, and yield the keys of all those rows."""
    table = part.table.__table__
    for found in write.session.execute(select(table).where(part.of(people)).order_by(table.c.id)).all():
        said = {one: value for one, value in part.values.items() if _is_said(getattr(found, one), value)}
        if said:
            if table.name in ERASABLE:
                write.begin_erasing()
            if "salt" in table.c:
                said["salt"] = salt()
            elif part.table in (FormerAddress, Situation):
                said["key"] = uuid4()  # drawn at random, as that of the act was, which goes with the line
            write.change(part.table, found.id, said, kind=KIND, name=name)
        yield found.id


def _is_said(stands: Any, erased: Any) -> bool:
    return stands not in ("", None, erased)
