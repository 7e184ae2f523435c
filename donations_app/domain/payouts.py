"""Several payments that the bank credits in one line: the payout of a platform, a run of direct debits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from donations_app.domain.bank import BankLine
from donations_app.domain.matching import Candidate, Person


def payouts(line: BankLine, waiting: Sequence[Candidate]) -> list[Candidate]:
    """Return the payments on a platform, of days that follow each other, which come to the amount of a line.

    Args:
        line: a credit.
        waiting: payments that wait, by day; one alone is no payout.
    """
    found: list[Candidate] = []
    ordered = sorted(
        (one for one in waiting if one.on and one.on <= line.booked_on), key=lambda one: one.on or date.min
    )
    for start in range(len(ordered)):
        total = 0
        for end in range(start, len(ordered)):
            total += ordered[end].amount
            if total > line.amount:
                break
            if total == line.amount and end > start:
                some = tuple(one.to for one in ordered[start : end + 1])
                last = ordered[end]
                found.append(
                    replace(
                        last, kind="payout", to="+".join(some), amount=total, payments=some, person=Person()
                    )
                )
    return found[-2:]  # the latest are the likeliest


def runs_of(line: BankLine, waiting: Sequence[Candidate]) -> list[Candidate]:
    """Return the runs of direct debits of which all that waits comes to the amount of a line.

    Of a run of which the bank rejected some, it credits the rest, or all and takes those back by lines of their own.
    """
    by_run: dict[str, list[Candidate]] = {}
    for one in waiting:
        if one.run:
            by_run.setdefault(one.run, []).append(one)
    groups = [(run, some) for run, whole in by_run.items() for some in _with_and_without_back(whole)]
    return [
        replace(
            some[0],
            kind="payout",
            to="+".join(one.to for one in some),
            amount=line.amount,
            payments=tuple(one.to for one in some),
            person=Person(),
            mandate="",
            references=frozenset({run}),
        )
        for run, some in groups
        if len(some) > 1 and sum(one.amount for one in some) == line.amount
    ]


def _with_and_without_back(whole: list[Candidate]) -> Iterator[list[Candidate]]:
    yield whole
    if any(one.is_back for one in whole):
        yield [one for one in whole if not one.is_back]
