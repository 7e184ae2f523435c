"""``people letter``: one letter to the people of a list, on paper and by e-mail, and labels for the envelopes."""

import argparse
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from donations_app.commands.call import Answer, Call, add_command, file_option, form_of, year_option
from donations_app.commands.letter_runs import (
    add_out,
    add_ways,
    left_lines,
    made_answer,
    plan_data,
    printed_if_asked,
    sent_if_asked,
    way_data,
)
from donations_app.commands.people_list import add_questions, asked_people
from donations_app.db.queries.circulars import keys_of
from donations_app.db.queries.people_list import people_keys
from donations_app.domain.circulars import CircularDraft, CircularPlan, Copy, counted
from donations_app.domain.parties import LANGUAGES
from donations_app.formats.letters import read_circular
from donations_app.formats.writing import TABLES
from donations_app.i18n import _, count, isolated, ngettext
from donations_app.services.deliveries.circular_mail import CircularRun, send_circular
from donations_app.services.deliveries.circulars import (
    NO_TEXT,
    CircularOrder,
    PrintedCircular,
    plan,
    print_circular,
    write_labels,
)
from donations_app.words.circulars import left_out_sentence, left_out_word, other_language_line
from donations_app.words.dues import way_word
from donations_app.words.letters import plan_words
from donations_app.words.people import LANGUAGES as LANGUAGE_WORDS

_FRENCH: Final = "fr"


def add_letter(kinds: Any) -> None:
    """Add the command to those of ``people``."""
    made = add_command(
        kinds, "letter", _("a letter to the people of a list, and labels"), letter, writes=True
    )
    made.add_argument("parties", nargs="*", metavar="REF", help=_("only these people"))
    add_questions(made)
    made.add_argument(
        "--text",
        action="append",
        type=_text_option,
        default=[],
        metavar="[LANGUAGE=]FILE.txt",
        help=_("the subject on the first line, then the letter; one file for each language"),
    )
    made.add_argument(
        "--name",
        metavar="NAME",
        help=_("of the letter: nobody gets one twice; that of the file, if not given"),
    )
    made.add_argument(
        "--year", type=year_option, metavar="Y", help=_("of what was given; this one, if not given")
    )
    add_out(made)
    made.add_argument(
        "--labels", type=file_option(*TABLES), metavar="FILE.csv", help=_("a table for labels, csv or xlsx")
    )
    add_ways(made, _("also those who had it, or are in doubt"))
    made.add_argument(
        "--reworded", action="store_true", help=_("the text is another one: the letter is the same")
    )
    made.add_argument("--force", action="store_true")


def _text_option(text: str) -> tuple[str, Path]:
    """Return language and file of a text; a file alone is in French, unless its name says otherwise."""
    language, sign, file = text.partition("=")
    if sign and language in LANGUAGES:
        return language, Path(file)
    said = Path(text).stem.rpartition(".")[2]
    return said if said in LANGUAGES else _FRENCH, Path(text)


def letter(call: Call) -> Answer:
    """Say who gets the letter and who is left out; write and send only what is asked for."""
    options = call.options
    if not (options.parties or options.where or options.question or options.saved):
        told = _("Say to whom: references, --question, --saved or --where; --question all is everybody.")
        return Answer({"error": "parties"}, [told], status=2)
    if not options.text and (options.out or options.send or not options.labels):
        return Answer({"error": "text"}, [_("Say what the letter says: --text FILE.txt.")], status=2)
    draft = _draft(options)
    books = call.acting()
    with books.read() as session:
        keys = _keys(session, call)
    order = CircularOrder(
        draft=draft,
        keys=keys,
        year=options.year or call.today.year,
        by_post=options.by_post,
        again=options.again,
        reworded=options.reworded,
    )
    if draft == NO_TEXT:
        return _labels_alone(options, _labels(call, order))
    return _answer(options, draft, _done(call, order))


class _Done(Struct):
    """What was planned, and what became of it."""

    plan: CircularPlan
    printed: PrintedCircular | None
    labels: int | None  # how many
    run: CircularRun | None


def _done(call: Call, order: CircularOrder) -> _Done:
    found = plan(call.acting(), order)
    printed = printed_if_asked(call, order, print_circular)
    labels = _labels(call, order) if call.options.labels else None  # of what goes, or went today
    return _Done(found, printed, labels, sent_if_asked(call, order, send_circular))


def _draft(options: argparse.Namespace) -> CircularDraft:
    if not options.text:
        return NO_TEXT
    texts = tuple(read_circular(path, language) for language, path in options.text)
    stem = options.text[0][1].stem
    start, sign, end = stem.rpartition(".")
    return CircularDraft(options.name or (start if sign and end in LANGUAGES else stem), texts)


def _keys(session: Any, call: Call) -> tuple[int, ...]:
    """Return the keys of those who are asked for, by name; of several ways to ask only who is in all.

    Raises:
        NotFound: one of the references is nobody's.
    """
    options = call.options
    named = keys_of(session, options.parties)
    keys = people_keys(session, asked_people(call), today=call.today)
    return tuple(key for key in keys if not options.parties or key in named)


def _labels(call: Call, order: CircularOrder) -> int:
    path = call.options.labels
    out = None if call.is_rehearsal else path
    return write_labels(call.acting(), out, order, form=form_of(path), force=call.options.force)


def _labels_alone(options: argparse.Namespace, number: int) -> Answer:
    return Answer({"labels": {"file": str(options.labels), "count": number}}, _label_lines(options, number))


def _label_lines(options: argparse.Namespace, number: int) -> list[str]:
    told = ngettext("{count} label: {path}", "{count} labels: {path}", number)
    return [told.format(count=count(number), path=isolated(str(options.labels)))]


def _answer(options: argparse.Namespace, draft: CircularDraft, done: _Done) -> Answer:
    found, printed, labels, run = done.plan, done.printed, done.labels, done.run
    data = {
        "name": draft.name,
        **plan_data(found, _copy_data, left_out_sentence),
        "labels": None if labels is None else {"file": str(options.labels), "count": labels},
    }
    lines = [*map(_line, found.letters), plan_words(found)]
    if others := len(found.in_other_language):
        lines.append(other_language_line(others))
    lines += left_lines(found.left_out, counted(found.left_out), left_out_word, left_out_sentence)
    beside = () if labels is None else _label_lines(options, labels)
    return made_answer(options, data, lines, found, printed, run, *beside)


def _copy_data(one: Copy) -> dict[str, Any]:
    to = one.to
    return {
        "ref": to.ref,
        "name": to.name,
        **way_data(one),
        "language": one.language,
    }


def _line(one: Copy) -> str:
    return "  ".join((isolated(one.to.ref), one.to.name, way_word(one.way), LANGUAGE_WORDS[one.language]))
