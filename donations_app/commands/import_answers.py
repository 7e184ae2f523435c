"""What an import answers: its numbers and lists for programs, its lines and notes for people."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from donations_app.commands.doubles import double_data, double_line
from donations_app.commands.past_imports import correction_data
from donations_app.domain.money import Money
from donations_app.domain.projects import ProjectDraft
from donations_app.formats.full_names import FULL_NAME
from donations_app.formats.lines import Rejected
from donations_app.i18n import _, count, decimal, figures, isolated, money, ngettext, without_marks
from donations_app.services.exchange.after_death import AfterDeath
from donations_app.services.exchange.converted import Converted
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.updates import Changed
from donations_app.words.changes import person_change
from donations_app.words.codes import listed
from donations_app.words.imports import correction_words
from donations_app.words.people import death_sentence
from donations_app.words.phrases import problem_sentence
from donations_app.words.projects import change_words

_LONGEST_HEADING: Final = 60  # characters that are shown of one


def import_data(answer: Imported) -> dict[str, Any]:
    """Return the answer to an import as programs read it."""
    return {
        "import": answer.ref or None,
        "accepted": answer.accepted,
        "already": answer.already,
        "changed": [_changed(one) for one in answer.changed],
        "corrected": [correction_data(one) for one in answer.corrected],
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
        "doubtful_days": [
            {
                "column": one.column,
                "heading": _heading(answer, one.column),
                "count": one.count,
                "example": one.example,
            }
            for one in answer.doubtful_days
        ],
        "unused": list(answer.unused),
        "code_page": answer.code_page,
        "example": answer.example,
    }


def import_lines(answer: Imported) -> list[str]:
    """Return the answer to an import in words."""
    return [*_lines(answer), *map(correction_words, answer.corrected), *_changed_lines(answer)]


def import_notes(answer: Imported) -> list[str]:
    """Return what a person is to look at: what was refused, and what was read otherwise than it stands."""
    parts = (_of_lines, _of_writing, _of_text, _of_sheets, _of_debits, _of_saving, _of_changes)
    return [note for part in parts for note in part(answer)]


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
            change=change_words(what, before, after)
            if isinstance(one.draft, ProjectDraft)
            else person_change(what, before, after),
        )
        for one in answer.changed
        for what, before, after in one.fields
    ]


def _of_changes(answer: Imported) -> Iterator[str]:
    """Say how people who are recorded otherwise are changed, where the file was refused for them."""
    if answer.changed and any(one.problem == "ref_reused" for one in answer.rejected):
        yield _("To change what is recorded as listed, say --update.")


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


def _of_lines(answer: Imported) -> Iterator[str]:
    for found in answer.rejected:
        yield _("Line {line}, {column}: {message}").format(
            line=isolated(str(found.line)),
            column=isolated(_heading(answer, found.column) or "–"),
            message=problem_sentence(found.problem, found.value, dict(found.data)),
        )
    for gift in answer.after_death:
        yield _("Line {line}, {column}: {message}").format(
            line=isolated(str(gift.line)), column=isolated("payer"), message=death_sentence(gift.death)
        )
    for line, one, likeness in answer.doubles:
        told = _("Line {line}: {double}")
        yield told.format(line=isolated(str(line)), double=double_line(one, likeness))


def _of_writing(answer: Imported) -> Iterator[str]:
    """Say which days were read day first though nothing says so, and what was said of the file in vain."""
    for one in answer.doubtful_days:
        told = ngettext(
            "{column}: {count} day may be written month first, “{example}”; it was read day first."
            " If that is wrong, say --days month-first; if it is right, --days day-first.",
            "{column}: {count} days may be written month first, such as “{example}”; all were read day first."
            " If that is wrong, say --days month-first; if it is right, --days day-first.",
            one.count,
        )
        yield told.format(
            column=isolated(_heading(answer, one.column)),
            count=count(one.count),
            example=isolated(one.example[:_LONGEST_HEADING]),
        )
    if answer.unused:
        told = _(
            "--names says how whole names are parted, but no column holds any:"
            " say which does with --map HEADING={column}."
        )
        yield told.format(column=FULL_NAME)


def _of_text(answer: Imported) -> Iterator[str]:
    """Say what was taken out of the text, what of its headings means nothing, and in which letters it was read."""
    if answer.cleaned:
        said = ngettext(
            "Invisible characters were taken out of {count} cell.",
            "Invisible characters were taken out of {count} cells.",
            len(answer.cleaned),
        )
        yield said.format(count=count(len(answer.cleaned)))
    if answer.ignored:
        yield _("Columns that mean nothing here: {names}.").format(names=listed(answer.ignored))
    for header, column in answer.near.items():
        told = _(
            "The heading “{header}” is close to {column}, which the file lacks. Correct it if that is meant."
        )
        yield told.format(header=header, column=isolated(column))
    if answer.code_page:
        told = _("Read in the code page {name}: “{example}”. If that is wrong, save the file as UTF-8.")
        yield told.format(name=isolated(answer.code_page), example=answer.example)


def _of_sheets(answer: Imported) -> Iterator[str]:
    """Say what was read of a workbook that has more than one sheet, and what was not."""
    if answer.other_sheets or answer.hidden_sheets:
        yield _("The sheet “{sheet}” was read.").format(sheet=answer.sheet)
    if answer.other_sheets:
        yield _("Sheets that were not read: {names}.").format(names=listed(answer.other_sheets))
    if answer.hidden_sheets:
        names = listed(answer.hidden_sheets)
        yield _("Hidden sheets, which are never read unasked: {names}.").format(names=names)
    if answer.hidden:
        yield _("Hidden rows that were read too: {count}.").format(count=count(answer.hidden))


def _of_debits(answer: Imported) -> Iterator[str]:
    if answer.undebited:
        said = ngettext(
            "{count} direct debit has no account and no mandate here: it is expected, and debited elsewhere.",
            "{count} direct debits have no account and no mandate here: they are expected, and debited elsewhere.",
            answer.undebited,
        )
        yield said.format(count=count(answer.undebited))


def _of_saving(answer: Imported) -> Iterator[str]:
    if not answer.saved:
        yield _("Nothing was saved. Correct the lines, or take the sound ones with --partial.")
