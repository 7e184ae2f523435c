"""``export people|payments|receipts|projects|accounting``: files for others; some come back by import."""

import argparse
from typing import Any

from donations_app.commands import accounting, payment_list, people_list, register
from donations_app.commands.call import Answer, Call, add_command, add_group, file_option, form_of
from donations_app.commands.projects import add_questions, asked_projects
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError
from donations_app.formats.writing import TABLES
from donations_app.i18n import _, isolated
from donations_app.services.people.listing import write_people_to_change
from donations_app.services.projects.listing import write_projects


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "people|payments|receipts|projects|accounting")
    whom = add_command(
        kinds, "people", _("people under the columns of an import, to be changed there"), people
    )
    people_list.add_questions(whom)
    paid = add_command(kinds, "payments", _("payments with words and codes, a line each"), payments)
    payment_list.add_questions(paid)
    issued = add_command(kinds, "receipts", _("receipts as in the register, a line each"), receipts)
    register.add_questions(issued)
    parts = add_command(
        kinds, "projects", _("projects under the columns of an import, a line for each association"), projects
    )
    add_questions(parts)
    for parser in (whom, paid, issued, parts):
        _add_place(parser)
    accounting.add_export(kinds)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=TABLES, default="", help=_("unless the name of the file says it"))
    parser.add_argument("--out", type=file_option(*TABLES), required=True, metavar="FILE.csv|xlsx")
    parser.add_argument("--force", action="store_true")


def _form(call: Call) -> str:
    """Return the format of the file, which its name says.

    Raises:
        UsageError: another one is asked for.
    """
    form = form_of(call.options.out)
    if call.options.format not in ("", form):
        told = _("Name a file that ends in {endings}.")
        raise UsageError(told.format(endings=isolated(f".{call.options.format}")))
    return form


def people(call: Call) -> Answer:
    """Write people to a file."""
    path, form = call.options.out, _form(call)
    only, order = people_list.asked_people(call), people_list.asked_order(call)
    books = call.books(read_only=True)
    found = write_people_to_change(books, path, form=form, only=only, order=order, force=call.options.force)
    return _written(call, "people", found)


def payments(call: Call) -> Answer:
    """Write payments to a file."""
    _form(call)
    return payment_list.write(call)


def receipts(call: Call) -> Answer:
    """Write the lines of the register to a file."""
    _form(call)
    return register.write_lines(call)


def projects(call: Call) -> Answer:
    """Write projects to a file."""
    path, form = call.options.out, _form(call)
    only, books = asked_projects(call), call.books(read_only=True)
    found = write_projects(books, path, form=form, only=only, force=call.options.force)
    return _written(call, "projects", len(found))


def _written(call: Call, what: str, found: int) -> Answer:
    path = str(call.options.out)
    return Answer({"file": path, what: found}, [_("Written: {path}").format(path=isolated(path))])
