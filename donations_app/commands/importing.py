"""``import people|projects|payments|recurring|expenses FILE``."""

from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.formats.lines import Rejected
from donations_app.i18n import _, count, isolated, ngettext, without_marks
from donations_app.phrases import problem_sentence
from donations_app.services.exchange.imports import ACCEPTED, WHAT, Imported, import_file


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = add_command(commands, name, _("import a csv or xlsx file"), run, writes=True)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("file", type=Path)
    parser.add_argument("--partial", action="store_true", help=_("save the sound lines beside rejected ones"))
    parser.add_argument("--accept", action="append", default=[], choices=ACCEPTED, metavar="CODE")


def run(call: Call) -> Answer:
    """Import one file; exit 1 when a line is rejected."""
    answer = import_file(
        call.acting(),
        call.options.what,
        call.options.file,
        partial=call.options.partial,
        accept=call.options.accept,
        progress=call.progress(),
    )
    data = {
        "accepted": answer.accepted,
        "already": answer.already,
        "rejected": [_rejected(rejected) for rejected in answer.rejected],
        "cleaned": [{"line": cleaned.line, "column": cleaned.column} for cleaned in answer.cleaned],
        "ignored_columns": answer.ignored,
        "hidden_rows": answer.hidden,
    }
    return Answer(data, _lines(answer), notes=_notes(answer), status=1 if answer.rejected else 0)


def _rejected(found: Rejected) -> dict[str, Any]:
    return {
        "line": found.line,
        "column": found.column,
        "value": found.value,
        "problem": found.problem,
        "message": without_marks(problem_sentence(found.problem, found.value, dict(found.data))),
    }


def _lines(answer: Imported) -> list[str]:
    told = _("Accepted: {accepted}. Already there: {already}. Rejected: {rejected}.")
    rejected = len({found.line for found in answer.rejected})
    return [
        told.format(accepted=count(answer.accepted), already=count(answer.already), rejected=count(rejected))
    ]


def _notes(answer: Imported) -> list[str]:
    notes = [
        _("Line {line}, {column}: {message}").format(
            line=isolated(str(found.line)),
            column=isolated(found.column or "–"),
            message=problem_sentence(found.problem, found.value, dict(found.data)),
        )
        for found in answer.rejected
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
    if answer.hidden:
        notes.append(_("Hidden rows that were read too: {count}.").format(count=count(answer.hidden)))
    if not answer.saved:
        notes.append(_("Nothing was saved. Correct the lines, or take the sound ones with --partial."))
    return notes
