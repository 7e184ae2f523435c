"""One verdict a line: taken, standing already, or refused, with all that is wrong with it."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from donations_app.db.journal import Write
from donations_app.domain.deaths import death_problems
from donations_app.domain.errors import Problem
from donations_app.domain.parties import PartyDraft
from donations_app.domain.payments import ASK_AGAIN_ABOVE
from donations_app.formats.lines import Read, Rejected
from donations_app.formats.plain_drafts import is_plain
from donations_app.services.books.directory import Directory
from donations_app.services.exchange.after_death import after_deaths
from donations_app.services.exchange.converted import converted
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.kinds import Accepted, Kind
from donations_app.services.exchange.known import Known

Progress = Callable[[int, int], None]
LARGE: Final = "large_amount"
_STEP: Final = 500  # lines between two reports


def judge_only(directory: Directory, kind: Kind, read: Read, answer: Imported, today: date) -> None:
    """Tell what is wrong with the sound lines too, so that a file is corrected in one go."""
    for line, draft in read.drafts:
        answer.reject(line, _problems(kind, draft, directory, today) or _doubts(kind, draft))


def accept_lines(
    write: Write,
    kind: Kind,
    read: Read,
    answer: Imported,
    directory: Directory,
    today: date,
    progress: Progress | None,
) -> Accepted:
    """Return the drafts that are new and sound; of the others the answer says what is wrong, or counts them."""
    known = Known(write, kind, directory, {getattr(draft, kind.name) for _line, draft in read.drafts})
    taken: dict[int, tuple[Any, str]] = {}  # by line: the draft and the digest of what it asks
    clashing: dict[int, int] = {}  # lines of the file that say different things under one reference
    for done, (line, draft) in enumerate(read.drafts):
        if progress and done % _STEP == 0:
            progress(done, len(read.drafts))
        plain = is_plain(draft)  # sound by itself, and nothing of it is doubted
        problems = kind.problems(draft, directory) if plain else _problems(kind, draft, directory, today)
        if problems:
            answer.reject(line, problems)
            continue
        ref, asked = getattr(draft, kind.name), draft.fingerprint() if plain else kind.fingerprint(draft)
        place = known.place(ref, draft)
        problem = known.problem(place, asked)
        if problem == "new":
            if doubts := kind.closed(draft, directory) or ([] if plain else _doubts(kind, draft)):
                answer.reject(line, doubts)
                continue
            known.note(place, asked, line)
            taken[line] = known.keyed(draft), asked
        elif problem == "ref_reused" and (before := known.line_of(place)):
            clashing |= {before: line, line: before}
        elif problem:
            answer.rejected.append(Rejected(line, kind.name, ref, problem))
        else:
            answer.already += 1
            answer.verdicts[line] = "already"
    _reject_clashing(kind, read, answer, clashing)
    del known
    for line in clashing:
        taken.pop(line, None)
    answer.verdicts |= dict.fromkeys(taken, "new")
    _tell(write, answer, taken, today)
    return Accepted([draft for draft, _ in taken.values()], [asked for _, asked in taken.values()])


def _reject_clashing(kind: Kind, read: Read, answer: Imported, clashing: dict[int, int]) -> None:
    """Reject both lines of two that say different things under one reference."""
    refs = {line: getattr(draft, kind.name) for line, draft in read.drafts if line in clashing}
    answer.rejected.extend(
        Rejected(line, kind.name, refs[line], "ref_of_other_line", (("before", other),))
        for line, other in clashing.items()
    )


def _tell(write: Write, answer: Imported, taken: dict[int, tuple[Any, str]], today: date) -> None:
    """Note how many are taken, and what of them a person wants to know."""
    answer.accepted = len(taken)
    answer.converted = converted(draft for draft, _ in taken.values())
    lines = ((line, draft) for line, (draft, _) in taken.items())
    answer.after_death = after_deaths(write.session, lines, today)
    answer.undebited = sum(
        getattr(draft, "is_debited", False) and not draft.iban for draft, _ in taken.values()
    )
    answer.sort()


def _problems(kind: Kind, draft: Any, directory: Directory, today: date) -> list[Problem]:
    """Return what stands against a draft by itself, or else by what it refers to."""
    return own_problems(draft, today) or kind.problems(draft, directory)


def own_problems(draft: Any, today: date) -> list[Problem]:
    """Return what stands against a draft by itself, on a day."""
    own: list[Problem] = draft.problems(today=today) if hasattr(draft, "fingerprint") else draft.problems()
    if isinstance(draft, PartyDraft):
        own += death_problems(draft, today)
    return own


def _doubts(kind: Kind, draft: Any) -> list[Problem]:
    """Return what may be right, and is a typing error more often; it is asked about before it is saved."""
    amount = kind.amount(draft)
    return [Problem("amount", LARGE, str(amount.cents))] if amount > ASK_AGAIN_ABOVE else []
