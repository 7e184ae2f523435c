"""All that the books hold of one person, handed to who asks for it: as data, as a page to read, and his receipts.

RGPD art. 15 (access) and 20 (a structured, common, machine-readable format); read 2026-11. Of those who recorded it
only the office is said, and of others nothing: a couple is one party, both of whom the data are of.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.mandate_list import MandateRow
from donations_app.db.queries.person_card import PersonCard, person_card
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.settings import organisation
from donations_app.db.tables import ReceiptDelivery, TaxReceipt
from donations_app.domain.errors import ReceiptErased
from donations_app.domain.numbers import file_name
from donations_app.domain.parties import PartyDraft
from donations_app.domain.structs import asdict
from donations_app.services.audit.trace import plain
from donations_app.services.exchange.own_page import page_of
from donations_app.services.payments.mandates import standing_mandates

_OF_PAYMENT: Final = (
    "ref", "received_on", "credited_on", "method", "cheque_number", "amount", "kinds", "dues_years", "projects",
    "receipt", "office", "state", "refunded",
)  # fmt: skip
_OF_GIFT: Final = (
    "ref", "amount", "frequency", "day", "method", "first_on", "last_on", "project", "end_reason",
)  # fmt: skip


class OwnData(Struct, frozen=True):
    """What was handed out of somebody."""

    ref: str
    language: str
    data: dict[str, Any]  # as JSON names it: money in cents, days and instants in ISO 8601
    documents: tuple[tuple[str, bytes], ...]  # receipts by number, as they were issued


def own_data(books: Books, ref: str) -> OwnData:
    """Return all that the books hold of somebody, in one consistent view.

    Raises:
        NotFound: there is nobody of that reference.
        BooksDamaged: a document is no longer the one that was issued.
        NotAllowed: the login does not see what other offices hold of him.
    """
    books.check_sees_all()
    today = books.today
    with books.read() as session:
        draft, _version = party_draft(session, ref)
        card = person_card(session, ref, today=today)
        documents = tuple(
            (one.number, content)
            for one in card.receipts
            if (content := _document(session, one.number, books.name))
        )
        sent = _sent(session, [one.number for one in card.receipts])
        data = _data(draft, card, sent, today) | {
            "mandates": _of_mandates(standing_mandates(session, on=today, payer=ref)),
            "held_by": organisation(session, today).name,
        }
    return OwnData(draft.ref or ref, draft.language, data, documents)


def write_own_data(books: Books, ref: str, out: BinaryIO) -> OwnData:
    """Write ``data.json``, ``data.html`` in the person's language and the receipts into a ZIP.

    Raises:
        As ``own_data``.
        OSError: the file does not take it.
    """
    found = own_data(books, ref)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(found.data, ensure_ascii=False, indent=1))
        archive.writestr("data.html", page_of(found.data, found.language))
        for number, content in found.documents:
            archive.writestr(f"receipts/{file_name(number)}.pdf", content)
    return found


def _document(session: Session, number: str, place: str) -> bytes:
    try:
        return document(session, number, place=place)
    except ReceiptErased:
        return b""


def _sent(session: Session, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return how receipts reached the person."""
    columns = (ReceiptDelivery.channel, ReceiptDelivery.address, ReceiptDelivery.at, ReceiptDelivery.outcome)
    query = select(TaxReceipt.number, *columns).join(
        ReceiptDelivery, ReceiptDelivery.receipt_id == TaxReceipt.id
    )
    found = session.execute(query.where(TaxReceipt.number.in_(numbers)).order_by(ReceiptDelivery.id))
    return [plain(dict(row)) for row in found.mappings()]


def _of_mandates(found: Sequence[MandateRow]) -> list[dict[str, Any]]:
    """Return each of the terms that mandates ever had, the first of a mandate since its signature."""
    return [
        plain(
            asdict(terms)
            | {
                "since": terms.since or mandate.facts.signed_on,
                "signed_on": mandate.facts.signed_on,
                "document": mandate.document,
                "gifts": mandate.gifts,
                "state": mandate.state,
                "suspended_reason": mandate.suspended_reason,
                "end_reason": mandate.end_reason,
            }
        )
        for mandate in found
        for terms in mandate.facts.terms
    ]


def _data(draft: PartyDraft, card: PersonCard, sent: list[dict[str, Any]], today: date) -> dict[str, Any]:
    facts = {name: getattr(draft, name) for name in draft.__struct_fields__ if name != "key"}
    return {
        "on": today.isoformat(),
        "person": plain({name: value for name, value in facts.items() if value not in ("", None)})
        | {"name": card.name},
        "addresses": _all(card.addresses),
        "consents": _all(card.consents),
        "situations": _all(card.situations),
        "dues": _all(card.dues),
        "payments": [_some(one, _OF_PAYMENT) for one in card.payments],
        "recurring": [_some(gift, _OF_GIFT) for one in card.recurring for gift in one.terms],
        "receipts": _all(card.receipts),
        "sent": sent,
        "letters": [*_all(card.calls), *_all(card.circulars)],
        "other_records": _all(card.formers),
        "history": [
            {
                "at": one.at.isoformat(),
                "office": one.office,
                "what": one.kind,
                "changes": [plain(asdict(of)) for of in one.changes],
            }
            for one in card.entries
        ],
    }


def _all(found: Sequence[Any]) -> list[Any]:
    return [plain(asdict(one)) for one in found]


def _some(one: Any, names: Sequence[str]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = plain({name: _of_money(getattr(one, name)) for name in names})
    return found


def _of_money(value: Any) -> Any:
    """Return money as ``plain`` takes it."""
    return {"cents": value.cents} if hasattr(value, "cents") else value
