"""``import people|projects|payments|recurring|expenses|platform FILE``, ``import list`` and ``import undo N``."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command, whole_option
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.import_answers import import_data, import_lines, import_notes
from donations_app.commands.past_imports import LIST, UNDO, list_imports, undo
from donations_app.commands.platform_imports import PLATFORM, add_options, import_platform
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError, day_option
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.written import CHOICES, Written
from donations_app.formats.corrections import read_corrections
from donations_app.formats.mapping import FieldMap, as_json, from_json, read_map
from donations_app.formats.tables import MOST_LINES
from donations_app.i18n import N_, _
from donations_app.machine import preferences
from donations_app.services.exchange.imports import ACCEPTED, import_file
from donations_app.services.exchange.kinds import WHAT
from donations_app.services.payments.foresight import foresee

WRITTEN: Final = {  # what each of ``CHOICES`` says of a file
    "days": N_("of a text, whether the day or the month stands first in its days"),
    "decimals": N_("of a text, the mark before the decimals of its amounts; the other parts thousands"),
    "names": N_("of a column of full names, which name stands first"),
}


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = add_command(commands, name, summary(name), run, writes=lambda options: options.what != LIST)
    parser.add_argument("what", choices=(*WHAT, PLATFORM, LIST, UNDO))
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE|N", help=_("the file; for undo, the import to take back")
    )
    _add_decisions(parser)
    add_options(parser)
    parser.add_argument(
        "--mapping",
        default="",
        metavar=_("NAME"),
        help=_(
            "choices of columns kept on this machine under a name; with others of these options they are kept"
        ),
    )
    parser.add_argument("--sheet", default="", help=_("of a workbook, the sheet to read"))
    parser.add_argument(
        "--lines", type=whole_option, default=MOST_LINES, metavar="N", help=_("the most lines that are taken")
    )
    parser.add_argument("--partial", action="store_true", help=_("save the sound lines beside rejected ones"))
    parser.add_argument(
        "--update",
        action="store_true",
        help=_("change people or projects that are recorded otherwise, as listed"),
    )
    parser.add_argument(
        "--from",
        dest="since",
        type=day_option,
        metavar="DATE",
        help=_("with --update, from which day another cost of a project holds; today unless said"),
    )
    parser.add_argument("--accept", action="append", default=[], choices=ACCEPTED, metavar="CODE")


def _add_decisions(parser: ArgumentParser) -> None:
    """Add what may be decided of a file: its cells and columns, and how it is written."""
    for name, metavar, told in (
        (
            "--map",
            _("HEADING=COLUMN"),
            _("what a heading of the file means; nothing after = leaves it out"),
        ),
        (
            "--fill",
            _("COLUMN=VALUE"),
            _("what the file does not say and holds for every line; # in a reference is drawn from the line"),
        ),
        (
            "--fix",
            _("LINE:COLUMN=VALUE"),
            _("a cell that is taken otherwise than the file says it; the import tells both"),
        ),
    ):
        parser.add_argument(name, action="append", default=[], metavar=metavar, help=told)
    for name, told in WRITTEN.items():
        choices = [one.replace("_", "-") for one in CHOICES[name]]
        parser.add_argument(f"--{name}", choices=choices, default="", help=_(told))


def run(call: Call) -> Answer:
    """Import one file, exit 1 when a line is rejected; or list the imports, or take one back."""
    what, file = call.options.what, call.options.file
    if what == LIST:
        return list_imports(call)
    if file is None:
        told = (
            _("Say which import to take back, such as 3.") if what == UNDO else _("Say which file to read.")
        )
        raise UsageError(told)
    if what == UNDO:
        return undo(call, str(file))
    return import_platform(call) if what == PLATFORM else _import(call)


def _decided(call: Call) -> FieldMap:
    """Return what was decided of the headings, and keep it where a name is given with it."""
    options = call.options
    said = {name: getattr(options, name).replace("-", "_") for name in CHOICES}
    stated = read_map(options.what, options.map, options.fill, Written(**said))
    if not options.mapping:
        return stated
    if stated.is_empty:
        kept = from_json(preferences.mappings().get(options.mapping))
        if kept is None or kept[0] != options.what:
            raise InputRefused([Problem("mapping", "mapping_unknown", options.mapping)])
        return kept[1]
    if not call.is_rehearsal:
        preferences.keep_mapping(options.mapping, as_json(options.what, stated))
    return stated


def _import(call: Call) -> Answer:
    options = call.options
    act = partial(
        import_file,
        what=options.what,
        path=options.file,
        sheet=options.sheet,
        most_lines=options.lines,
        progress=call.progress(),
        decided=_decided(call),
        corrections=read_corrections(options.fix),
        accept=options.accept,
        update=options.update,
        since=options.since,
        partial=options.partial,
    )
    books = call.acting()
    foreseen = foresee(books, act) if options.update else None  # it may let a share fall
    answer = foreseen.result if foreseen and call.is_rehearsal else act(books)
    if call.is_rehearsal:
        answer.ref = ""  # there will be nothing of that name to take back
    return Answer(
        import_data(answer) | (foreseen_shares(foreseen) if foreseen else {}),
        import_lines(answer) + (foreseen_lines(foreseen) if foreseen else []),
        notes=import_notes(answer),
        status=1 if answer.rejected else 0,
    )
