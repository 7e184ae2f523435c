"""What a run of letters did, whatever they are about: who gets one, who is left out, what was sent and what failed."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from donations_app.commands.call import Answer, Call, file_option
from donations_app.commands.delivering import password
from donations_app.domain.letter_plans import LetterPlan, NotTo, ToSomebody
from donations_app.domain.storage_errors import StorageUnavailable
from donations_app.i18n import _, count, isolated, ngettext, without_marks
from donations_app.services.deliveries.mailing import LetterRun
from donations_app.services.deliveries.paper import Printed
from donations_app.words.dues import left_out_word
from donations_app.words.mail import answer_words
from donations_app.words.sentences import sentence

P = TypeVar("P", bound=LetterPlan[Any, Any])
T = TypeVar("T", bound=ToSomebody)
N = TypeVar("N", bound=NotTo)


def add_out(command: argparse.ArgumentParser) -> None:
    """Add where the letters that go by post are written."""
    command.add_argument(
        "--out", type=file_option("pdf"), metavar="FILE.pdf", help=_("the letters to print; noted as posted")
    )


def add_ways(command: argparse.ArgumentParser, again: str) -> None:
    """Add by which way letters go; ``again`` says who gets one once more."""
    command.add_argument("--send", action="store_true", help=_("send those that go by e-mail"))
    command.add_argument(
        "--by-post", action="store_true", help=_("on paper, to those who agreed to e-mail too")
    )
    command.add_argument("--again", action="store_true", help=again)


def printed_if_asked(call: Call, order: Any, prints: Callable[..., Printed[P]]) -> Printed[P] | None:
    """Print the letters of a run that go by post, where ``--out`` asks for it; a rehearsal keeps no file."""
    options = call.options
    if not options.out:
        return None
    out: Path | None = None if call.is_rehearsal else options.out
    return prints(call.acting(), out, order, force=options.force, progress=call.progress())


def sent_if_asked(call: Call, order: Any, sends: Callable[..., LetterRun[P, T]]) -> LetterRun[P, T] | None:
    """Send the letters of a run that go by e-mail, where ``--send`` asks for it; a rehearsal sends nothing."""
    if not call.options.send or call.is_rehearsal:
        return None
    return sends(call.acting(), order, password=password(call), progress=call.progress())


def way_data(one: ToSomebody) -> dict[str, Any]:
    """Return how a letter goes and where to, as JSON says it."""
    to = one.to
    by_post = [to.addressee, *to.address.printed()]
    return {"way": one.way, "to": to.email if one.way == "email" else by_post}


def plan_data(
    found: LetterPlan[T, N], letter: Callable[[T], dict[str, Any]], told: Callable[[N], str]
) -> dict[str, Any]:
    """Return who gets a letter and who does not as JSON says it.

    Args:
        found: the plan.
        letter: what is said of a letter.
        told: why somebody is left out.
    """
    left_out = [
        {"ref": one.to.ref, "name": one.to.name, "reason": one.reason, "message": without_marks(told(one))}
        for one in found.left_out
    ]
    return {"letters": [letter(one) for one in found.letters], "left_out": left_out}


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
        *(
            f"{isolated(one.to.ref)}  {isolated(one.to.email)}  {answer_words(answer)}"
            for one, answer in failed
        ),
        *(f"{isolated(one.to.ref)}  {left_out_word('in_doubt')}" for one in run.in_doubt),
        *(f"{isolated(one.to.ref)}  {changed}" for one in run.changed),
    ]


def made_answer(
    options: argparse.Namespace,
    data: dict[str, Any],
    lines: list[str],
    found: LetterPlan[Any, Any],
    printed: Printed[Any] | None,
    run: LetterRun[Any, Any] | None,
    *beside: str,
) -> Answer:
    """Return what is planned, and what was printed and sent of it, or that nothing was.

    Args:
        options: of the command.
        data: what is said of the plan, as JSON says it.
        lines: the same for people.
        found: the plan.
        printed: what was printed, if that was asked for.
        run: what was sent, if that was asked for.
        beside: what else was made.
    """
    pages = printed.pages if printed else 0
    data = {
        **data,
        "post": len(found.by("post")),
        "email": len(found.by("email")),
        "file": str(options.out) if pages else None,
        "pages": pages,
        **run_data(run),
    }
    lines = lines + ([_("Written: {path}").format(path=isolated(str(options.out)))] if pages else [])
    lines += [*beside, *run_lines(run)]
    if not (options.out or options.send):
        lines.append(_("Nothing is written yet: --out prints what goes by post, --send sends the e-mails."))
    return run_answer(data, lines, run)


def run_answer(data: dict[str, Any], lines: list[str], run: LetterRun[Any, Any] | None) -> Answer:
    """Return the answer of a command; what failed shows in its status."""
    status = 0
    if run and (run.failed or run.in_doubt or run.broken):
        status = 3 if isinstance(run.broken, StorageUnavailable) else 1
    return Answer(data, lines, [_broken(run)] if run and run.broken else [], status=status)
