"""``receipts cancel|notice|duplicate|show|check|print``; ``plan|issue``, ``send|deliveries`` in their own files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from donations_app.commands import bounced, delivering, issuing
from donations_app.commands.call import (
    Answer,
    Call,
    add_command,
    add_group,
    file_option,
    form_of,
    year_option,
)
from donations_app.commands.foreseen import foreseen_data, foreseen_lines
from donations_app.commands.issuing import planned_data, prepare_folder, still_to_print, write_file
from donations_app.commands.numbering import books_to_issue
from donations_app.commands.sign_option import add_option, signer_of
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError
from donations_app.db.queries.receipt_documents import document
from donations_app.db.queries.receipts import receipt
from donations_app.domain.addresses import one_line
from donations_app.domain.receipt_content import to_json
from donations_app.domain.storage_errors import FileNotWritten
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated, money, without_marks
from donations_app.services.deliveries.notices import cancellation_notice
from donations_app.services.payments.foresight import foresee
from donations_app.services.receipts.cancelling import cancel_receipt, replace_receipt
from donations_app.services.receipts.copies import duplicate_receipt, receipt_copy
from donations_app.words.sentences import sentence
from receipts.updates import is_signed


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(
        commands,
        name,
        summary(name),
        "plan|issue|cancel|notice|duplicate|show|check|print|send|deliveries|bounced",
    )
    issuing.add(kinds)
    _add_cancel(kinds)
    _add_documents(kinds)
    delivering.add(kinds)
    bounced.add(kinds)


def _add_cancel(kinds: Any) -> None:
    cancel_parser = add_command(kinds, "cancel", _("cancel a receipt, or replace it"), cancel, writes=True)
    cancel_parser.add_argument("number")
    cancel_parser.add_argument("--reason", required=True)
    cancel_parser.add_argument("--replace", action="store_true")
    cancel_parser.add_argument("--accept", action="append", default=[], choices=("dated_back",))
    cancel_parser.add_argument("--out", type=Path, metavar="DIR")
    cancel_parser.add_argument("--force", action="store_true")
    add_option(cancel_parser)


def _add_documents(kinds: Any) -> None:
    duplicate_parser = add_command(kinds, "duplicate", _("the same document, marked"), duplicate, writes=True)
    print_parser = add_command(
        kinds,
        "print",
        _("the document as it stands today, or those of a year for the post"),
        print_receipt,
        writes=True,
    )
    duplicate_parser.add_argument("number")
    duplicate_parser.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    print_parser.add_argument("number", nargs="?")
    print_parser.add_argument("--year", type=year_option)
    print_parser.add_argument("--number", action="append", metavar="N", dest="numbers")
    print_parser.add_argument("--letters", action="store_true", help=_("each with its letter of thanks"))
    print_parser.add_argument("--again", action="store_true", help=_("those sent before, too"))
    print_parser.add_argument("--by-post", action="store_true", help=_("those who agreed to e-mail, too"))
    print_parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|DIR")
    for each in (duplicate_parser, print_parser):
        each.add_argument("--force", action="store_true")
    notice_parser = add_command(
        kinds, "notice", _("the letter that tells the donor of a cancelled receipt"), notice
    )
    notice_parser.add_argument("number")
    notice_parser.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    notice_parser.add_argument("--force", action="store_true")
    show_parser = add_command(kinds, "show", _("everything that was frozen"), show)
    show_parser.add_argument("number")
    check_parser = add_command(
        kinds, "check", _("a PDF that somebody shows: issued here, unchanged, in force?"), check
    )
    check_parser.add_argument("file", type=Path, metavar="FILE.pdf")


def cancel(call: Call) -> Answer:
    """Cancel a receipt; with --replace, issue its replacement in the same step."""
    options = call.options
    books, signer = books_to_issue(call), signer_of(call)
    prepare_folder(call)
    if not options.replace:
        cancelling = foresee(books, lambda twin: cancel_receipt(twin, options.number, reason=options.reason))
        cancel_receipt(books, options.number, reason=options.reason)
        told = _("Receipt {number} is cancelled.").format(number=isolated(options.number))
        data = {"number": options.number, "cancelled": True, "replaced_by": None, "file": None}
        return Answer(data | {"changes": foreseen_data(cancelling)}, [told, *foreseen_lines(cancelling)])
    asked = {"reason": options.reason, "accept": options.accept}
    foreseen = foresee(books, lambda twin: replace_receipt(twin, options.number, **asked))
    issued = replace_receipt(books, options.number, signer=signer, **asked)
    path, notes = None, list[str]()
    if options.out and not call.is_rehearsal:
        try:
            path = str(write_file(issued, options.out, force=options.force))
        except FileNotWritten as error:  # the receipt stands, and can be printed again
            notes += [sentence(error) or "", still_to_print()]
    told = _("Receipt {number} is cancelled and replaced by {new}.")
    data = {
        "number": options.number,
        "cancelled": True,
        "replaced_by": issued.number,
        "file": path,
        "receipt": planned_data(issued.planned) | {"number": issued.number, "file": path},
        "changes": foreseen_data(foreseen),
    }
    said = told.format(number=isolated(options.number), new=isolated(issued.number))
    return Answer(data, [said, *foreseen_lines(foreseen)], notes, 1 if notes else 0)


def duplicate(call: Call) -> Answer:
    """Write the same document marked DUPLICATA."""
    options = call.options
    books = call.acting()
    return _placed(call, lambda file: duplicate_receipt(books, options.number, into=file))


def print_receipt(call: Call) -> Answer:
    """Write the document as issued, a cancelled one with its mark; or those of a year for the post."""
    options = call.options
    several = options.year is not None or options.numbers is not None
    if several is (options.number is not None):
        return Answer({"error": "number"}, [_("Name one receipt, or those of a --year.")], status=2)
    if several:
        return delivering.print_several(call)
    if form_of(options.out) != "pdf":
        raise UsageError(_("Name a file that ends in {endings}.").format(endings=isolated(".pdf")))
    books = call.books(read_only=not call.is_rehearsal)
    return _placed(call, lambda file: _written(receipt_copy(books, options.number), file))


def notice(call: Call) -> Answer:
    """Write the letter that tells the donor what became of a cancelled receipt."""
    books = call.books(read_only=True)
    return _placed(call, lambda file: _written(cancellation_notice(books, call.options.number), file))


def _written(content: bytes, file: BinaryIO | None) -> None:
    if file is not None:
        file.write(content)


def _placed(call: Call, write: Callable[[BinaryIO | None], object]) -> Answer:
    """Write a document once its place is known to take it; into no file where it is a rehearsal."""
    options = call.options
    if call.is_rehearsal:
        write(None)
    else:
        with placed(options.out, force=options.force) as file:
            write(file)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"number": options.number, "file": str(options.out)}, [told])


def show(call: Call) -> Answer:
    """Show all that was frozen with a receipt, and what became of it."""
    books = call.books(read_only=True)
    with books.read() as session:
        found = receipt(session, call.options.number)
        signed = is_signed(document(session, call.options.number, place=books.name))
    content = found.content
    data = json.loads(to_json(content))
    for name in ("amount", "in_kind"):
        data[f"{name}_cents"] = data.pop(name)["cents"]
    for line in data["lines"]:
        line["amount_cents"] = line.pop("amount")["cents"]
    status = "issued" if not found.cancelled_on else "replaced" if found.replaced_by else "cancelled"
    data |= {
        "status": status,
        "cancelled_on": found.cancelled_on.isoformat() if found.cancelled_on else None,
        "reason": found.reason,
        "replaced_by": found.replaced_by,
        "sha256": found.sha256,
        "signed": signed,
    }
    lines = [
        f"{isolated(found.number)}  {content.donor.name}  {money(content.amount)}",
        one_line(content.donor.address.printed()),
        content.amount_in_words,
        " – ".join(map(day, dict.fromkeys((content.first_on, content.last_on)))),
    ]
    if signed:
        lines.append(_("Signed electronically."))
    if found.cancelled_on:
        told = _("Cancelled on {on}: {reason}").format(on=day(found.cancelled_on), reason=found.reason)
        lines.append(
            without_marks(told) if not found.replaced_by else f"{told} → {isolated(found.replaced_by)}"
        )
    return Answer(data, lines)


def check(call: Call) -> Answer:
    """Say what a PDF is; exit 1 when it is no receipt that stands."""
    from donations_app.formats.files import bytes_of
    from donations_app.services.receipts.checking import LARGEST, check_document
    from donations_app.words.checks import verdict_lines

    content = bytes_of(call.options.file, largest=LARGEST)
    found = check_document(call.books(read_only=True), content)
    data = {
        "file": str(call.options.file),
        "number": found.number or None,
        "verdict": found.verdict,
        "copy": found.copy or None,
        "sha256": found.sha256,
        "name": found.name or None,
        "amount_cents": found.amount.cents if found.amount is not None else None,
        "issued_on": found.issued_on.isoformat() if found.issued_on else None,
        "signed": found.signed,
        "cancelled_on": found.cancelled_on.isoformat() if found.cancelled_on else None,
        "reason": found.reason or None,
        "replaced_by": found.replaced_by or None,
        "missing": list(found.missing),
    }
    return Answer(data, verdict_lines(found), status=0 if found.stands else 1)
