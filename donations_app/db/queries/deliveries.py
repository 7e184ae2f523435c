"""Receipts on their way to the donors: what was done with each, and what was issued, to be sent as it is."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from donations_app.db.documents import Documents
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find
from donations_app.db.tables import (
    Allocation,
    Party,
    Project,
    ReceiptCancellation,
    ReceiptDelivery,
    ReceiptLine,
    TaxReceipt,
)
from donations_app.domain.deaths import addressee, is_deceased
from donations_app.domain.deliveries import Deliverable, Delivery, Return
from donations_app.domain.emails import mailbox
from donations_app.domain.errors import NotFound, reading
from donations_app.domain.money import ZERO
from donations_app.domain.parties import display_name
from donations_app.domain.receipt_content import Address
from donations_app.words.names import said_name

T = TypeVar("T")
_BLOCK = 500  # keys in one question
_WHO: Final = (*name_columns(), Party.deceased_on, Party.second_deceased_on)

# of a project in French, English and Arabic; three empty ones: the general fund
Titles = tuple[str, str, str]


def deliverables(
    session: Session, *, year: int | None = None, numbers: Sequence[str] | None = None, payer: str = ""
) -> list[Deliverable]:
    """Return receipts with what decides how they may reach their donors, in the order of the register.

    Args:
        session: an open view.
        year: of the gifts; ``None`` for all.
        numbers: only these; ``None`` for all.
        payer: only the party of this reference.

    Raises:
        NotFound: one of the numbers is not among them, or nobody has the reference.
    """
    query = _receipts()
    if year is not None:
        query = query.where(TaxReceipt.year == year)
    if payer:
        key = find(session, Party, payer)
        if key is None:
            raise NotFound("party", payer)
        query = query.where(Party.id == key)
    if numbers is None:
        rows = list(session.execute(query))
    else:
        wanted = list(dict.fromkeys(numbers))
        rows = [
            row
            for block in _blocks(wanted)
            for row in session.execute(query.where(TaxReceipt.number.in_(block)))
        ]
        found = {row.number for row in rows}
        for number in wanted:
            if number not in found:
                raise NotFound("receipt", number)
    deliveries = _deliveries(session, [row.id for row in rows])
    returned = returned_mail(session)
    return [_deliverable(row, deliveries.get(row.id, ()), returned) for row in rows]


def _receipts() -> Select[Any]:
    query = (
        select(
            TaxReceipt.id, TaxReceipt.office_id, TaxReceipt.number, TaxReceipt.year, TaxReceipt.amount,
            TaxReceipt.content, Party.ref, Party.language, Party.email, Party.consent_email,
            *_WHO, ReceiptCancellation.id.label("cancellation"),
        )
        .outerjoin(ReceiptCancellation, ReceiptCancellation.receipt_id == TaxReceipt.id)
        .order_by(TaxReceipt.series, TaxReceipt.n)
    )  # fmt: skip
    found: Select[Any] = joined_leader(query, TaxReceipt.payer_id)
    return found


def _blocks(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    return (keys[start : start + _BLOCK] for start in range(0, len(keys), _BLOCK))


def _deliveries(session: Session, receipt_ids: Sequence[int]) -> dict[int, tuple[Delivery, ...]]:
    found: defaultdict[int, list[Delivery]] = defaultdict(list)
    for block in _blocks(receipt_ids):
        query = select(
            ReceiptDelivery.receipt_id, ReceiptDelivery.channel, ReceiptDelivery.address, ReceiptDelivery.at,
            ReceiptDelivery.outcome, ReceiptDelivery.answer, ReceiptDelivery.returned_on,
        ).where(ReceiptDelivery.receipt_id.in_(block)).order_by(ReceiptDelivery.at, ReceiptDelivery.id)  # fmt: skip
        for receipt_id, *facts in session.execute(query):
            found[receipt_id].append(Delivery(*facts))
    return {receipt_id: tuple(several) for receipt_id, several in found.items()}


_RETURNS: Final = (
    select(
        ReceiptDelivery.address, ReceiptDelivery.outcome, ReceiptDelivery.returned_on, ReceiptDelivery.answer
    )
    .where(ReceiptDelivery.returned_on.is_not(None))
    .order_by(ReceiptDelivery.at, ReceiptDelivery.id)
)


def returned_mail(session: Session) -> dict[str, Return]:
    """Return what came back from each mailbox, unless it was taken back since."""
    found: dict[str, Return] = {}
    for address, outcome, on, words in session.execute(_RETURNS):
        if outcome == "returned":
            found[mailbox(address)] = Return(on, words)
        else:
            found.pop(mailbox(address), None)
    return found


def numbers_mailed_to(session: Session, address: str) -> list[str]:
    """Return the numbers of the receipts of which an e-mail went to a mailbox, however it is written."""
    query = (
        select(TaxReceipt.number, ReceiptDelivery.address)
        .join(ReceiptDelivery, ReceiptDelivery.receipt_id == TaxReceipt.id)
        .where(ReceiptDelivery.channel == "email")
        .order_by(TaxReceipt.series, TaxReceipt.n)
    )
    wanted = mailbox(address)
    found = (number for number, to in session.execute(query) if mailbox(to) == wanted)
    return list(dict.fromkeys(found))


@reading("content of a receipt")
def _deliverable(row: Any, deliveries: tuple[Delivery, ...], returned: Mapping[str, Return]) -> Deliverable:
    donor = json.loads(row.content)["donor"]
    address = Address(**{**donor["address"], "lines": tuple(donor["address"]["lines"])})
    return Deliverable(
        id=row.id,
        office_id=row.office_id,
        number=row.number,
        year=row.year,
        amount=row.amount,
        payer=row.ref,
        name=donor["name"],
        addressee=addressee(row, donor["name"]),
        called=addressee(row, said_name(row, row.language)) if display_name(row) == donor["name"] else "",
        sorted_as=f"{donor['last_name']} {donor['first_names']}".strip() or donor["name"],
        address=address,
        is_cancelled=row.cancellation is not None,
        language=row.language,
        email=row.email,
        consents_to_email=row.consent_email,
        is_deceased=is_deceased(row),
        deliveries=deliveries,
        returned=returned.get(mailbox(row.email)) if row.email else None,
    )


def issued_documents(
    session: Session, receipt_ids: Sequence[int], *, place: str = ""
) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield key, base and tail of issued documents, in the order asked for; a base is read once.

    Args:
        session: an open view.
        receipt_ids: of the receipts.
        place: of the books, named when bytes are no longer those that were issued.

    Raises:
        BooksDamaged: the stored bytes of one are not those that were issued.
    """
    kept = Documents(session, place)
    for block in _blocks(receipt_ids):
        query = select(
            TaxReceipt.id, TaxReceipt.number, TaxReceipt.base_id, TaxReceipt.tail, TaxReceipt.sha256
        )
        rows = {row.id: row for row in session.execute(query.where(TaxReceipt.id.in_(block)))}
        for receipt_id in block:
            row = rows[receipt_id]
            yield receipt_id, kept.base(row.base_id).content, kept.tail(row)


def projects_of(session: Session, receipt_ids: Sequence[int]) -> dict[int, list[Titles]]:
    """Return for each receipt the projects to which its money is allocated now, the largest part first."""
    found: defaultdict[int, list[Titles]] = defaultdict(list)
    total = func.sum(Allocation.amount)
    for block in _blocks(receipt_ids):
        query = (
            select(ReceiptLine.receipt_id, Project.title_fr, Project.title_en, Project.title_ar)
            .join(Allocation, Allocation.line_id == ReceiptLine.line_id)
            .outerjoin(Project, Project.id == Allocation.project_id)
            .where(ReceiptLine.receipt_id.in_(block))
            .group_by(
                ReceiptLine.receipt_id, Project.id, Project.title_fr, Project.title_en, Project.title_ar
            )
            .having(total > ZERO)
            .order_by(ReceiptLine.receipt_id, total.desc(), Project.id)
        )
        for receipt_id, *titles in session.execute(query):
            french, english, arabic = (title or "" for title in titles)
            found[receipt_id].append((french, english, arabic))
    return dict(found)
