"""``field open|list|send|bring|acknowledge``: an office without internet, and its field book brought home."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, file_option
from donations_app.commands.summaries import summary
from donations_app.db.queries.field_books import FieldBookRow, field_books
from donations_app.domain.field_books import VERDICTS, Decision, Judged, Review, total
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, day, isolated, labelled, moment, money, ngettext, without_marks
from donations_app.words.codes import METHODS, listed, together, word
from donations_app.words.field_books import CHOICES, asked_words, coming_words, verdict_words


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "open|list|send|bring|acknowledge")
    _add_open(kinds)
    add_command(kinds, "list", _("field books that were opened, and what came of them"), list_books)
    sent = add_command(kinds, "send", _("sign the field book and seal it for the books at home"), send)
    sent.add_argument("file", type=Path, metavar="FILE")
    brought = add_command(kinds, "bring", _("bring a field book home"), bring, writes=True)
    brought.add_argument("file", type=Path, metavar="FILE")
    brought.add_argument(
        "--answer",
        action="append",
        default=[],
        type=_answer,
        metavar="NAME=CHOICE",
        help=_("what is decided of something that is asked: {choices}").format(
            choices=listed(sorted(CHOICES))
        ),
    )
    brought.add_argument(
        "--join", action="store_true", help=_("take over books that an office made apart, too")
    )
    printed = add_command(
        kinds, "acknowledge", _("print that money was received, provisionally: no tax receipt"), acknowledge
    )
    printed.add_argument("payment", metavar="REF")
    printed.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    printed.add_argument("--language", choices=("fr", "ar", "en"), default="")
    printed.add_argument("--force", action="store_true")


def _add_open(kinds: Any) -> None:
    opened = add_command(kinds, "open", _("open a field book for an office"), open_, writes=True)
    opened.add_argument(
        "--office", dest="for_office", required=True, metavar="CODE", help=_("which records in it")
    )
    opened.add_argument("--out", type=Path, required=True, metavar="FILE")
    opened.add_argument(
        "--whole",
        action="store_true",
        help=_("a copy of all that the books hold, for an office that works alone for long"),
    )


def _answer(text: str) -> tuple[str, str]:
    name, sign, choice = text.rpartition("=")
    if not sign or not name or choice not in CHOICES:
        raise argparse.ArgumentTypeError(
            _("write the answer like P-LY2-000003=same: {choices}").format(choices=listed(sorted(CHOICES)))
        )
    return name, choice


def open_(call: Call) -> Answer:
    """Open a field book."""
    options, books = call.options, call.books()
    office, path = options.for_office.upper(), options.out
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "field") if call.is_rehearsal and not path.exists() else path
        if options.whole:
            from donations_app.services.exchange.copies import copy_for_office

            code, people, projects = copy_for_office(books, place, office), None, None
        else:
            from donations_app.services.exchange.field_opening import open_field_book

            opened = open_field_book(books, place, office)
            code, people, projects = opened.code, opened.people, opened.projects
    data = {"field_book": code, "office": office, "file": str(path), "people": people, "projects": projects}
    told = _("Field book {code} of {office}: {path}").format(
        code=isolated(code), office=isolated(office), path=isolated(str(path))
    )
    lines = [told]
    if people is not None:
        lines.append(
            _("It holds {what}, and no bank details of theirs.").format(
                what=together(
                    ngettext("{count} person", "{count} people", people).format(count=count(people)),
                    ngettext("{count} project", "{count} projects", projects or 0).format(
                        count=count(projects or 0)
                    ),
                )
            )
        )
    return Answer(data | {"changes": [], "warnings": []}, lines)


def list_books(call: Call) -> Answer:
    """List the field books that were opened here."""
    with call.books(read_only=True).read() as session:
        found = field_books(session)
    data = [
        {
            "field_book": one.code,
            "office": one.office,
            "opened_on": one.opened_on.isoformat(),
            "links": one.n,
            "last_at": one.at.isoformat() if one.n > 1 else None,
        }
        for one in found
    ]
    return Answer({"field_books": data}, [*map(_book_line, found)] or [_("No field book was opened here.")])


def _book_line(one: FieldBookRow) -> str:
    came = _("last written {at}").format(at=moment(one.at)) if one.n > 1 else _("nothing came home yet")
    parts = (isolated(one.code), one.office_name, _("opened on {day}").format(day=day(one.opened_on)), came)
    return "  ".join(parts)


def send(call: Call) -> Answer:
    """Write the file that brings a field book home by mail or stick."""
    from donations_app.services.exchange.field_source import send_home

    path: Path = call.options.file
    code = send_home(call.books(read_only=True), path)
    told = _("Field book {code}, signed and sealed for the books at home: {path}")
    return Answer(
        {"field_book": code, "file": str(path)}, [told.format(code=isolated(code), path=isolated(str(path)))]
    )


def bring(call: Call) -> Answer:
    """Bring a field book home; where something is asked, nothing is written."""
    from donations_app.services.exchange.field_bringing import bring_field_book, look_at

    options, books = call.options, call.books()
    answers = dict(options.answer)
    review = look_at(books, options.file, answers, join=options.join)
    if not review.asked:
        review = bring_field_book(books, options.file, answers, join=options.join)
    is_written = not review.asked and not call.is_rehearsal
    data = _review_data(review) | {"written": is_written, "changes": [], "warnings": []}
    return Answer(
        data,
        [*_review_lines(review), *_asked_lines(review)],
        [*coming_words(review), *([] if is_written or call.is_rehearsal else [_("Nothing was written.")])],
        status=1 if review.asked and not call.is_rehearsal else 0,
    )


def _coming(review: Review) -> list[Judged]:
    """Return the payments that are written, but for those that wait for an answer."""
    waiting = {one.name for one in review.asked}
    return [one for one in review.written if waiting.isdisjoint(one.decisions)]


def _review_data(review: Review) -> dict[str, Any]:
    coming, proof = _coming(review), review.proof
    return {
        "field_book": proof.code,
        "office": proof.office,
        "sealed": proof.is_sealed,
        "new": len(coming),
        "new_cents": total(coming).cents,
        "already": len(review.of("already")),
        "left": sum(one.is_left for one in review.payments),
        "people": proof.people,
        "slips": proof.slips,
        "late": [one.ref for one in review.late],
        "erased": [one.ref for one in review.erased],
        "asked": [_decision_data(one) for one in review.asked],
        "decided": [_decision_data(one) for one in review.decisions if one.answer],
        "verdicts": {
            verdict: {"count": len(some), "sum_cents": total(some).cents}
            for verdict in VERDICTS
            if (some := review.of(verdict))
        },
        "payments": [_payment_data(one) for one in review.payments],
    }


def _decision_data(one: Decision) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "choices": list(one.choices),
        "answer": one.answer or None,
        "payments": list(one.payments),
        "message": without_marks(asked_words(one)),
    }


def _payment_data(one: Judged) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "received_on": one.on.isoformat(),
        "payer": one.payer or None,
        "method": one.method,
        "projects": list(one.places),
        "amount_cents": one.amount.cents,
        "verdict": one.verdict,
        "asked": list(one.decisions),
        "left": one.is_left,
    }


def _review_lines(review: Review) -> list[str]:
    proof, coming = review.proof, _coming(review)
    first = ngettext(
        "Field book {code} of {office}: {count} payment, {amount}",
        "Field book {code} of {office}: {count} payments, {amount}",
        len(review.payments),
    )
    lines = [
        first.format(
            code=isolated(proof.code),
            office=proof.office,
            count=count(len(review.payments)),
            amount=money(total(review.payments)),
        )
    ]
    lines += [
        "  " + labelled(verdict_words(verdict), together(count(len(some)), money(total(some))))
        for verdict in VERDICTS
        if (some := review.of(verdict))
    ]
    if coming:
        lines += [_payment_line(one) for one in coming]
    return lines


def _payment_line(one: Judged) -> str:
    parts = (
        day(one.on),
        isolated(one.ref),
        one.payer or _("Anonymous"),
        word(METHODS, one.method),
        money(one.amount),
    )
    return "  ".join((*parts, verdict_words(one.verdict)))


def _asked_lines(review: Review) -> Sequence[str]:
    lines = []
    for one in review.asked:
        answers = " | ".join(f"{one.name}={choice}" for choice in one.choices)
        lines += [asked_words(one), f"  --answer {isolated(answers)}"]
    lines += [
        asked_words(one) for one in review.decisions if one.kind == "project" and one.answer == "general"
    ]
    return lines


def acknowledge(call: Call) -> Answer:
    """Print that money was received, provisionally."""
    from donations_app.services.payments.acknowledging import acknowledgement

    options = call.options
    document = acknowledgement(call.books(read_only=True), options.payment, language=options.language)
    with placed(options.out, force=options.force) as file:
        file.write(document)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"payment": options.payment, "file": str(options.out)}, [told])
