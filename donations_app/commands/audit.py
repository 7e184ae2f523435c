"""``audit sample|trace|note|notes|pack``: the auditor's morning; the books are only read."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from donations_app.commands.call import (
    Answer,
    Call,
    add_command,
    add_group,
    file_option,
    form_of,
    whole_option,
    year_option,
)
from donations_app.commands.summaries import summary
from donations_app.domain.money import Money
from donations_app.i18n import _, count, day, isolated, labelled, money, ngettext
from donations_app.machine import preferences
from donations_app.services.audit.notes import keep_note, notes_on
from donations_app.services.audit.pack import write_pack
from donations_app.services.audit.sample import FORMATS, sample_data, sample_receipts
from donations_app.services.audit.trace import trace_data, trace_receipt
from donations_app.words.codes import together

_TRACE_FORMATS: Final = ("pdf", "json")


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "sample|trace|note|notes|pack")
    sample_parser = add_command(
        kinds, "sample", _("receipts drawn at random, the same for the same seed"), sample
    )
    sample_parser.add_argument("--year", type=year_option, required=True)
    sample_parser.add_argument("--size", type=_positive, default=30)
    sample_parser.add_argument("--seed", type=whole_option, required=True)
    sample_parser.add_argument("--above", type=_positive, metavar="CENTS")
    sample_parser.add_argument("--by-form", action="store_true")
    sample_parser.add_argument("--out", type=file_option(*FORMATS), metavar="FILE.pdf|csv|json")
    trace_parser = add_command(kinds, "trace", _("a receipt followed back to its payments"), trace)
    trace_parser.add_argument("number")
    trace_parser.add_argument("--out", type=file_option(*_TRACE_FORMATS), metavar="FILE.pdf|json")
    note_parser = add_command(kinds, "note", _("write a note on a receipt, apart from the books"), note)
    note_parser.add_argument("number")
    note_parser.add_argument("text")
    notes_parser = add_command(kinds, "notes", _("the notes on these books"), notes)
    for each in (note_parser, notes_parser):
        each.add_argument("--notes", type=Path, metavar="FILE.json")
    pack_parser = add_command(kinds, "pack", _("everything of a year in a ZIP that proves itself"), pack)
    pack_parser.add_argument("--year", type=year_option, required=True)
    pack_parser.add_argument("--out", type=file_option("zip"), required=True, metavar="FILE.zip")
    for each in (sample_parser, trace_parser, pack_parser):
        each.add_argument("--force", action="store_true")


def _positive(text: str) -> int:
    number = whole_option(text)
    if number <= 0:
        raise argparse.ArgumentTypeError(_("write a whole number above zero"))
    return number


def sample(call: Call) -> Answer:
    """Draw a sample, show it, and write it where a file is named."""
    options = call.options
    sampled = sample_receipts(
        call.books(read_only=True),
        options.year,
        size=options.size,
        seed=options.seed,
        above=Money(options.above) if options.above else None,
        by_form=options.by_form,
        out=options.out,
        form=form_of(options.out),
        force=options.force,
    )
    lines = [f"{isolated(line.number)}  {line.name}  {money(line.amount)}" for line in sampled.lines]
    told = _("{drawn} of {population} receipts, seed {seed}.").format(
        drawn=count(len(sampled.lines)),
        population=count(sampled.sample.population),
        seed=isolated(str(options.seed)),
    )
    data = sample_data(sampled) | {"file": str(options.out) if options.out else None}
    return Answer(data, [*lines, told, *_written(options.out)])


def _written(path: Path | None) -> list[str]:
    return [_("Written: {path}").format(path=isolated(str(path)))] if path else []


def trace(call: Call) -> Answer:
    """Follow one receipt back; exit 1 when its document or its lines are no longer what was issued."""
    options = call.options
    found = trace_receipt(
        call.books(read_only=True),
        options.number,
        out=options.out,
        form=form_of(options.out),
        force=options.force,
    )
    lines = [f"{isolated(found.number)}  {found.content.donor.name}  {money(found.content.amount)}"]
    lines += [
        f"    {isolated(f'{line.payment}/{line.position}')}  {money(line.amount)}" for line in found.lines
    ]
    if not found.is_intact:
        lines.append(_("The document is not the one that was issued."))
    if not found.is_balanced:
        lines.append(_("The payment lines are no longer those of the receipt."))
    data = trace_data(found) | {"file": str(options.out) if options.out else None}
    sound = found.is_intact and found.is_balanced
    return Answer(data, [*lines, *_written(options.out)], status=0 if sound else 1)


def _notes_file(call: Call) -> Path:
    place: Path | None = call.options.notes
    return place or preferences.default_notes()


def note(call: Call) -> Answer:
    """Keep a note on a receipt in the auditor's own file."""
    options, place = call.options, _notes_file(call)
    kept = keep_note(call.books(read_only=True), place, options.number, options.text)
    data = {"number": kept.number, "text": kept.text, "file": str(place)}
    return Answer(data, _written(place))


def notes(call: Call) -> Answer:
    """Show the notes on these books, oldest first."""
    place = _notes_file(call)
    found = notes_on(call.books(read_only=True), place)
    data = [{"number": one.number, "at": one.at.isoformat(), "by": one.by, "text": one.text} for one in found]
    lines = [
        labelled(f"{isolated(one.number)}  {together(_when(one.at), one.by)}", one.text) for one in found
    ]
    return Answer({"notes": data, "file": str(place)}, lines or [_("No note on these books yet.")])


def _when(at: datetime) -> str:
    return day(at.astimezone().date())


def pack(call: Call) -> Answer:
    """Write the pack that proves itself."""
    options = call.options
    packed = write_pack(
        call.books(read_only=True), options.out, options.year, progress=call.progress(), force=options.force
    )
    told = ngettext(
        "{count} receipt and the whole audit trail: {path}",
        "{count} receipts and the whole audit trail: {path}",
        packed.receipts,
    ).format(count=count(packed.receipts), path=isolated(str(options.out)))
    data = {
        "file": str(options.out),
        "files": packed.files,
        "receipts": packed.receipts,
        "entries": packed.entries,
        "total_cents": packed.total.cents,
    }
    return Answer(data, [told])
