"""The options of ``payments add``, and the payment that they state, each read as the entry form reads its field."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from msgspec import Struct, field

from donations_app.commands.usage import day_option
from donations_app.domain.currency_words import code_meant, means, split_currency
from donations_app.domain.dues import DuesYear
from donations_app.domain.entering import (
    METHODS_TYPED,
    OTHER_KINDS,
    days_of,
    fees_of,
    lines_of,
    parted,
    to_allocate,
)
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.payments import (
    ARTICLES,
    COUNTERPART_KINDS,
    IN_KIND_KINDS,
    AllocationDraft,
    LineDraft,
    PaymentDraft,
)
from donations_app.domain.rates import in_euros
from donations_app.domain.splitting import Part, PartsAbove, split
from donations_app.domain.typed import TypedError, clean_text, parse_amount, parse_percent, parse_rate
from donations_app.formats.currencies import currency_code
from donations_app.i18n import _

T = TypeVar("T")
_EURO: Final = "EUR"
_TEXTS: Final = ("rate_source", "cheque_number", "bank", "receipt_issued_by")
_OF_CHEQUES: Final = ("cheque_number", "cheque_date", "bank")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options; the name of each is that of the field of the draft, so that a refusal finds it."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--payer", metavar="REF|NAME", help=_("who paid: the reference, or the whole name"))
    who.add_argument("--anonymous", action="store_true", help=_("nobody knows who paid"))
    parser.add_argument("--amount", required=True, metavar="AMOUNT", help=_("such as 50, 12,50 or 500 DH"))
    parser.add_argument("--method", choices=METHODS_TYPED)
    for option, told in (
        ("--received-on", _("the day on which it was received, today if no day is given")),
        ("--credited-on", _("the day on which the bank had it")),
    ):
        parser.add_argument(option, type=day_option, metavar="DATE", help=told)
    parser.add_argument("--kind", choices=("donation", "dues", *OTHER_KINDS), help=_("a gift, if not given"))
    parser.add_argument(
        "--years", dest="dues_year", metavar="YEARS", help=_("of the dues: 2026, 2024-2026, 2024:15 2025:20")
    )
    parser.add_argument("--dues", metavar="AMOUNT", help=_("how much of it is dues, the rest being a gift"))
    parser.add_argument(
        "--project",
        action="append",
        default=[],
        metavar="CODE[/REF][:PART]",
        help=_("where it goes, once or several times: an amount, 40%%, or nothing for the rest"),
    )
    parser.add_argument("--donor-wish", action="store_true", help=_("the donor wished it so"))
    _add_rare(parser)


def _add_rare(parser: argparse.ArgumentParser) -> None:
    """Add what is rarely needed."""
    texts = (
        ("--cheque", "cheque_number", "N", _("the number of the cheque")),
        ("--bank", "bank", "NAME", _("the bank of the cheque")),
        ("--currency", "currency", "CODE", _("of the amount, such as MAD or DH")),
        ("--rate", "rate", "RATE", _("how much of the currency one euro is")),
        ("--rate-source", "rate_source", "TEXT", _("who published the rate")),
        ("--description", "description", "TEXT", _("what was given, or a note")),
        ("--valued-by", "valued_by", "NAME", _("who says what it is worth")),
        ("--evidence", "evidence", "TEXT", _("the paper that proves what it is worth")),
        ("--counterpart", "counterpart_value", "AMOUNT", _("what was given in return is worth")),
        ("--issued-by", "receipt_issued_by", "NAME", _("the platform that issued a receipt already")),
        ("--batch", "batch", "NAME", _("an open batch of the office; none if not given")),
    )
    for option, dest, metavar, told in texts:
        parser.add_argument(option, dest=dest, default="", metavar=metavar, help=told)
    parser.add_argument(
        "--counterpart-kind", choices=COUNTERPART_KINDS, help=_("of what was given in return")
    )
    parser.add_argument(
        "--article",
        choices=ARTICLES,
        default=ARTICLES[0],
        help=_("under which an individual asks for the receipt"),
    )
    parser.add_argument(
        "--pass-through",
        action="store_true",
        help=_("for somebody else: passed on to a person, or to a project of others"),
    )
    parser.add_argument(
        "--cheque-date", type=day_option, metavar="DATE", help=_("on the cheque, if it is another day")
    )
    parser.add_argument(
        "--rate-on", type=day_option, metavar="DATE", help=_("of the rate, if it is another day")
    )


class Reader(Struct):
    """Reads texts and keeps every refusal, so that all are told at once."""

    problems: list[Problem] = field(default_factory=list)

    def read(self, name: str, text: str | None, parse: Callable[[str], T]) -> T | None:
        """Return the value of a text, ``None`` where it is empty or cannot be taken."""
        if text is None or not text.strip():
            return None
        try:
            return parse(text)
        except TypedError as error:
            self.refuse(name, error.problem, text)
            return None

    def refuse(self, name: str, code: str, value: str = "", **data: Any) -> None:
        """Keep a refusal."""
        self.problems.append(Problem(name, code, value, data))

    def check(self) -> None:
        """Refuse all that was kept.

        Raises:
            InputRefused: something was.
        """
        if self.problems:
            raise InputRefused(self.problems)


def stated_draft(
    options: argparse.Namespace,
    *,
    payer: str,
    known: Sequence[DuesYear],
    batch: UUID | None,
    office: str,
    today: date,
) -> PaymentDraft:
    """Return the payment that the options state, under a new key.

    Args:
        options: of ``add_options``.
        payer: reference; empty: anonymous.
        known: years of dues of the payer.
        batch: the open batch it stands in.
        office: that records.
        today: the day of the payment where none is stated.

    Raises:
        InputRefused: some of them cannot be taken.
    """
    reader = Reader()
    kind, method = _kind(options, reader), _method(options, reader)
    given = _given(options, reader)
    texts: dict[str, Any] = {name: _text(reader, options, name) for name in _TEXTS}
    more = _of_line(options, reader)
    reader.check()
    return PaymentDraft(
        key=uuid4(),
        office=office,
        method=method,
        payer=payer,
        lines=_lines(options, given, kind, more, known),
        currency=given.currency,
        rate=given.rate,
        batch=batch,
        **_days(options, given.currency, method, today),
        **texts,
    )


def _days(options: argparse.Namespace, currency: str, method: str, today: date) -> dict[str, Any]:
    """Return its days: as stated, or today as the form takes its day; those of a rate and a cheque where it has one."""
    received_on, credited_on = options.received_on, options.credited_on
    if not (received_on or credited_on):
        received_on, credited_on = days_of(method, today, None)
    on = credited_on or received_on
    return {
        "received_on": received_on,
        "credited_on": credited_on,
        "rate_on": (options.rate_on or on) if currency != _EURO else None,
        "cheque_date": (options.cheque_date or received_on or on) if method == "cheque" else None,
    }


class _Given(Struct, frozen=True):
    """The amount as it is stated."""

    currency: str
    rate: str  # units of the currency for one euro; of euros nothing
    amount: Money | None  # of the currency; ``None``: refused
    dues: Money | None  # of it


def _given(options: argparse.Namespace, reader: Reader) -> _Given:
    currency, number = _currency(options, reader)
    rate = reader.read("rate", options.rate, parse_rate) or ""
    if currency != _EURO:
        for name in ("rate", "rate_source"):
            if not getattr(options, name).strip():
                reader.refuse(name, "missing")
    elif options.rate:
        reader.refuse("rate", "currency_forgotten", options.rate)
    amount = reader.read("amount", number, _amount)
    if not number.strip():
        reader.refuse("amount", "missing")
    dues = reader.read("dues", options.dues, _amount)
    if amount and dues and dues >= amount:
        reader.refuse("dues", "dues_above", options.dues)
    return _Given(currency, rate, amount, dues)


def _amount(text: str) -> Money:
    return Money(parse_amount(text))


def _lines(
    options: argparse.Namespace, given: _Given, kind: str, more: dict[str, Any], known: Sequence[DuesYear]
) -> tuple[LineDraft, ...]:
    """Return the lines of a payment whose amount can be read.

    Raises:
        InputRefused: the amount does not reach for the years, or the projects take more than it.
    """
    years, is_foreign = options.dues_year or "", given.currency != _EURO
    try:
        parts = parted(
            given.amount or ZERO,
            kind,
            dues=given.dues,
            years=years,
            fees={} if is_foreign else fees_of(known),
        )
    except TypedError as error:
        raise InputRefused([Problem("dues_year", error.problem, years)]) from error
    euros = [in_euros(part.minor, given.currency, given.rate) for part in parts]
    shared = _allocations(options.project, to_allocate(parts, euros))
    return lines_of(parts, euros, shared, by_wish=options.donor_wish, is_foreign=is_foreign, more=more)


def _kind(options: argparse.Namespace, reader: Reader) -> str:
    """Return the kind of what is no dues; nothing where all of it is dues."""
    kind: str = options.kind or ("dues" if options.dues_year and not options.dues else "donation")
    is_dues = kind == "dues" or bool(options.dues)
    if is_dues and not options.dues_year:
        reader.refuse("dues_year", "missing")
    elif options.dues_year and not is_dues:
        reader.refuse("dues_year", "dues_year_without_dues", options.dues_year)
    if options.dues and kind != "donation":
        reader.refuse("dues", "dues_beside_gift", options.dues)
    return "" if kind == "dues" else kind


def _method(options: argparse.Namespace, reader: Reader) -> str:
    """Return the way of paying; what is given in kind comes without a payment."""
    said = {name: value for name in _OF_CHEQUES if (value := getattr(options, name))}
    method: str = options.method or ("cheque" if said else "")
    if options.kind in IN_KIND_KINDS:
        if method:
            reader.refuse("method", "method_in_kind", method)
        return "none"
    if not method:
        reader.refuse("method", "method_missing")
    for name, value in said.items() if method != "cheque" else ():
        reader.refuse(name, "only_of_cheque", value if isinstance(value, str) else value.isoformat())
    return method


def _currency(options: argparse.Namespace, reader: Reader) -> tuple[str, str]:
    """Return the currency, by its option or by the amount, and the amount without it."""
    number, words = split_currency(options.amount)
    stated = reader.read("currency", options.currency, currency_code) or ""
    meant = code_meant(words)
    if stated and meant and meant != stated:
        reader.refuse("amount", "currency_differs", options.amount, shown=meant, currency=stated)
        return stated, number
    currency = stated or meant or _EURO
    return currency, number if means(words, currency) else options.amount


def _text(reader: Reader, options: argparse.Namespace, name: str, limit: int = 200) -> str:
    return reader.read(name, getattr(options, name), lambda text: clean_text(text, limit=limit)) or ""


def _of_line(options: argparse.Namespace, reader: Reader) -> dict[str, Any]:
    """Return what is stated of the gift."""
    worth = reader.read("counterpart_value", options.counterpart_value, _amount)
    return {
        "description": _text(reader, options, "description", 2000),
        "valued_by": _text(reader, options, "valued_by"),
        "evidence": _text(reader, options, "evidence"),
        "counterpart": worth,
        "article": options.article,
        "pass_through": options.pass_through,
        "counterpart_kind": (options.counterpart_kind or COUNTERPART_KINDS[0]) if worth else "",
    }


def _allocations(words: Sequence[str], amount: Money) -> tuple[AllocationDraft, ...]:
    """Return where the cents go; none: to the general fund.

    Raises:
        InputRefused: a part cannot be read, or all take more than there is.
    """
    reader = Reader()
    parts = [_part(word, reader) for word in words]
    reader.check()
    try:
        return split(amount, parts) if parts else ()
    except PartsAbove as error:
        raise InputRefused([Problem("project", "allocations_differ", " ".join(words))]) from error


def _part(word: str, reader: Reader) -> Part:
    target, colon, typed = word.rpartition(":")
    project, _slash, association = (target if colon else word).partition("/")
    typed = typed.strip() if colon else ""
    points = reader.read("project", typed, parse_percent) if typed.endswith("%") else None
    amount = None
    if typed and not typed.endswith("%"):
        amount = reader.read("project", typed, _amount)
    return Part(project=project.strip(), association=association.strip(), amount=amount, basis_points=points)
