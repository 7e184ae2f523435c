"""``export projects``: files for others, and to be changed and imported again."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, file_option, form_of
from donations_app.commands.projects import add_questions, asked_projects
from donations_app.formats.writing import TABLES
from donations_app.i18n import _, isolated
from donations_app.services.projects.listing import write_projects


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, _("files for others"), "projects")
    parser = add_command(
        kinds, "projects", _("projects under the columns of an import, a line for each association"), projects
    )
    add_questions(parser)
    parser.add_argument("--format", choices=TABLES, default="", help=_("unless the name of the file says it"))
    parser.add_argument("--out", type=file_option(*TABLES), required=True, metavar="FILE.csv|xlsx")
    parser.add_argument("--force", action="store_true")


def projects(call: Call) -> Answer:
    """Write projects to a file."""
    options = call.options
    form = options.format or form_of(options.out)
    books = call.books(read_only=True)
    found = write_projects(books, options.out, form=form, only=asked_projects(call), force=options.force)
    data = {"file": str(options.out), "projects": len(found)}
    return Answer(data, [_("Written: {path}").format(path=isolated(str(options.out)))])
