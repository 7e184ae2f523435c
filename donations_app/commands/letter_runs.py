"""What a run of letters did, whatever they are about: who gets one, who is left out, what was sent and what failed."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from donations_app.commands.call import Answer
from donations_app.domain.letter_plans import LetterPlan, NotTo, ToSomebody
from donations_app.domain.storage_errors import StorageUnavailable
from donations_app.dues_words import left_out_word
from donations_app.i18n import _, count, isolated, ngettext, without_marks
from donations_app.sentences import sentence
from donations_app.services.deliveries.mailing import LetterRun
from donations_app.services.deliveries.paper import Printed

N = TypeVar("N", bound=NotTo)


def left_data(one: NotTo, told: str) -> dict[str, Any]:
    """Return somebody who gets no letter as JSON says it; ``told`` says why."""
    return {"ref": one.to.ref, "name": one.to.name, "reason": one.reason, "message": without_marks(told)}


def left_lines(
    left_out: Sequence[N], numbers: Mapping[Any, int], word: Callable[[str], str], told: Callable[[N], str]
) -> list[str]:
    """Return those who get no letter, by reason: how many, then who, each with why.

    Args:
        left_out: all of them.
        numbers: how many for each reason, in order.
        word: what a reason is called.
        told: why somebody is left out.
    """
    lines: list[str] = []
    for reason, number in numbers.items():
        lines.append(f"{count(number)}  {word(reason)}")
        those = (one for one in left_out if one.reason == reason)
        lines += [f"   {isolated(one.to.ref)}  {one.to.name}  {told(one)}" for one in those]
    return lines


def numbers_data(found: LetterPlan[Any, Any]) -> dict[str, int]:
    """Return how many letters go which way."""
    return {"post": len(found.by("post")), "email": len(found.by("email"))}


def numbers_line(found: LetterPlan[Any, Any]) -> str:
    """Return how many letters go which way, in a sentence."""
    told = ngettext(
        "{count} letter: {post} by post, {email} by e-mail.",
        "{count} letters: {post} by post, {email} by e-mail.",
        len(found.letters),
    )
    ways = {way: count(number) for way, number in numbers_data(found).items()}
    return told.format(count=count(len(found.letters)), **ways)


def run_data(run: LetterRun[Any, Any] | None) -> dict[str, Any]:
    """Return what became of e-mails as JSON says it; ``None``: none was asked for."""
    made: LetterRun[Any, Any] = run or LetterRun(None)
    refs = {
        name: [one.to.ref for one in getattr(made, name)]
        for name in ("sent", "in_doubt", "changed", "waiting")
    }
    return {
        **refs,
        "failed": [{"ref": one.to.ref, "answer": answer} for one, answer in made.failed],
        "error": {"error": type(made.broken).__name__, "message": _broken(made)} if made.broken else None,
    }


def _broken(run: LetterRun[Any, Any]) -> str:
    return without_marks(sentence(run.broken) or "") if run.broken else ""


def run_lines(run: LetterRun[Any, Any] | None) -> list[str]:
    """Return what became of e-mails."""
    if run is None:
        return []
    told = ngettext("{count} e-mail sent.", "{count} e-mails sent.", len(run.sent))
    changed = _("changed meanwhile: not written to")
    failed: list[tuple[ToSomebody, str]] = run.failed
    return [
        told.format(count=count(len(run.sent))),
        *(f"{isolated(one.to.ref)}  {isolated(one.to.email)}  {answer}" for one, answer in failed),
        *(f"{isolated(one.to.ref)}  {left_out_word('in_doubt')}" for one in run.in_doubt),
        *(f"{isolated(one.to.ref)}  {changed}" for one in run.changed),
    ]


def made_data(
    options: argparse.Namespace, printed: Printed[Any] | None, run: LetterRun[Any, Any] | None
) -> dict[str, Any]:
    """Return what was printed and sent, as JSON says it."""
    pages = printed.pages if printed else 0
    return {"file": str(options.out) if pages else None, "pages": pages, **run_data(run)}


def made_lines(
    options: argparse.Namespace, printed: Printed[Any] | None, run: LetterRun[Any, Any] | None, *beside: str
) -> list[str]:
    """Return what was printed and sent, or that nothing was; ``beside`` is what else was made."""
    lines = (
        [_("Written: {path}").format(path=isolated(str(options.out)))] if printed and printed.pages else []
    )
    lines += [*beside, *run_lines(run)]
    if not (options.out or options.send):
        lines.append(_("Nothing is written yet: --out prints what goes by post, --send sends the e-mails."))
    return lines


def run_answer(data: dict[str, Any], lines: list[str], run: LetterRun[Any, Any] | None) -> Answer:
    """Return the answer of a command; what failed shows in its status."""
    status = 0
    if run and (run.failed or run.in_doubt or run.broken):
        status = 3 if isinstance(run.broken, StorageUnavailable) else 1
    return Answer(data, lines, [_broken(run)] if run and run.broken else [], status=status)
