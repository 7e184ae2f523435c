"""``declaration``: the annual declaration of gifts (CGI 222 bis), and its filing."""

from typing import Any, Final, get_args

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.saving import add_options, period_data, refused_ending, saved
from donations_app.commands.summaries import summary
from donations_app.domain.declaration import ChangedReceipt, Correction, Declaration, Doubt, Filing
from donations_app.domain.statements import Sum
from donations_app.i18n import _, count, isolated, money
from donations_app.services.statements.declaration import declaration, file_declaration
from donations_app.words.codes import together
from donations_app.words.figures import doubt_sentence
from donations_app.words.law import counted_sentence, due_sentence, filed_sentence, late_words, other_sentence
from donations_app.words.phrases import problem_sentence

AMOUNT = "gifts received in the period and mentioned on live receipts, whenever these were issued"
DOCUMENTS = {
    "gifts": (
        "live receipts that mention gifts received in the period, whenever issued; no duplicates; cancelled and "
        "replaced counts once; cancelled without replacement does not count"
    ),
    "issued": (
        "receipts issued in the period, whatever year their gifts are of; no duplicates; cancelled and replaced in "
        "the period counts once; cancelled without replacement does not count"
    ),
}
DOUBTS: Final = get_args(Doubt)


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = add_command(commands, name, summary(name), run, writes=lambda options: options.file)
    add_options(parser)
    parser.add_argument("--file", action="store_true", help=_("record that it was filed as it stands"))
    parser.add_argument("--note", default="", metavar="TEXT")
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        choices=DOUBTS,
        help=_("file figures that the program asks about"),
    )


def run(call: Call) -> Answer:
    """Show the figures, or record their filing."""
    if refused := refused_ending(call, Declaration):
        return refused
    options = call.options
    if options.file:
        found = file_declaration(call.acting(), options.year, note=options.note, accept=options.accept)
    else:
        found = declaration(call.books(read_only=not call.is_rehearsal), options.year)
    warnings = _warnings(found)
    data = {**declared_data(found), "warnings": warnings}
    return saved(call, found, Answer(data, _lines(found), [one["message"] for one in warnings]))


def _warnings(found: Declaration) -> list[dict[str, str]]:
    warnings = []
    if not found.rule.confirmed:
        message = doubt_sentence(found.rule)
        warnings.append({"code": "unconfirmed", "name": found.rule.name, "message": message})
    if found.doubt and not found.not_due:
        warnings.append({"code": found.doubt, "message": problem_sentence(found.doubt)})
    return warnings


def declared_data(found: Declaration) -> dict[str, Any]:
    """Return the declaration as the contract of the command line names it, and the neighbouring figures."""
    cancelled = found.cancelled
    return {
        **period_data(found.heading),
        "amount_cents": found.received.amount.cents,
        "documents": found.documents,
        "documents_reading": found.reading,
        "documents_by_reading": dict(found.documents_by),
        "due_on": None if found.not_due else found.due_on.isoformat(),
        "not_due": found.not_due,
        "is_over": found.heading.printed_on > found.heading.last_on,
        "definitions": {"amount": AMOUNT, "documents": DOCUMENTS[found.reading]},
        "in_kind_cents": found.in_kind.cents,
        "received": _sum(found.received),
        "forms": {form: _sum(one) for form, one in found.by_form.items()},
        "issued": _sum(found.issued_live),
        "issued_by_year": {year: _sum(one) for year, one in found.issued_by_year.items()},
        "documents_with_cancelled": found.documents_with_withdrawn,
        "cancelled_without_replacement": cancelled.withdrawn,
        "replaced_in_period": cancelled.replaced_within,
        "replaced_after_period": cancelled.replaced_later,
        "replacements_of_earlier": cancelled.replacements_of_earlier,
        "numbers_taken": found.numbers_taken,
        "duplicates": found.duplicates,
        "filings": [{**_filing(filing), "days_late": found.days_late(filing)} for filing in found.filings],
        "days_overdue": found.days_overdue,
        "corrections": None if found.correction is None else _correction(found.correction),
    }


def _sum(one: Sum) -> dict[str, int]:
    return {"documents": one.count, "amount_cents": one.amount.cents}


def _filing(filing: Filing) -> dict[str, Any]:
    return {
        "n": filing.n,
        "amount_cents": filing.amount.cents,
        "documents": filing.documents,
        "filed_on": filing.filed_on.isoformat(),
        "filed_by": filing.filed_by,
        "note": filing.note,
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "amount_cents": correction.amount.cents,
        "documents": correction.documents,
        "receipts": [_changed(receipt) for receipt in correction.receipts],
    }


def _changed(receipt: ChangedReceipt) -> dict[str, Any]:
    return {"number": receipt.number, "change": receipt.change, "amount_cents": receipt.amount.cents}


def _lines(found: Declaration) -> list[str]:
    lines = [
        _("Received in the period and mentioned on receipts: {amount}").format(
            amount=money(found.received.amount)
        ),
        counted_sentence(found),
        other_sentence(found),
        _("Issued within the year, with those cancelled and not replaced: {count}").format(
            count=count(found.documents_with_withdrawn)
        ),
        due_sentence(found),
    ]
    if found.days_overdue:
        lines[-1] = together(lines[-1], late_words(found.days_overdue))
    lines += [filed_sentence(found, filing) for filing in found.filings]
    if found.correction and found.correction.is_needed:
        told = _("To be corrected since: {amount}, {count} documents")
        correction = found.correction
        lines.append(told.format(amount=money(correction.amount), count=count(correction.documents)))
        lines += [f"    {isolated(one.number)}  {money(one.amount)}" for one in correction.receipts]
    return lines
