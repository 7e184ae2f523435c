"""The option ``--out`` of the annual statements: a page to print, or a table, by the ending of the file."""

import argparse
from pathlib import Path

from donations_app.commands.call import Answer, Call, year_option
from donations_app.domain.statements import Heading
from donations_app.i18n import _, isolated
from donations_app.services.statements.files import AnnualStatement, endings, write_statement
from donations_app.words.codes import listed


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the year and the file."""
    parser.add_argument("--year", type=year_option, required=True, metavar="YEAR")
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument("--force", action="store_true")


def refused_ending(call: Call, kind: type[AnnualStatement]) -> Answer | None:
    """Return the answer to a file whose ending says no form, before anything is read."""
    path: Path | None = call.options.out
    known = endings(kind)
    if path is None or path.suffix.lower() in known:
        return None
    told = _("Name a file that ends in {endings}.").format(endings=listed(known))
    return Answer({"error": "out", "message": told}, notes=[told], status=2)


def saved(call: Call, statement: AnnualStatement, answer: Answer) -> Answer:
    """Write the statement where it is asked for, and say so."""
    path: Path | None = call.options.out
    if path is None:
        return answer
    write_statement(statement, path, force=call.options.force)
    told = _("Written: {path}").format(path=isolated(str(path)))
    return Answer({**answer.data, "file": str(path)}, [*answer.lines, told], answer.notes, answer.status)


def period_data(heading: Heading) -> dict[str, object]:
    """Return the year and the days of a statement."""
    return {
        "year": heading.year,
        "first_on": heading.first_on.isoformat(),
        "last_on": heading.last_on.isoformat(),
    }
