"""Changes of situation from a day on: two form a couple, a couple separates, a minor is of age, another name is borne.

Who gave is who gave: what came before two formed a couple is of one of them, and the receipt names that one; what
came from the day on is the couple's. Two who marry or sign a PACS are taxed together for the whole year unless they
choose otherwise, two who part each alone (CGI art. 6, paragraphs 1, 5 and 6; read 2026-11): a receipt that names who
gave serves either (decision 0040).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol, get_args
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from donations_app.domain.errors import Problem, RuleBroken
from donations_app.domain.gifts import Giver
from donations_app.domain.imports import BuiltOn
from donations_app.domain.merging import Side, facing, merged
from donations_app.domain.parties import ORGANISATIONS, PartyDraft
from donations_app.domain.typed import is_within_reach

Kind = Literal["couple", "separated", "of_age", "renamed"]
SITUATIONS: Final[tuple[str, ...]] = get_args(Kind)
Half = Literal["first", "second"]
HALVES: Final[tuple[Half, ...]] = get_args(Half)


class Change(Struct, frozen=True, kw_only=True):
    """A change of somebody's situation, as his card tells it."""

    kind: Kind
    on: date
    other: str = ""  # reference of who joined, of who comes of the couple, or of the couple that he came of
    name: str = ""  # of the other
    former_name: str = ""
    former_legal_form: str = ""
    is_origin: bool = False  # the other is the couple of which he comes


class Forming(Struct, frozen=True, kw_only=True):
    """What is chosen when two form a couple."""

    on: date
    other: str = ""  # reference of the second, where he is recorded
    first_name: str = ""  # of a second who is not
    last_name: str | None = (
        None  # that the second bears from then on; ``None``: as before, or that of the first
    )
    choices: Mapping[str, Side] = field(default_factory=dict)  # a key of ``merging.PARTS``: which side holds
    member_kind: str = ""  # code of the kind of their membership from that day on; empty: memberships stay


class Parting(Struct, frozen=True, kw_only=True):
    """What is chosen when a couple separates.

    ``dues`` says who of both stays a member, ``gifts`` whose an agreed gift is, by its reference; what is named
    nowhere ends with the day before.
    """

    on: date
    contact: Half | Literal[""] = ""  # whose e-mail and telephone are; empty: nobody's
    dues: Half | Literal["both", ""] = ""
    member_kind: str = ""  # code of the kind of their memberships
    gifts: Mapping[str, Half] = field(default_factory=dict)


@dataclass(eq=False)
class NoSituation(RuleBroken):
    """No change of that kind stands that could be taken back; nothing was changed."""

    ref: str
    kind: Kind


@dataclass(eq=False)
class SituationBuiltOn(RuleBroken):
    """Something has built on a change of situation: it stays; nothing was changed."""

    ref: str
    kind: Kind
    what: tuple[BuiltOn, ...]


class Paired(Protocol):
    """The columns of a party that say since when and until when two were a couple."""

    @property
    def kind(self) -> str: ...
    @property
    def couple_since(self) -> date | None: ...
    @property
    def separated_on(self) -> date | None: ...


def gave_alone(giver: Paired, day: date, *, of_second: bool) -> Half | Literal[""]:
    """Return which of a couple gave alone on a day, before they were one; nothing where both gave, or there is none."""
    if giver.kind != "couple" or giver.couple_since is None or day >= giver.couple_since:
        return ""
    return "second" if of_second else "first"


def has_separated(giver: Paired, day: date) -> bool:
    """Tell whether a couple was none any more on a day."""
    return giver.kind == "couple" and giver.separated_on is not None and day >= giver.separated_on


def giver_then(giver: Giver, day: date, *, of_second: bool) -> Giver:
    """Return who gave on a day: one alone where it lies before the couple, else as the giver stands.

    Args:
        giver: the party.
        day: that decides the year of the gift.
        of_second: whether it was recorded for the one who joined.
    """
    half = gave_alone(giver, day, of_second=of_second)
    if not half:
        return giver
    alone = replace(giver, kind="individual", title="", second_last_name="", second_first_name="")
    if half == "first":
        return replace(alone, second_deceased_on=None)
    return replace(
        alone,
        last_name=giver.second_last_name or giver.last_name,
        first_name=giver.second_first_name,
        deceased_on=giver.second_deceased_on,
        second_deceased_on=None,
    )


def day_problems(on: date, today: date) -> list[Problem]:
    """Return what stands against the day of a change: it has come, and lies within reach."""
    if on > today:
        return [Problem("on", "day_in_future", on.isoformat())]
    return [] if is_within_reach(on) else [Problem("on", "date_beyond", on.isoformat())]


