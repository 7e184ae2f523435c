"""Two persons form a couple, or a couple separates: from a day on, each in one write (decision 0040)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.situations import Running, RunningMembership, running_on
from donations_app.db.queries.standing import key_for
from donations_app.db.records import Record
from donations_app.db.tables import Membership, Party, PartyWord, Situation
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.membership_errors import JoinedLater
from donations_app.domain.money import ZERO
from donations_app.domain.parties import PartyDraft, search_text
from donations_app.domain.situations import (
    HALVES,
    Forming,
    Half,
    Parting,
    couple_of,
    couple_problems,
    half_of,
    parting_problems,
)
from donations_app.i18n import _, without_marks
from donations_app.services.people.handing_on import hand_on
from donations_app.services.people.memberships import check_kind, let_off, membership_record
from donations_app.services.people.merging import check_choices, keys_of, records_obstacle, write_merge
from donations_app.services.people.parties import party_record, write_words
from donations_app.services.people.situations import is_done, situation_row

_FIELDS: Final = tuple(name for name in PartyDraft.__struct_fields__ if name not in ("key", "ref"))
_COUPLED, _SEPARATED = "party.coupled", "party.separated"


def form_couple(books: Books, ref: str, forming: Forming, *, key: UUID, seen: int) -> PartyDraft:
    """Let two persons be one party from a day on, under the reference of the first.

    What either paid, agreed or was issued stays where it was recorded and counts for the couple; a receipt of a
    gift of before names the one who gave it. The same key again is the same change.

    Args:
        books: where to save.
        ref: of the first, whose record stays.
        forming: the day, who the second is, what holds of what both say.
        key: of the change, made when its form opens.
        seen: the version of the first that the author had before his eyes.

    Returns:
        The couple.

    Raises:
        NotFound: one of them, or the kind of membership, is not there.
        InputRefused: they cannot be a couple from that day on.
        KeyReused: the key stands for a change of somebody else.
        JoinedLater: a membership begins on that day or later.
        ChangedMeanwhile: somebody else changed one of them since.
    """
    check_choices(forming.choices)
    with books.write() as write:
        party_id = key_for(write.session, ref)
        first, _version = party_draft(write.session, ref)
        if is_done(write, key, party_id, first.ref):
            return first
        second, version, other_id = _second(write, first, forming)
        one = _checked_couple(first, second, forming, today=write.today)
        refs = [first.ref] if other_id is None else [first.ref, second.ref]
        memberships = running_on(write.session, refs, forming.on, today=write.today).memberships
        if other_id is None:
            _make_couple(write, party_id, one, on=forming.on, seen=seen)
        else:
            keys, versions, two = (party_id, other_id), (seen, version), (first, second)
            beside = _beside(forming.on)
            write_merge(write, keys, two, versions, one, kind=_COUPLED, beside=beside, on=forming.on)
        row = situation_row(write, party_id, "couple", on=forming.on, key=key, other_id=other_id)
        write.add(Record(_COUPLED, f"party:{first.ref}", {Situation: [row]}))
        if forming.member_kind:
            _end_memberships(write, memberships, forming.on)
            _begin(write, (party_id, first.ref), forming.member_kind, on=forming.on, key=key)
        return one


def _checked_couple(first: PartyDraft, second: PartyDraft, forming: Forming, *, today: date) -> PartyDraft:
    """Return two persons as one couple; what was wrong with either before is not asked about.

    Raises:
        InputRefused: they cannot be one, or what was chosen of both cannot stand.
    """
    if problems := couple_problems(first, second, on=forming.on, today=today):
        raise InputRefused(problems)
    one = couple_of(first, second, forming.choices, second_last_name=forming.last_name)
    known = (*first.problems(), *second.problems())
    if problems := [problem for problem in one.problems() if problem not in known]:
        raise InputRefused(problems)
    return one


def _make_couple(write: Write, party_id: int, one: PartyDraft, *, on: date, seen: int) -> None:
    """Let the record of the first be that of both."""
    values = {field: getattr(one, field) for field in _FIELDS} | {"search": search_text(one)} | _beside(on)
    write.change(Party, party_id, values, kind=_COUPLED, name=f"party:{one.ref}", seen=seen)
    write_words(write, [party_id])


def _beside(on: date) -> dict[str, Any]:
    """Return what a record says of a couple that no draft does."""
    return {"kind": "couple", "couple_since": on}


def _second(write: Write, first: PartyDraft, forming: Forming) -> tuple[PartyDraft, int, int | None]:
    """Return who joins, his version and the key of his record, where he has one."""
    if not forming.other:
        last_name = first.last_name if forming.last_name is None else forming.last_name
        alone = PartyDraft(
            key=uuid5(first.key, "second"),
            kind="individual",
            last_name=last_name,
            first_name=forming.first_name,
        )
        return alone, 0, None
    keys = keys_of(write.session, first.ref, forming.other)
    second, version = party_draft(write.session, forming.other)
    if reason := records_obstacle(write.session, keys, first.ref, forming.other):
        raise InputRefused([Problem("other", f"situation_{reason}", forming.other)])
    return second, version, keys[1]


def _end_memberships(write: Write, running: Iterable[RunningMembership], on: date) -> None:
    for one in running:
        if one.since >= on:
            raise JoinedLater(one.ref, one.since)
        values = {"until": on - timedelta(days=1)}
        write.change(Membership, one.id, values, kind="membership.left", name=f"party:{one.ref}")


def _begin(write: Write, party: tuple[int, str], kind: str, *, on: date, key: UUID) -> tuple[int, int]:
    """Begin a membership; return its office and its key."""
    check_kind(write.session, kind)
    record = membership_record(write, uuid5(key, "membership"), *party, kind, on, None)
    write.add(record)
    row = record.rows[Membership][0]
    return row["office_id"], row["id"]


def separate(books: Books, ref: str, parting: Parting, *, key: UUID, seen: int) -> tuple[str, str]:
    """Let a couple be two persons of their own from a day on; what was paid before stays the couple's.

    Receipts of gifts of before name both. Dues and agreed gifts go on for whom they are chosen, the dues of the
    year only where the couple paid nothing of them. The same key again is the same separation.

    Args:
        books: where to save.
        ref: of the couple.
        parting: the day, and whose dues, agreed gifts, e-mail and telephone are from then on.
        key: of the change, made when its form opens.
        seen: the version that the author had before his eyes.

    Returns:
        The references of both, the first and the second of the couple.

    Raises:
        NotFound: the couple, or the kind of membership, is not there.
        InputRefused: they are no couple, or separated already, or one has died, or something was chosen wrongly.
        KeyReused: the key stands for a change of somebody else.
        JoinedLater: their membership begins on that day or later.
        ChangedMeanwhile: somebody else changed them since.
    """
    with books.write() as write:
        session = write.session
        party_id = key_for(session, ref)
        couple, _version = party_draft(session, ref)
        if is_done(write, uuid5(key, "first"), party_id, couple.ref):
            return _came_of(write, party_id)
        running = running_on(session, [couple.ref], parting.on, today=write.today)
        agreed = {one.ref for one in running.agreements}
        _check_parting(write, couple, party_id, parting, agreed)
        halves = _halves(write, couple, party_id, parting, key)
        values = {"separated_on": parting.on}
        write.change(Party, party_id, values, kind=_SEPARATED, name=f"party:{couple.ref}", seen=seen)
        _part_memberships(write, running, halves, parting, key)
        for ref_of_gift in sorted(agreed):
            half = parting.gifts.get(ref_of_gift)
            hand_on(write, ref_of_gift, halves[half][1] if half else "", parting.on)
        return halves["first"][1], halves["second"][1]


def _check_parting(
    write: Write, couple: PartyDraft, party_id: int, parting: Parting, agreed: set[str]
) -> None:
    """Refuse what stands against a separation, and a gift that is none of the couple's."""
    now = write.session.execute(select(Party.__table__).where(Party.id == party_id)).one()
    problems = parting_problems(couple, now, parting, today=write.today)
    choices = {"choices": tuple(sorted(agreed))}
    problems += [
        Problem("gifts", "choice_unknown", one, choices) for one in parting.gifts if one not in agreed
    ]
    if problems:
        raise InputRefused(problems)


