"""A payment as words FIELD=VALUE put it right: each is read as a cell of a file is; what is not stated stays."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.folding import fold
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    AllocationDraft,
    LineDraft,
    PaymentDraft,
    line_with_amount,
    whole_to,
    with_days_kept,
)
from donations_app.domain.typed import TypedError, is_blank, parse_amount
from donations_app.formats import columns
from donations_app.formats.drafts import read_payments
from donations_app.formats.tables import Table, TableRow

SPLIT: Final = "projects"  # the field of a line that no file has: where its cents go
_OF_PAYMENT: Final = (
    "office", "payer", "received_on", "credited_on", "method", "currency", "rate", "rate_source", "rate_on",
    "cheque_number", "cheque_date", "bank", "receipt_issued_by",
)  # fmt: skip
_NEVER: Final = ("ref", "returned_on", "return_code", "decided_on")
_TARGET: Final = frozenset(("project", "association"))
_OF_LINE: Final = (
    *(name for name in columns.PAYMENTS if name not in (*_OF_PAYMENT, *_NEVER, *_TARGET)),
    SPLIT,
)
_AS_DRAFTED: Final = {"amount": ("amount", "foreign_minor"), "counterpart_value": ("counterpart",)}
_NUMBERED: Final = re.compile(r"(?:line|ligne)[. ]([0-9]{1,3})\.(.+)", re.IGNORECASE)
_SPLIT_NAMES: Final = frozenset(("projects", "projets", "affectations"))


def stated_payment(values: Mapping[str, str], standing: PaymentDraft, *, today: date) -> PaymentDraft:
    """Return a payment of which some fields are stated otherwise; the others stay as they stand.

    A line of several is named by its number, ``line.2.kind``; the number after the last adds a line, and a
    line whose amount is left empty goes. ``projects=CODE[/ASSOCIATION]:AMOUNT,...`` states where the euros of
    a line go, ``project`` and ``association`` alone that all of it goes there. With another amount alone the
    split follows as in ``line_with_amount``.

    Args:
        values: by the name of a column of payments (docs/files.md), in English or French; empty: none any more.
        standing: the payment as it was recorded.
        today: of the recording.

    Raises:
        InputRefused: a field is not known, its value cannot be taken, or what it means is not clear.
    """
    stated = _sorted(values, len(standing.lines))
    whole = _read(standing, standing.lines[0], stated, {}, "", today)
    lines: list[LineDraft] = []
    for number in range(1, max(len(standing.lines), *stated.lines, 1) + 1):
        facts = stated.lines.get(number, {})
        if "amount" in facts and is_blank(facts["amount"]):
            continue
        line = standing.lines[number - 1] if number <= len(standing.lines) else None
        prefix = f"line.{number}." if len(standing.lines) > 1 or line is None else ""
        lines.append(_line(standing, line, stated, facts, prefix, today))
    known: dict[str, Any] = {name: getattr(whole, name) for name in stated.payment}
    if known.get("currency") == "EUR":
        known |= {"rate": "", "rate_source": "", "rate_on": None}
    return with_days_kept(replace(standing, **known, lines=tuple(lines)), standing)


class _Stated(Struct):
    """Values by column: those of the payment, and those of each line by its number."""

    payment: dict[str, str] = field(default_factory=dict)
    lines: dict[int, dict[str, str]] = field(default_factory=dict)


def _sorted(values: Mapping[str, str], count: int) -> _Stated:
    found = _Stated()
    for name, value in values.items():
        numbered = _NUMBERED.fullmatch(name)
        column = _column(numbered[2] if numbered else name)
        if column in _NEVER:
            raise InputRefused([Problem(name, "not_put_right", value)])
        if column in _OF_PAYMENT and not numbered:
            found.payment[column] = value
            continue
        if not column or column in _OF_PAYMENT:
            known = _OF_LINE if numbered else (*_OF_PAYMENT, *_OF_LINE)
            choices = {"choices": (*known, "project", "association")}
            raise InputRefused([Problem(name, "choice_unknown", name, choices)])
        if not numbered and count > 1:
            raise InputRefused([Problem(name, "line_unnamed", "", {"count": count, "field": column})])
        number = int(numbered[1]) if numbered else 1
        found.lines.setdefault(number, {})[column] = value
    wrong = [number for number in sorted(found.lines) if not 1 <= number <= count + 1]
    if wrong:
        raise InputRefused(
            [Problem(f"line.{wrong[0]}", "line_unknown", "", {"count": count, "next": count + 1})]
        )
    return found


def _column(name: str) -> str:
    """Return the column that a name means, or nothing."""
    text = name.strip()
    return SPLIT if fold(text) in _SPLIT_NAMES else columns.meanings((text,), columns.PAYMENTS)[0]


def _read(
    standing: PaymentDraft,
    line: LineDraft | None,
    stated: _Stated,
    facts: Mapping[str, str],
    prefix: str,
    today: date,
) -> PaymentDraft:
    """Return the payment with one line as the reader of files reads what is stated of both."""
    cells = {
        "ref": "?",
        "office": standing.office,
        "method": standing.method,
        "kind": line.kind if line else "",
        "amount": plain_amount(_given(line)) if line else "",
        "currency": standing.currency,
        "rate": standing.rate,
    }
    cells |= stated.payment | {name: value for name, value in facts.items() if name != SPLIT}
    table = Table("", tuple(cells), [TableRow(1, tuple(cells.values()))], "")
    read = read_payments(table, today=today)
    if read.rejected:
        raise InputRefused(
            [
                Problem(
                    one.column if one.column in _OF_PAYMENT else prefix + one.column,
                    one.problem,
                    one.value,
                    dict(one.data),
                )
                for one in read.rejected
            ]
        )
    draft: PaymentDraft = read.drafts[0][1]
    return draft


def _given(line: LineDraft) -> int:
    """Return the amount in the currency of the payment."""
    return line.amount.cents if line.foreign_minor is None else line.foreign_minor


def _line(
    standing: PaymentDraft,
    line: LineDraft | None,
    stated: _Stated,
    facts: Mapping[str, str],
    prefix: str,
    today: date,
) -> LineDraft:
    """Return a line with what is stated of it; ``None`` is one to add."""
    (read,) = _read(standing, line, stated, facts, prefix, today).lines
    if line is None:
        new = replace(read, allocations=whole_to(read))
    else:
        changed = set(facts) - _TARGET - {SPLIT}
        if stated.payment.keys() & {"currency", "rate"}:
            changed.add("amount")
        named = {name for column in changed for name in _AS_DRAFTED.get(column, (column,))}
        known: dict[str, Any] = {name: getattr(read, name) for name in named}
        new = replace(line, **known, allocations=line.allocations)
    return _allocated(line, new, facts, prefix)


def _allocated(line: LineDraft | None, new: LineDraft, facts: Mapping[str, str], prefix: str) -> LineDraft:
    """Return the line with its split as it is stated, or as it follows from the amount."""
    if SPLIT in facts:
        return replace(new, allocations=_parts(facts[SPLIT], new.amount, prefix + SPLIT))
    if line is None:
        return new
    if facts.keys() & _TARGET:
        project = facts.get("project")
        if project is None:
            before = whole_to(line)
            if len(before) > 1:
                raise InputRefused([Problem(f"{prefix}association", "split_wanted")])
            project = before[0].project
        target = AllocationDraft(
            amount=new.amount, project=project.strip(), association=facts.get("association", "").strip()
        )
        return replace(new, allocations=(target,))
    if new.amount != line.amount:
        return replace(
            new, allocations=line_with_amount(line, new.amount, field=f"{prefix}amount").allocations
        )
    return new


def _parts(text: str, amount: Money, name: str) -> tuple[AllocationDraft, ...]:
    """Return the parts of a split; the one without an amount takes the rest."""
    if is_blank(text):
        return (AllocationDraft(amount=amount),)
    pieces = [piece.strip() for piece in text.split(";" if ";" in text else ",")]
    read: list[tuple[str, Money | None]] = []
    for place, piece in enumerate(pieces):
        target, colon, sum_text = piece.rpartition(":")
        if not colon and (not piece or (place and piece.isdecimal())):  # 12,50 cut at its comma
            raise InputRefused([Problem(name, "split_unreadable", text)])
        read.append((target, _cents(sum_text, text, name)) if colon else (piece, None))
    if sum(cents is None for _, cents in read) > 1:
        raise InputRefused([Problem(name, "split_unreadable", text)])
    rest = amount - Money.total(cents for _, cents in read if cents is not None)
    return tuple(_part(target, rest if cents is None else cents) for target, cents in read)


def _cents(sum_text: str, text: str, name: str) -> Money:
    try:
        return Money(parse_amount(sum_text))
    except TypedError as error:
        raise InputRefused([Problem(name, "split_unreadable", text)]) from error


def _part(target: str, amount: Money) -> AllocationDraft:
    project, _slash, association = target.partition("/")
    return AllocationDraft(amount=amount, project=project.strip(), association=association.strip())


def plain_amount(cents: int) -> str:
    """Return an amount as a file has it: ``1234.50``."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def split_text(parts: Iterable[AllocationDraft]) -> str:
    """Return a split as ``projects`` states it."""
    return ",".join(
        f"{part.project}{'/' if part.association else ''}{part.association}:{plain_amount(part.amount.cents)}"
        for part in parts
    )


def differences(before: PaymentDraft, after: PaymentDraft) -> list[tuple[str, str, str]]:
    """Return what a correction changes: the field as one would state it, its value before and after.

    A line that is added or goes is told field by field, with nothing before or after.
    """
    pairs = [(name, _cell(getattr(before, name)), _cell(getattr(after, name))) for name in _OF_PAYMENT]
    several = max(len(before.lines), len(after.lines)) > 1
    for place in range(max(len(before.lines), len(after.lines))):
        prefix = f"line.{place + 1}." if several else ""
        old, new = (
            _line_cells(one.lines[place]) if place < len(one.lines) else {} for one in (before, after)
        )
        pairs += [(prefix + name, old.get(name, ""), new.get(name, "")) for name in _OF_LINE]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _line_cells(line: LineDraft) -> dict[str, str]:
    plain = {name: _cell(getattr(line, name)) for name in _OF_LINE if hasattr(line, name)}
    worth = "" if line.counterpart is None else plain_amount(line.counterpart.cents)
    return plain | {
        "amount": plain_amount(line.amount.cents),
        "counterpart_value": worth,
        SPLIT: split_text(whole_to(line)),
    }


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
