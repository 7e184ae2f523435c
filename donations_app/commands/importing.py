"""``import people|projects|payments|recurring|expenses FILE``, ``import list`` and ``import undo N``."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from donations_app import preferences
from donations_app.change_words import person_change
from donations_app.commands.call import Answer, Call, add_command, whole_option
from donations_app.commands.doubles import double_data, double_line
from donations_app.commands.past_imports import LIST, UNDO, list_imports, undo
from donations_app.commands.usage import UsageError
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.formats.lines import Rejected
from donations_app.formats.mapping import FieldMap, as_json, from_json, read_map
from donations_app.formats.tables import MOST_LINES
from donations_app.i18n import _, count, decimal, figures, isolated, money, ngettext, without_marks
from donations_app.person_words import death_sentence
from donations_app.phrases import problem_sentence
from donations_app.services.exchange.after_death import AfterDeath
from donations_app.services.exchange.converted import Converted
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import ACCEPTED, import_file
from donations_app.services.exchange.kinds import WHAT
from donations_app.services.exchange.updates import Changed

_LONGEST_HEADING: Final = 60  # characters that are shown of one


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = add_command(
        commands, name, _("import a csv or xlsx file"), run, writes=lambda options: options.what != LIST
    )
    parser.add_argument("what", choices=(*WHAT, LIST, UNDO))
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE|N", help=_("the file; for undo, the import to take back")
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("HEADING=COLUMN"),
        help=_("what a heading of the file means; nothing after = leaves it out"),
    )
    parser.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar=_("COLUMN=VALUE"),
        help=_("what the file does not say and holds for every line"),
    )
    parser.add_argument(
        "--mapping",
        default="",
        metavar=_("NAME"),
        help=_("choices of columns kept on this machine under a name; with --map or --fill they are kept"),
    )
    parser.add_argument("--sheet", default="", help=_("of a workbook, the sheet to read"))
    parser.add_argument(
        "--lines", type=whole_option, default=MOST_LINES, metavar="N", help=_("the most lines that are taken")
    )
    parser.add_argument("--partial", action="store_true", help=_("save the sound lines beside rejected ones"))
    parser.add_argument(
        "--update", action="store_true", help=_("change people who are recorded otherwise, as listed")
    )
    parser.add_argument("--accept", action="append", default=[], choices=ACCEPTED, metavar="CODE")


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
    return undo(call, str(file)) if what == UNDO else _import(call)


def _decided(call: Call) -> FieldMap:
    """Return what was decided of the headings, and keep it where a name is given with it."""
    options = call.options
    stated = read_map(options.what, options.map, options.fill)
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
    answer = import_file(
        call.acting(),
        call.options.what,
        call.options.file,
        sheet=call.options.sheet,
        most_lines=call.options.lines,
        partial=call.options.partial,
        accept=call.options.accept,
        update=call.options.update,
        progress=call.progress(),
        decided=_decided(call),
    )
    data = {
        "import": answer.ref or None,
        "accepted": answer.accepted,
        "already": answer.already,
        "changed": [_changed(one) for one in answer.changed],
        "rejected": [_rejected(answer, rejected) for rejected in answer.rejected],
        "cleaned": [{"line": cleaned.line, "column": cleaned.column} for cleaned in answer.cleaned],
        "ignored_columns": answer.ignored,
        "hidden_rows": answer.hidden,
        "undebited": answer.undebited,
        "converted": [_converted(one) for one in answer.converted],
        "doubles": [{"line": line, **double_data(one, found)} for line, one, found in answer.doubles],
        "after_death": [_after_death(one) for one in answer.after_death],
        "sheet": answer.sheet,
        "other_sheets": answer.other_sheets,
        "hidden_sheets": answer.hidden_sheets,
        "near_columns": answer.near,
        "code_page": answer.code_page,
        "example": answer.example,
    }
    return Answer(
        data,
        [*_lines(answer), *_changed_lines(answer)],
        notes=[*_notes(answer), *_of_changes(answer)],
        status=1 if answer.rejected else 0,
    )


def _rejected(answer: Imported, found: Rejected) -> dict[str, Any]:
    return {
        "line": found.line,
        "column": found.column,
        "heading": _heading(answer, found.column),
        "value": found.value,
        "problem": found.problem,
        "message": without_marks(problem_sentence(found.problem, found.value, dict(found.data))),
    }


def _changed(found: Changed) -> dict[str, Any]:
    return {
        "line": found.line,
        "ref": found.ref,
        "changes": [
            {"what": what, "before": _plain(before), "after": _plain(after)}
            for what, before, after in found.fields
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else None if value == "" else value


def _changed_lines(answer: Imported) -> list[str]:
    """Return what the file states otherwise of people who are recorded, a line for each field."""
    told = _("Line {line}, {ref}, {change}")
    return [
        told.format(
            line=isolated(str(one.line)),
            ref=isolated(one.ref),
            change=person_change(what, before, after),
        )
        for one in answer.changed
        for what, before, after in one.fields
    ]


def _of_changes(answer: Imported) -> list[str]:
    """Return how people who are recorded otherwise are changed, where the file was refused for them."""
    is_refused = any(one.problem == "ref_reused" for one in answer.rejected)
    return [_("To change people as listed, say --update.")] if answer.changed and is_refused else []


def _converted(found: Converted) -> dict[str, Any]:
    return {
        "currency": found.currency,
        "rate": found.rate,
        "records": found.records,
        "foreign_minor": found.foreign_minor,
        "amount_cents": found.amount.cents,
    }


def _after_death(found: AfterDeath) -> dict[str, Any]:
    return {
        "line": found.line,
        "payer": found.payer,
        "code": found.death.code,
        "died_on": found.death.on.isoformat(),
        "message": without_marks(death_sentence(found.death)),
    }


def _converted_line(found: Converted) -> str:
    told = ngettext(
        "{count} amount in {currency}, at {rate} for one euro: {foreign} {currency} are {amount}.",
        "{count} amounts in {currency}, at {rate} for one euro: {foreign} {currency} are {amount}.",
        found.records,
    )
    return told.format(
        count=count(found.records),
        currency=isolated(found.currency),
        rate=decimal(Decimal(found.rate)),
        foreign=isolated(figures(Money(found.foreign_minor))),
        amount=money(found.amount),
    )


def _lines(answer: Imported) -> list[str]:
    told = _("Accepted: {accepted}. Already there: {already}. Rejected: {rejected}.")
    rejected = len({found.line for found in answer.rejected})
    found = [
        told.format(accepted=count(answer.accepted), already=count(answer.already), rejected=count(rejected)),
        *map(_converted_line, answer.converted),
    ]
    if answer.ref:
        found.append(
            _("All of it can be taken back with: import undo {ref}").format(ref=isolated(answer.ref))
        )
    return found


def _heading(answer: Imported, column: str) -> str:
    """Return a column as the file writes it; by its own name where the file lacks it."""
    return " ".join(answer.headings.get(column, column).split())[:_LONGEST_HEADING]


def _notes(answer: Imported) -> list[str]:
    notes = [
        _("Line {line}, {column}: {message}").format(
            line=isolated(str(found.line)),
            column=isolated(_heading(answer, found.column) or "–"),
            message=problem_sentence(found.problem, found.value, dict(found.data)),
        )
        for found in answer.rejected
    ]
    notes += [
        _("Line {line}, {column}: {message}").format(
            line=isolated(str(found.line)), column=isolated("payer"), message=death_sentence(found.death)
        )
        for found in answer.after_death
    ]
    notes += [
        _("Line {line}: {double}").format(line=isolated(str(line)), double=double_line(one, found))
        for line, one, found in answer.doubles
    ]
    if answer.cleaned:
        said = ngettext(
            "Invisible characters were taken out of {count} cell.",
            "Invisible characters were taken out of {count} cells.",
            len(answer.cleaned),
        )
        notes.append(said.format(count=count(len(answer.cleaned))))
    if answer.ignored:
        notes.append(_("Columns that mean nothing here: {names}.").format(names=", ".join(answer.ignored)))
    for header, column in answer.near.items():
        told = _(
            "The heading “{header}” is close to {column}, which the file lacks. Correct it if that is meant."
        )
        notes.append(told.format(header=header, column=isolated(column)))
    if answer.code_page:
        told = _("Read in the code page {name}: “{example}”. If that is wrong, save the file as UTF-8.")
        notes.append(told.format(name=isolated(answer.code_page), example=answer.example))
    notes.extend(_of_sheets(answer))
    if answer.hidden:
        notes.append(_("Hidden rows that were read too: {count}.").format(count=count(answer.hidden)))
    if answer.undebited:
        said = ngettext(
            "{count} direct debit has no account and no mandate here: it is expected, and debited elsewhere.",
            "{count} direct debits have no account and no mandate here: they are expected, and debited elsewhere.",
            answer.undebited,
        )
        notes.append(said.format(count=count(answer.undebited)))
    if not answer.saved:
        notes.append(_("Nothing was saved. Correct the lines, or take the sound ones with --partial."))
    return notes


def _of_sheets(answer: Imported) -> list[str]:
    """Return what was read of a workbook that has more than one sheet, and what was not."""
    said = []
    if answer.other_sheets or answer.hidden_sheets:
        said.append(_("The sheet “{sheet}” was read.").format(sheet=answer.sheet))
    if answer.other_sheets:
        said.append(_("Sheets that were not read: {names}.").format(names=", ".join(answer.other_sheets)))
    if answer.hidden_sheets:
        names = ", ".join(answer.hidden_sheets)
        said.append(_("Hidden sheets, which are never read unasked: {names}.").format(names=names))
    return said
