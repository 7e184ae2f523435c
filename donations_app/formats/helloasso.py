"""Exports of HelloAsso, and of other platforms by the same columns: payments, memberships, tickets, from 2019 to 2026.

Source: files as the platform gave them, gathered from public fixtures (read 2026-11-30). A file of payments has a
line for each payment; one of members or tickets a line for each of them, gathered here by order.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.domain.folding import fold
from donations_app.domain.money import ZERO, Money
from donations_app.domain.platforms import (
    ARRIVED,
    FREE,
    OFFLINE,
    PAID,
    REFUNDED,
    STATUSES,
    TEST,
    Item,
    Payer,
    PlatformPayment,
    without_promo,
)
from donations_app.domain.storage_errors import FileRefused
from donations_app.domain.typed import TypedError, clean_text, is_blank, is_zero, parse_date, parse_yes_no
from donations_app.formats.columns import Cells, coded
from donations_app.formats.countries import country_of
from donations_app.formats.lines import Rejected, has_power
from donations_app.formats.platform_columns import (
    CAMPAIGN_WORDS,
    DAYS,
    METHOD_WORDS,
    STATUS_WORDS,
    options_of,
    positions_of,
)
from donations_app.formats.tables import Table, TableRow

_TEXTS: Final = (
    "order",
    "payment",
    "campaign",
    "tariff",
    "organisation",
    "phone",
    "address",
    "postcode",
    "city",
)
_NAMES: Final = ("last_name", "first_name")
_MOST_FAULTS: Final = 100_000
_NEVER_ONLINE: Final = ("cash", "cheque")  # no platform collects them: the association got them itself
_MINUS: Final = "-\u2212"


class Export(Struct):
    """What a file tells: payments in its order, and what cannot be taken."""

    payments: list[PlatformPayment]
    rejected: list[Rejected]
    headings: dict[str, str]  # of the columns that are there, as the file writes them
    again: dict[int, int] = field(default_factory=dict)  # lines that say what an earlier line said
    further: dict[int, int] = field(default_factory=dict)  # lines of an order whose first line is another


class _Row(Struct, frozen=True):
    """One line, before those of an order are gathered."""

    payment: PlatformPayment
    total: Money | None  # stated; ``None``: the layout has none


def read_export(table: Table, decided: Mapping[str, str], *, today: date) -> Export:
    """Return what an export tells; of a payment of which a line is refused, nothing.

    Args:
        table: the file.
        decided: by heading, the column of ``platform_columns.FIELDS`` that it means, where it is not what it says.
        today: no payment is later than the day after.

    Raises:
        InputRefused: a column is decided that there is not.
        FileRefused: it is no export of a platform, or has more faults than anybody could correct.
    """
    columns = positions_of(table, decided)
    reader = _Reader(table, columns, today)
    found = Export([], [], {name: table.headers[place] for name, place in columns.items()})
    groups: dict[str, list[_Row]] = {}
    broken: set[str] = set()
    for row in table.rows:
        if len(found.rejected) > _MOST_FAULTS:
            raise FileRefused(table.path, "too_many_faults", row.line, str(_MOST_FAULTS))
        read, problems = reader.read(row)
        found.rejected += problems
        if read is None:
            broken.add(reader.number)
        else:
            groups.setdefault(read.payment.number, []).append(read)
    for number, rows in groups.items():
        if number not in broken:
            _gather(rows, found)
    return found


def _gather(rows: Sequence[_Row], found: Export) -> None:
    """Make one payment of the lines that bear its number."""
    kept = [rows[0]]
    for row in rows[1:]:
        is_again = row.payment.payment and replace(row.payment, line=kept[0].payment.line) == kept[0].payment
        if is_again:
            found.again[row.payment.line] = kept[0].payment.line
        else:
            kept.append(row)
    first, statuses = kept[0].payment, {row.payment.status for row in kept}
    if len(statuses) > 1 and not first.payment:  # of an order some items were cancelled
        kept = [row for row in kept if row.payment.status in (PAID, OFFLINE)] or kept
        found.further |= {row.payment.line: first.line for row in rows if row not in kept}
        first = kept[0].payment
    whole = replace(
        first,
        items=tuple(item for row in kept for item in row.payment.items),
        tip=Money.total(row.payment.tip for row in kept) if len(kept) > 1 else first.tip,
        fee=Money.total(row.payment.fee for row in kept) if not first.payment else first.fee,
        has_receipt=any(row.payment.has_receipt for row in kept),
    )
    totals = {row.total for row in kept}
    if problem := _sum_problem(whole, totals, statuses if first.payment else set()):
        found.rejected += [Rejected(row.payment.line, "total", *problem) for row in kept]
        return
    found.further |= {row.payment.line: first.line for row in kept[1:]}
    found.payments.append(whole)


def _sum_problem(
    whole: PlatformPayment, totals: set[Money | None], statuses: set[str]
) -> tuple[str, str, tuple[tuple[str, object], ...]] | None:
    """Return how the items of a payment differ from its total; a tip may be counted in it or not."""
    if len(totals) > 1 or len(statuses) > 1:
        return whole.number, "lines_of_payment_differ", ()
    (total,) = totals
    if total is None or total in (whole.amount, whole.amount + whole.tip):
        return None
    return str(total.cents), "items_differ", (("items_cents", whole.amount.cents),)


class _Reader:
    """Reads the lines of one file."""

    def __init__(self, table: Table, columns: Mapping[str, int], today: date) -> None:
        self._options = [f"option {number}" for number, _place in enumerate(options_of(table, columns), 1)]
        places = zip(self._options, options_of(table, columns), strict=True)
        self._columns = {**columns, **dict(places)}
        self._written, self._today = table.written, today
        self._has_amounts = "total" in columns or "price" in columns
        self.number = ""  # of the line that was read last

    def read(self, row: TableRow) -> tuple[_Row | None, list[Rejected]]:
        """Return what a line tells, or what is wrong with it."""
        self.number = ""
        if row.problem:
            return None, [Rejected(row.line, "", ";".join(row.cells)[:80], row.problem)]
        cells = Cells(self._columns, row.cells, row.marks, self._written)
        texts = {name: self._text(cells, name) for name in (*_TEXTS, *_NAMES)}
        self.number = texts["payment"] or texts["order"]
        for name in ("order", "payment"):
            if has_power(texts[name]):
                cells.note(name, texts[name][:80], "digits_lost")
        if not self.number:
            cells.note("order", "", "missing")
        payment = self._payment(row.line, cells, texts)
        stated = self._money(cells, "total")
        if cells.problems:
            return None, [Rejected(row.line, *problem) for problem in cells.problems]
        items = self._items(cells, texts["tariff"], stated)
        if items is None or cells.problems:
            problems = cells.problems or [("promo", cells.raw("promo")[:80], "promo_too_large", ())]
            return None, [Rejected(row.line, *problem) for problem in problems]
        return _Row(replace(payment, items=items), stated), []

    def _text(self, cells: Cells, name: str) -> str:
        return str(cells.read(name, partial(clean_text, limit=200), ""))

    def _payment(self, line: int, cells: Cells, texts: Mapping[str, str]) -> PlatformPayment:
        days = {name: cells.read(name, parse_date, None, today=self._today) for name in DAYS}
        status = self._status(cells)
        paid_out = fold(cells.raw("paid_out"))
        method = _method(cells.raw("method"))
        by_itself = _NEVER_ONLINE if "paid_out" in self._columns else (*_NEVER_ONLINE, "transfer")
        is_offline = status == OFFLINE or paid_out == "hors ligne" or method in by_itself
        if days["paid_on"] is None and not cells.problems:
            cells.note("paid_on", "", "missing")
        return PlatformPayment(
            line=line,
            order=texts["order"],
            payment=texts["payment"],
            status=status,
            paid_on=days["paid_on"],
            paid_out_on=None if is_offline else days["paid_out_on"],
            is_offline=is_offline,
            method=method if is_offline else "",
            payer=self._payer(cells, texts),
            campaign=texts["campaign"],
            tip=self._money(cells, "tip") or ZERO,
            fee=self._money(cells, "fee") or ZERO,
            refunded=self._money(cells, "refunded") or ZERO,
            refunded_on=days["refunded_on"],
            has_receipt=_has_receipt(cells),
            has_amounts=self._has_amounts,
        )

    def _status(self, cells: Cells) -> str:
        """Return what became of a payment; a word that nobody knows is refused, never guessed."""
        said = cells.raw("status")
        if fold(cells.raw("method")) == TEST:
            return TEST
        status = STATUS_WORDS.get(fold(said), said.strip() if said.strip() in STATUSES else "")
        if not status:
            cells.note("status", said[:80], "status_unknown" if said.strip() else "missing")
        return status

    def _payer(self, cells: Cells, texts: Mapping[str, str]) -> Payer:
        email = self._text(cells, "email") or self._text(cells, "other_email")
        texts_of_payer = {
            name: texts[name] for name in (*_NAMES, "organisation", "phone", "address", "postcode", "city")
        }
        return Payer(email=email, country=cells.read("country", country_of, ""), **texts_of_payer)

    def _items(self, cells: Cells, tariff: str, total: Money | None) -> tuple[Item, ...] | None:
        """Return what was paid for; ``None`` where a promo code is worth more than that."""
        kind = self._kind(cells)
        options = Money.total(self._money(cells, name) or ZERO for name in ("options", *self._options))
        extra = self._money(cells, "extra") or ZERO
        price = self._money(cells, "price")
        if price is None:  # a gift has no tariff: all of it that is nothing else
            tip = self._money(cells, "tip") or ZERO
            price = max(ZERO, (total or ZERO) - options - extra - tip) if kind == "donation" else ZERO
        promo = self._money(cells, "promo") or ZERO
        if total is None or total != price + options + extra:  # else the price is the one that was paid
            paid = without_promo(price, options, promo)
            if paid is None:
                return None
            price, options = paid
        items = ((kind, price, tariff), (kind, options, ""), ("donation", extra, ""))
        if not kind and (price or options):
            cells.note("campaign_type", cells.raw("campaign_type")[:80], "campaign_type_unknown")
        return tuple(Item(*item) for item in items if item[1])

    def _kind(self, cells: Cells) -> str:
        """Return what the items of a campaign are; empty: nobody knows."""
        if said := fold(cells.raw("campaign_type")):
            return CAMPAIGN_WORDS.get(said, "")
        if "campaign_type" in self._columns:
            return ""
        return "ticket" if "ticket" in self._columns else "membership"

    def _money(self, cells: Cells, name: str) -> Money | None:
        """Return an amount of a cell, a reduction without its sign; ``None`` where nothing stands there."""
        typed = cells.raw(name).strip()
        if is_blank(typed):
            return None
        if is_zero(typed):
            return ZERO
        if name == "promo" and typed[0] in _MINUS:
            return self._amount(name, typed[1:], cells)
        return Money(cells.money(name))

    def _amount(self, name: str, typed: str, cells: Cells) -> Money:
        alone = Cells({name: 0}, (typed,), None, self._written)
        cents = alone.money(name)
        cells.problems.extend(alone.problems)
        return Money(cents)


def _method(said: str) -> str:
    """Return the code of a way of paying."""
    return METHOD_WORDS.get(fold(said)) or coded("method", said)


def _has_receipt(cells: Cells) -> bool:
    """Tell whether the platform says that it issued a receipt."""
    if not is_blank(cells.raw("receipt_number")):
        return True
    said = cells.raw("receipt").strip()
    try:
        return bool(said) and parse_yes_no(said)
    except TypedError:
        return True  # a link to it, or its name


def campaigns_of(payments: Sequence[PlatformPayment]) -> list[str]:
    """Return the campaigns of some payments, in the order in which they come; without a name none."""
    return [name for name in dict.fromkeys(payment.campaign for payment in payments) if name]


def left_out(payment: PlatformPayment) -> str:
    """Return why nothing is to be recorded of a payment, whatever the books say, or nothing."""
    if payment.status in (PAID, OFFLINE) and payment.has_amounts and not payment.amount:
        return FREE
    return "" if payment.status in (*ARRIVED, REFUNDED) else payment.status