def couple_problems(first: PartyDraft, second: PartyDraft, *, on: date, today: date) -> list[Problem]:
    """Return what stands against making two persons a couple, at most one a field."""
    found = day_problems(on, today)
    for name, one in (("party", first), ("other", second)):
        if one.kind != "individual":
            found.append(Problem(name, "situation_not_individual", one.ref))
        elif one.minor:
            found.append(Problem(name, "situation_minor", one.ref))
        elif one.deceased_on:
            found.append(Problem(name, "situation_dead", one.ref))
    if second.kind == "individual" and not second.first_name:
        found.append(Problem("first_name", "missing"))
    return found


def couple_of(
    first: PartyDraft, second: PartyDraft, choices: Mapping[str, Side], *, second_last_name: str | None = None
) -> PartyDraft:
    """Return two persons as one couple, under the reference of the first.

    What only one says is taken; of what both say otherwise the first one's, unless ``choices`` says other.

    Args:
        first: who keeps the reference.
        second: who joins.
        choices: a key of ``merging.PARTS`` to the side that holds.
        second_last_name: that the second bears from then on; ``None``: as before.
    """
    open_ = {one.name: "keep" for one in facing(first, second) if not one.side}
    one = merged(first, second, {**open_, **choices})  # type: ignore[dict-item]
    name = second.last_name if second_last_name is None else second_last_name
    return replace(
        one,
        kind="couple",
        title="",
        last_name=first.last_name,
        first_name=first.first_name,
        second_last_name="" if name == first.last_name else name,
        second_first_name=second.first_name,
        other_script=" ".join(filter(None, dict.fromkeys((first.other_script, second.other_script)))),
        minor=False,
    )


def parting_problems(couple: PartyDraft, now: Paired, parting: Parting, *, today: date) -> list[Problem]:
    """Return what stands against a separation, at most one a field.

    Args:
        couple: who separates.
        now: the same with its days.
        parting: what was chosen.
        today: after which nobody has separated yet.
    """
    found = day_problems(parting.on, today)
    if couple.kind != "couple":
        return [*found, Problem("party", "situation_not_couple", couple.ref)]
    if now.separated_on:
        found.append(Problem("party", "situation_separated", couple.ref, {"on": now.separated_on}))
    elif couple.deceased_on or couple.second_deceased_on:
        found.append(Problem("party", "situation_dead", couple.ref))
    elif now.couple_since and parting.on <= now.couple_since:
        day = parting.on.isoformat()
        found.append(Problem("on", "situation_before_couple", day, {"since": now.couple_since}))
    if parting.dues and not parting.member_kind:
        found.append(Problem("member_kind", "missing"))
    return found


def half_of(couple: PartyDraft, half: Half, *, key: UUID, keeps_contact: bool) -> PartyDraft:
    """Return one of a couple as a person of his own, at the address of both; notes stay with the couple."""
    last, first = couple.last_name, couple.first_name
    if half == "second":
        last, first = couple.second_last_name or last, couple.second_first_name
    one = replace(
        couple,
        key=key,
        ref="",
        kind="individual",
        title="",
        last_name=last,
        first_name=first,
        second_last_name="",
        second_first_name="",
        other_script="",
        notes="",
    )
    return one if keeps_contact else replace(one, email="", phone="", consent_email=False)


def age_problems(draft: PartyDraft, *, on: date, today: date) -> list[Problem]:
    """Return what stands against saying that somebody is of age."""
    wrong = [] if draft.minor else [Problem("party", "situation_not_minor", draft.ref)]
    return day_problems(on, today) + wrong


def renamed(draft: PartyDraft, name: str, legal_form: str | None) -> PartyDraft:
    """Return an organisation under another name; ``None`` keeps its legal form."""
    return replace(
        draft, organisation=name, legal_form=draft.legal_form if legal_form is None else legal_form
    )


def name_problems(
    before: PartyDraft, after: PartyDraft, *, on: date, since: date | None, today: date
) -> list[Problem]:
    """Return what stands against another name of an organisation, at most one a field.

    Args:
        before: as it stands.
        after: under the other name.
        on: the first day of the other name.
        since: the first day of the name of today, where that is known.
        today: after which nobody is renamed yet.
    """
    found = day_problems(on, today)
    if not found and since and on < since:
        found.append(Problem("on", "situation_before_name", on.isoformat()))
    if before.kind not in ORGANISATIONS:
        return [*found, Problem("party", "situation_not_organisation", before.ref)]
    found += [one for one in after.problems() if one.field in ("organisation", "legal_form")]
    if not found and (before.organisation, before.legal_form) == (after.organisation, after.legal_form):
        found.append(Problem("organisation", "situation_same_name", after.organisation))
    return found
