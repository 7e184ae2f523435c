"""The rows of plain payments, a column of many payments at a time: what ``payment_rows`` makes of each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from donations_app.db.columns import Alike, Columns, named
from donations_app.db.journal import Write
from donations_app.db.records import Alikes
from donations_app.db.tables import Allocation, Payment, PaymentLine
from donations_app.domain.money import ZERO
from donations_app.domain.plain_payments import PlainPayment
from donations_app.domain.private_share import money_origin
from donations_app.formats.lines import keys_of
from donations_app.services.books.directory import Directory

_EMPTY, _NONE = Alike(""), Alike(None)


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
    rows = _Rows(write, drafts, directory, today)
    names = [f"payment:{one.ref}" for one in drafts]
    return Alikes("payment.recorded", names, [rows.payments(fingerprints), rows.lines(), rows.allocations()])


class _Rows:
    """Plain payments by columns, with the keys of what they name and of their rows."""

    def __init__(
        self, write: Write, drafts: Sequence[PlainPayment], directory: Directory, today: date
    ) -> None:
        self._write, self._directory, self._today = write, directory, today
        self._count = len(drafts)
        values = zip(*drafts, strict=True)
        self._drafts: dict[str, Sequence[Any]] = dict(zip(PlainPayment._fields, values, strict=True))
        self._payers = {ref: directory.payer(ref) for ref in set(self._drafts["payer"])}
        self._payment_ids = write.ids(Payment, self._count)
        self._line_ids = write.ids(PaymentLine, self._count)
        self._offices = [directory.offices[code] for code in self._drafts["office"]]

    def payments(self, fingerprints: Sequence[str]) -> Columns:
        """Return the payments."""
        drafts = self._drafts
        ids = {ref: payer.id if payer else None for ref, payer in self._payers.items()}
        asked = ("received_on", "credited_on", "method", "amount", "cheque_number", "bank")
        texts = ("rate", "rate_source", "receipt_issued_by", "reversal", "reversal_reason", "return_code")
        columns: dict[str, Sequence[Any] | Alike] = {
            **{name: drafts[name] for name in asked},
            **dict.fromkeys(texts, _EMPTY),
            **dict.fromkeys(("rate_on", "cheque_date", "batch_id", "reverses_id", "refunds_id"), _NONE),
            "id": self._payment_ids,
            "office_id": self._offices,
            "key": keys_of("payment", drafts["ref"]),
            "other_ref": drafts["ref"],
            "payer_id": [ids[ref] for ref in drafts["payer"]],
            "currency": Alike("EUR"),
            "fingerprint": fingerprints,
        }
        return named(Payment, self._count, columns)

    def lines(self) -> Columns:
        """Return the one line of each payment."""
        texts = ("counterpart_kind", "evidence", "valued_by")
        columns: dict[str, Sequence[Any] | Alike] = {
            **{name: self._drafts[name] for name in ("kind", "amount", "description")},
            **dict.fromkeys(texts, _EMPTY),
            **dict.fromkeys(("dues_year", "foreign_minor"), _NONE),
            **dict.fromkeys(("earmarked_by_donor", "pass_through"), Alike(value=False)),
            "id": self._line_ids,
            "office_id": self._offices,
            "payment_id": self._payment_ids,
            "position": Alike(1),
            "counterpart": Alike(ZERO),
            "article": Alike("200"),
        }
        return named(PaymentLine, self._count, columns)

    def allocations(self) -> Columns:
        """Return where the cents of each payment go: to one place, or to the general fund."""
        drafts, directory = self._drafts, self._directory
        associations = {ref: directory.parties[ref].id if ref else None for ref in set(drafts["association"])}
        projects = {code: directory.projects[code] if code else None for code in set(drafts["project"])}
        came_on = [
            received or credited
            for received, credited in zip(drafts["received_on"], drafts["credited_on"], strict=True)
        ]
        columns: dict[str, Sequence[Any] | Alike] = {
            "id": self._write.ids(Allocation, self._count),
            "office_id": self._offices,
            "line_id": self._line_ids,
            "project_id": [projects[code] for code in drafts["project"]],
            "association_id": [associations[ref] for ref in drafts["association"]],
            "kind": drafts["kind"],
            "payer_kind": [payer.kind if (payer := self._payers[ref]) else "" for ref in drafts["payer"]],
            "money_origin": self._origins(came_on),
            "currency": Alike("EUR"),
            "amount": drafts["amount"],
            "foreign_minor": _NONE,
            "decided_on": [min(day, self._today) for day in came_on],
            "recorded_on": Alike(self._write.today),
            "move_key": _NONE,
            "reason": _EMPTY,
        }
        return named(Allocation, self._count, columns)

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
