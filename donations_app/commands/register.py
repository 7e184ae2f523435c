"""``register`` and ``register check``."""

import argparse
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, file_option, form_of, forms, year_option
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError
from donations_app.db.queries.near import require
from donations_app.db.queries.register import continuity
from donations_app.domain.register import RegisterFilter, Series
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.statements.register import FORMATS, plain_totals, write_register, write_statement
from donations_app.words.series import series_sentence


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    parser = add_command(commands, name, summary(name), write)
    parser.add_argument("action", nargs="?", choices=("check",))
    add_questions(parser)
    parser.add_argument("--format", choices=FORMATS, help=_("as the ending of the file says"))
    parser.add_argument("--out", type=file_option(*FORMATS), metavar="FILE.pdf|csv|xlsx|json")
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--statement", action="store_true", help=_("one page for the auditor to sign"))


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Add what narrows the register."""
    parser.add_argument("--year", type=year_option)
    parser.add_argument("--series", default="")
    parser.add_argument("--form", default="", metavar="11580*05", help=_("receipts on this form alone"))
    parser.add_argument(
        "--status",
        default="",
        choices=("issued", "cancelled", "replaced"),
        help=_("receipts of this state alone"),
    )
    parser.add_argument("--issued-at", default="", metavar="CODE", help=_("receipts of this office alone"))
    parser.add_argument(
        "--recorded-at", default="", metavar="CODE", help=_("receipts on gifts that this office recorded")
    )


def write(call: Call) -> Answer:
    """Write the register to a file, or check the series."""
    options = call.options
    if options.action == "check":
        return check(call)
    if options.out is None:
        raise UsageError(_("Name the file with --out."))
    form = form_of(options.out)
    wanted = "pdf" if options.statement else options.format or form
    if form != wanted:
        raise UsageError(_("Name a file that ends in {endings}.").format(endings=isolated(f".{wanted}")))
    return statement(call) if options.statement else write_lines(call)


def write_lines(call: Call) -> Answer:
    """Write the lines that the options of ``add_questions`` ask for to the file of ``--out``."""
    options = call.options
    lines = write_register(
        call.books(read_only=True),
        options.out,
        form=form_of(options.out),
        year=options.year,
        only=_only(call),
        force=options.force,
    )
    told = ngettext("Register of {count} number: {path}", "Register of {count} numbers: {path}", lines)
    said = told.format(count=count(lines), path=isolated(str(options.out)))
    return Answer({"lines": lines, "file": str(options.out)}, [said])


def _only(call: Call) -> RegisterFilter:
    """Return which numbers are asked for.

    Raises:
        NotFound: there is no such office, series or form.
    """
    options = call.options
    issued_at, recorded_at = options.issued_at.upper(), options.recorded_at.upper()
    form = "" if options.form in forms() else options.form
    asked = ("office", issued_at), ("office", recorded_at), ("series", options.series), ("form", form)
    with call.books(read_only=True).read() as session:
        for noun, name in asked:
            require(session, noun, name)
    return RegisterFilter(options.series, options.form, issued_at, options.status, recorded_at)


def statement(call: Call) -> Answer:
    """Write the page that sums the register up."""
    options = call.options
    totals = write_statement(call.books(read_only=True), options.out, year=options.year, force=options.force)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"file": str(options.out), **plain_totals(totals)}, [told])


def check(call: Call) -> Answer:
    """Hold every series against an unbroken count from 1; exit 1 when one is broken."""
    with call.books(read_only=True).read() as session:
        require(session, "series", call.options.series)
        found = continuity(session, series=call.options.series)
    ok = all(series.is_whole for series in found)
    return Answer(
        {"ok": ok, "series": [_data(series) for series in found]},
        [series_sentence(series) for series in found] or [_("No receipt has been issued yet.")],
        status=0 if ok else 1,
    )


def _data(series: Series) -> dict[str, Any]:
    return {
        "series": series.series,
        "first": series.first,
        "last": series.last,
        "issued": series.issued,
        "cancelled": series.cancelled,
        "missing": list(series.missing),
        "duplicated": list(series.duplicated),
        "lost": list(series.lost),
    }
