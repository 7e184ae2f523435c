"""The rows of plain payments, a column of many payments at a time: what ``payment_rows`` makes of each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.plain_payments import PlainPayment
from donations_app.domain.private_share import money_origin
from donations_app.formats.lines import keys_of
from donations_app.formats.plain_drafts import whole_of
from donations_app.services.books.alike_rows import AlikeRows
from donations_app.services.books.directory import Directory
from donations_app.services.payments.payment_rows import payment_record


def plain_records(
    write: Write,
    drafts: Sequence[PlainPayment],
    fingerprints: Sequence[str],
    directory: Directory,
    *,
    today: date,
) -> Alikes:
    """Return the rows of plain payments, one at least, whose references were checked.

    Args:
        write: the transaction.
        drafts: what arrived.
        fingerprints: of the drafts, in their order.
        directory: what the drafts refer to.
        today: the day of recording.
    """
    first = payment_record(write, whole_of(drafts[0]), directory, today=today, fingerprint=fingerprints[0])
    rows = AlikeRows(write, first, len(drafts))
    values = _Values(drafts, directory, today)
    varying: dict[Any, dict[str, Sequence[Any]]] = {
        Payment: values.of_payments() | {"fingerprint": fingerprints},
        PaymentLine: values.of_lines() | {"payment_id": rows.ids[Payment]},
        Allocation: values.of_allocations() | {"line_id": rows.ids[PaymentLine]},
    }
    return rows.records([f"payment:{one.ref}" for one in drafts], varying)


class _Values:
    """What differs of plain payments, by columns, with the keys of what they name."""

    def __init__(self, drafts: Sequence[PlainPayment], directory: Directory, today: date) -> None:
        self._directory, self._today = directory, today
        values = zip(*drafts, strict=True)
        self._drafts: dict[str, Sequence[Any]] = dict(zip(PlainPayment._fields, values, strict=True))
        self._payers = {ref: directory.payer(ref) for ref in set(self._drafts["payer"])}
        self._offices = [directory.offices[code] for code in self._drafts["office"]]

    def of_payments(self) -> dict[str, Sequence[Any]]:
        """Return the columns of the payments."""
        drafts = self._drafts
        ids = {ref: payer.id if payer else None for ref, payer in self._payers.items()}
        asked = ("received_on", "credited_on", "method", "amount", "cheque_number", "bank")
        return {
            **{name: drafts[name] for name in asked},
            "office_id": self._offices,
            "key": keys_of("payment", drafts["ref"]),
            "other_ref": drafts["ref"],
            "payer_id": [ids[ref] for ref in drafts["payer"]],
        }

    def of_lines(self) -> dict[str, Sequence[Any]]:
        """Return the columns of the one line of each payment."""
        asked = {name: self._drafts[name] for name in ("kind", "amount", "description")}
        return {**asked, "office_id": self._offices}

    def of_allocations(self) -> dict[str, Sequence[Any]]:
        """Return the columns of where the cents of each payment go: to one place, or to the general fund."""
        drafts, directory = self._drafts, self._directory
        associations = {ref: directory.parties[ref].id if ref else None for ref in set(drafts["association"])}
        projects = {code: directory.projects[code] if code else None for code in set(drafts["project"])}
        came_on = [
            received or credited
            for received, credited in zip(drafts["received_on"], drafts["credited_on"], strict=True)
        ]
        return {
            "office_id": self._offices,
            "project_id": [projects[code] for code in drafts["project"]],
            "association_id": [associations[ref] for ref in drafts["association"]],
            "kind": drafts["kind"],
            "payer_kind": [payer.kind if (payer := self._payers[ref]) else "" for ref in drafts["payer"]],
            "money_origin": self._origins(came_on),
            "amount": drafts["amount"],
            "decided_on": [directory.open_day(min(day, self._today)) for day in came_on],
        }

    def _origins(self, days: Sequence[date]) -> list[str]:
        """Return where the money of each payment comes from: a payment has the origin of its own day."""
        known: dict[tuple[str, str, date | None], str] = {}
        found = []
        for ref, kind, day in zip(self._drafts["payer"], self._drafts["kind"], days, strict=True):
            payer = self._payers[ref]
            place = (ref, kind, day if payer and payer.origins else None)
            origin = known.get(place)
            if origin is None:
                payer_kind, stated = (payer.kind, payer.origin_on(day)) if payer else ("", "")
                origin = known[place] = money_origin(kind, payer_kind, stated)
            found.append(origin)
        return found
