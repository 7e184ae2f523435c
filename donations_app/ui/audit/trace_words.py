"""The words of a trace: what stands on a receipt, and what each payment behind it says."""

from collections.abc import Iterator
from typing import Final

from donations_app.domain.tracing import Trace, TracedLine, TracedShare
from donations_app.i18n import N_, _, day, isolated, moment, money
from donations_app.words.codes import KINDS, METHODS, together, word
from donations_app.words.entries import act_words

STATES: Final = {
    "issued": (N_("Issued"), "ok", "circle-check"),
    "cancelled": (N_("Cancelled"), "bad", "ban"),
    "replaced": (N_("Replaced"), "warn", "repeat"),
}


def receipt_facts(trace: Trace) -> Iterator[str]:
    """Yield what was frozen on the receipt."""
    content = trace.content
    yield together(isolated(content.donor.name), *map(isolated, content.donor.address.printed()))
    said = isolated(content.amount_in_words)
    yield _("{amount}: {words}").format(amount=money(content.amount), words=said)
    yield _("Form {form}, gifts of {year}, series {series}, donor {ref}").format(
        form=isolated(content.form),
        year=isolated(str(content.year)),
        series=isolated(trace.series),
        ref=isolated(trace.payer),
    )
    yield _("Issued on {day} by {who}, office {office}, signed {signatory}").format(
        day=day(content.issued_on),
        who=isolated(trace.issued_by),
        office=isolated(trace.office),
        signatory=together(isolated(content.signatory.name), isolated(content.signatory.title)),
    )
    if content.replaces:
        yield _("It replaces the receipt {number}.").format(number=isolated(content.replaces))


def receipt_findings(trace: Trace) -> Iterator[tuple[str, str]]:
    """Yield what the checks of a receipt say, each with its state."""
    if trace.cancelled_on:
        told = _("Cancelled on {day} by {who}: {reason}")
        yield (
            told.format(day=day(trace.cancelled_on), who=isolated(trace.cancelled_by), reason=trace.reason),
            "warn",
        )
    if trace.replaced_by:
        yield _("Replaced by the receipt {number}.").format(number=isolated(trace.replaced_by)), "warn"
    if trace.is_intact:
        yield _("The document is, byte for byte, the one that was issued."), "ok"
    else:
        yield _("The document is not the one that was issued."), "bad"
    if trace.is_balanced:
        yield _("The payment lines are those of the receipt and make its amount."), "ok"
    else:
        yield _("The payment lines are no longer those of the receipt."), "bad"


def line_title(line: TracedLine) -> str:
    """Return which payment it is, of what kind and by what method."""
    name = isolated(f"{line.payment} / {line.position}")
    return together(name, word(KINDS, line.kind), word(METHODS, line.method))


def line_facts(line: TracedLine) -> Iterator[str]:
    """Yield what the books say of a payment line."""
    received = day(line.received_on) if line.received_on else "–"
    credited = day(line.credited_on) if line.credited_on else "–"
    yield _("Received on {day}, credited on {credit}, office {office}").format(
        day=received, credit=credited, office=isolated(line.office)
    )
    if line.cheque_number or line.bank:
        yield _("Cheque {number}, {bank}").format(
            number=isolated(line.cheque_number or "–"), bank=isolated(line.bank or "–")
        )
    if line.payment_amount != line.amount:
        yield _("A line of a payment of {amount}").format(amount=money(line.payment_amount))
    yield _("Allocated to: {targets}").format(targets=together(*map(_share, line.shares)) or "–")
    for move in line.moves:
        where, on = _share(move), day(move.on) if move.on else "–"
        yield _("{day}: {target} {reason}").format(day=on, target=where, reason=move.reason).rstrip()
    if line.description or line.evidence:
        yield _("Evidence: {evidence}").format(evidence=f"{line.evidence} {line.description}".strip())
    if line.recorded:
        entry = line.recorded
        yield _("Recorded by {who} on {moment} (audit trail {office} {n})").format(
            who=isolated(entry.who),
            moment=moment(entry.at),
            office=isolated(entry.office),
            n=isolated(str(entry.n)),
        )


def line_findings(line: TracedLine) -> Iterator[tuple[str, str]]:
    """Yield what differs on a payment line, each with its state."""
    if line.amount != line.frozen:
        told = _("The receipt says {frozen}, the books say {amount}.")
        yield told.format(frozen=money(line.frozen), amount=money(line.amount)), "bad"
    if line.recorded is None:
        yield _("No entry of the audit trail says who recorded it."), "bad"
    for refund in line.refunds:
        told = _("{amount} refunded on {day} by {ref}: {reason}")
        facts = {"amount": money(refund.amount), "day": day(refund.on), "ref": isolated(refund.ref)}
        yield told.format(**facts, reason=isolated(refund.reason)), "warn"
    if back := line.reversal:
        told = _("Taken back on {day} by {ref}: {reason}")
        reason = " ".join(filter(None, (back.return_code, back.reason)))
        yield told.format(day=day(back.on), ref=isolated(back.ref), reason=reason), "warn"


def steps(line: TracedLine) -> list[tuple[str, str, bool]]:
    """Return the last two steps to the bank: icon, words, and whether these books hold it."""

    def name(text: str) -> str:
        return isolated(text) if text else _("not in these books")

    slip, banked = line.deposit_slip, line.bank_line
    return [
        ("file-text", _("Deposit slip: {name}").format(name=name(slip)), bool(slip)),
        ("landmark", _("Bank line: {name}").format(name=name(banked)), bool(banked)),
    ]


def entry_lines(trace: Trace) -> Iterator[str]:
    """Yield the entries of the audit trail about a receipt and its payments."""
    for entry in trace.entries:
        record = entry.record.partition(":")[2]
        yield _("{office} {n}, {moment}: {act} {record}, by {who}").format(
            office=isolated(entry.office),
            n=isolated(str(entry.n)),
            moment=moment(entry.at),
            act=act_words(entry.kind),
            record=isolated(record),
            who=isolated(entry.who),
        )


def _share(share: TracedShare) -> str:
    where = _("General fund")
    if share.project:
        where = f"{isolated(share.project)} {share.title}"
    if share.association:
        where += f" ({share.association})"
    return f"{where} {money(share.amount)}"