def _came_of(write: Write, party_id: int) -> tuple[str, str]:
    query = select(Party.ref).join(Situation, Situation.other_id == Party.id)
    query = query.where(
        Situation.party_id == party_id, Situation.kind == "separated", Situation.undone_on.is_(None)
    )
    first, second = write.session.scalars(query.order_by(Situation.id))
    return first, second


def _halves(
    write: Write, couple: PartyDraft, party_id: int, parting: Parting, key: UUID
) -> dict[Half, tuple[int, str]]:
    """Record both as persons of their own; return their keys and references."""
    found: dict[Half, tuple[int, str]] = {}
    for half in HALVES:
        draft = half_of(couple, half, key=uuid5(key, f"party {half}"), keeps_contact=parting.contact == half)
        record, words = party_record(write, draft)
        row_id = record.rows[Party][0]["id"]
        row = situation_row(
            write, party_id, "separated", on=parting.on, key=uuid5(key, half), other_id=row_id
        )
        write.add(record, Record(_SEPARATED, f"party:{couple.ref}", {Situation: [row]}))
        write.insert_derived(PartyWord, words)
        found[half] = row_id, record.name.partition(":")[2]
    return found


def _part_memberships(
    write: Write, running: Running, halves: dict[Half, tuple[int, str]], parting: Parting, key: UUID
) -> None:
    """End the memberships of a couple; who goes on owes the dues of the year only where it paid nothing of them."""
    _end_memberships(write, running.memberships, parting.on)
    if not parting.dues:
        return
    year, is_paid = parting.on.year, running.dues_paid > ZERO
    for half in HALVES if parting.dues == "both" else (parting.dues,):
        party = halves[half]
        begun = _begin(write, party, parting.member_kind, on=parting.on, key=uuid5(key, half))
        if is_paid:
            told = without_marks(_("The couple paid dues of the year."))
            let_off(write, party[1], begun, year, told)
    if not is_paid:
        told = without_marks(_("Separated; the dues of the year are those of who goes on."))
        for one in running.memberships:
            let_off(write, one.ref, (one.office_id, one.id), year, told)
