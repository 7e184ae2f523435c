"""What the settings still lack on a day: each gap by a code, the gravest first."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from donations_app.domain.identifiers import compact
from donations_app.domain.parameters import DatedValue
from donations_app.domain.settings import SettingsDraft, SignatoryDraft

EXAMPLE_SIREN: Final = "012345674"  # sound, and nobody's: none that is given out begins with 0
_EXAMPLES: Final = (EXAMPLE_SIREN, "000000000")  # the second stands in books of the past
_SOON: Final = timedelta(days=60)


class Gap(Struct, frozen=True):
    """Something that is missing, or will be."""

    code: str  # signatory_missing, organisation_example, signatory_ending, figures_unconfirmed, mail_missing
    count: int = 1
    on: date | None = None


def signed_until(people: Sequence[SignatoryDraft], on: date) -> date | None:
    """Return the last day without a gap on which somebody may sign, from ``on``; ``date.max``: without end.

    ``None``: nobody may sign on that day.
    """
    until = on - timedelta(days=1)
    while True:
        following = until + timedelta(days=1)
        ends = [one.valid_to or date.max for one in people if one.valid_from <= following]
        last = max((end for end in ends if end >= following), default=None)
        if last is None:
            return until if until >= on else None
        if last == date.max:
            return last
        until = last


def is_example(siren: str) -> bool:
    """Tell whether a SIREN is that of the example, not of an association."""
    return compact(siren) in _EXAMPLES


def settings_gaps(settings: SettingsDraft, figures: Sequence[DatedValue], on: date) -> list[Gap]:
    """Return what is missing on a day."""
    found = []
    until = signed_until(settings.signatories, on)
    if until is None:
        found.append(Gap("signatory_missing"))
    if is_example(settings.organisation.siren):
        found.append(Gap("organisation_example"))
    if until is not None and until < on + _SOON:
        found.append(Gap("signatory_ending", on=until))
    if doubtful := sum(not one.confirmed and one.holds_on(on) for one in figures):
        found.append(Gap("figures_unconfirmed", doubtful))
    if settings.mail is None:
        found.append(Gap("mail_missing"))
    return found
