"""``people couple|separate|of-age|rename``: a situation changes from a day on; what it does is told with it."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.facts import facts_of
from donations_app.commands.usage import UsageError, day_option
from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.situations import Running, running_on, situations_of
from donations_app.domain.deaths import names_of
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.merging import NAMES, PARTS, Side
from donations_app.domain.situations import HALVES, Change, Forming, Kind, Parting
from donations_app.i18n import _, day, isolated, without_marks
from donations_app.services.people.couples import form_couple, separate
from donations_app.services.people.situations import come_of_age, rename
from donations_app.services.people.situations_undone import undo_situation
from donations_app.services.people.waiting import receipts_to_issue
from donations_app.words.situations import age_lines, change_line, couple_lines, parting_lines, rename_lines

_OF_SECOND = ("first_name", "last_name")
_CHOSEN = tuple(name for name in PARTS if name not in NAMES)


def add_situations(kinds: Any) -> None:
    """Add the four commands."""
    coupled = add_command(kinds, "couple", _("two persons form a couple from a day on"), couple, writes=True)
    parted = add_command(kinds, "separate", _("a couple separates from a day on"), part, writes=True)
    aged = add_command(kinds, "of-age", _("a minor is of age from a day on"), of_age, writes=True)
    named = add_command(
        kinds, "rename", _("an organisation bears another name from a day on"), rename_, writes=True
    )
    for each in (coupled, parted, aged, named):
        each.add_argument("party", metavar="REF")
        each.add_argument("--on", dest="changed_on", type=day_option, metavar="DATE", help=_("the first day"))
        each.add_argument("--undo", action="store_true", help=_("take the last such change back"))
    words = coupled.add_argument(
        "words",
        nargs="+",
        default=[],
        metavar="OTHER|FIELD=VALUE",
        help=_("the second: a reference, or first_name=... last_name=...; FIELD=KEEP|OTHER says which holds"),
    )
    words.required = False  # one or none: with "*" none could stand after an option
    for each in (coupled, parted):
        each.add_argument("--kind", default="", help=_("kind of membership from that day on"))
    parted.add_argument("--contact", choices=HALVES, default="", help=_("whose e-mail and telephone are"))
    parted.add_argument("--dues", choices=(*HALVES, "both"), default="", help=_("who stays a member"))
    parted.add_argument(
        "--gift", action="append", default=[], metavar="REF=first|second", help=_("whose an agreed gift is")
    )
    named.add_argument("name", nargs="?", default="", metavar="NAME", help=_("the new name"))
    named.add_argument("--legal-form", default=None, metavar="TEXT", help=_("its legal form from then on"))


def couple(call: Call) -> Answer:
    """Let two persons be one party, and say what it does."""
    if call.options.undo:
        return _taken_back(call, "couple")
    _check(call, call.options.words)
    options, books, forming = call.options, call.acting(), _forming(call)
    with books.read() as session:
        _draft, seen = party_draft(session, options.party)
        refs = [options.party, *([forming.other] if forming.other else [])]
        running = running_on(session, refs, forming.on, today=call.today)
    form_couple(books, options.party, forming, key=uuid4(), seen=seen)
    return _answer(call, books, couple_lines(running, forming), running)


def _forming(call: Call) -> Forming:
    words = list(call.options.words)
    other = words.pop(0) if "=" not in words[0] else ""
    facts = facts_of(words)
    choices = {name: cast("Side", side.lower()) for name, side in facts.items() if name in _CHOSEN}
    known = {"choices": (*_OF_SECOND, *_CHOSEN)}
    wrong = [
        Problem(name, "choice_unknown", value, known)
        for name, value in facts.items()
        if name not in (*_OF_SECOND, *_CHOSEN)
    ]
    if wrong:
        raise InputRefused(wrong)
    named = {name: facts[name] for name in _OF_SECOND if name in facts}
    if other and "first_name" in named:
        raise UsageError(_("A second who is recorded has a first name already."))
    return Forming(
        on=call.options.changed_on,
        other=other,
        first_name=named.get("first_name", ""),
        last_name=named.get("last_name"),
        choices=choices,
        member_kind=call.options.kind,
    )


def part(call: Call) -> Answer:
    """Let a couple be two persons of their own, and say what it does."""
    if call.options.undo:
        return _taken_back(call, "separated")
    _check(call)
    options, books = call.options, call.acting()
    gifts = facts_of(options.gift)
    wrong = [
        Problem("gift", "choice_unknown", half, {"choices": tuple(HALVES)})
        for half in gifts.values()
        if half not in HALVES
    ]
    if wrong:
        raise InputRefused(wrong)
    parting = Parting(
        on=options.changed_on,
        contact=options.contact,
        dues=options.dues,
        member_kind=options.kind,
        gifts=cast("dict[str, Any]", gifts),
    )
    with books.read() as session:
        draft, seen = party_draft(session, options.party)
        running = running_on(session, [options.party], parting.on, today=call.today)
    refs = separate(books, options.party, parting, key=uuid4(), seen=seen)
    first, second = names_of(draft)
    told = list(parting_lines(running, parting, (first, second)))
    return _answer(call, books, told, running, refs=list(refs))


def of_age(call: Call) -> Answer:
    """Let a minor be of age."""
    if call.options.undo:
        return _taken_back(call, "of_age")
    _check(call)
    options, books = call.options, call.acting()
    with books.read() as session:
        _draft, seen = party_draft(session, options.party)
    come_of_age(books, options.party, on=options.changed_on, key=uuid4(), seen=seen)
    return _answer(call, books, age_lines())


def rename_(call: Call) -> Answer:
    """Let an organisation bear another name."""
    if call.options.undo:
        return _taken_back(call, "renamed")
    _check(call, call.options.name)
    options, books = call.options, call.acting()
    with books.read() as session:
        _draft, seen = party_draft(session, options.party)
        running = running_on(session, [options.party], options.changed_on, today=call.today)
    facts: dict[str, Any] = {"on": options.changed_on, "key": uuid4(), "seen": seen}
    rename(books, options.party, options.name, options.legal_form, **facts)
    waiting = receipts_to_issue(books, options.party, call.today.year)
    return _answer(call, books, rename_lines(running, waiting), running, receipts_to_issue=waiting)


def _check(call: Call, *stated: object) -> None:
    """Refuse a change without its day or what it is about.

    Raises:
        UsageError: one of them is not stated.
    """
    if call.options.changed_on is None:
        raise UsageError(_("Say on which day: --on 2026-01-31"))
    if not all(stated):
        raise UsageError(_("Say who or what it is about; with --help it is told how."))


def _taken_back(call: Call, kind: Kind) -> Answer:
    """Take the last change of a kind back."""
    options = call.options
    stated = (options.changed_on, getattr(options, "words", None), getattr(options, "name", None))
    if any(stated):
        raise UsageError(_("A change is taken back by the reference alone."))
    on = undo_situation(call.acting(), options.party, kind)
    told = _("{ref}: the change of {day} is taken back, all is as it was before.")
    answer = _answer(call, call.acting(), [])
    lines = [told.format(ref=isolated(options.party), day=day(on))]
    return Answer(answer.data | {"undone": True, "on": on.isoformat()}, lines)


def _answer(
    call: Call, books: Books, told: Iterable[str], running: Running | None = None, **beside: Any
) -> Answer:
    with books.read() as session:
        changes = situations_of(session, call.options.party)
        draft, _version = party_draft(session, call.options.party)
    effects = list(told)
    data: dict[str, Any] = {
        "ref": draft.ref, "situations": [change_data(one) for one in changes], "undone": False,
    }  # fmt: skip
    data["effects"] = [without_marks(line) for line in effects]
    if running is not None:
        data |= {
            "memberships": [one.ref for one in running.memberships],
            "recurring": [one.ref for one in running.agreements],
            "payments_since": running.payments,
            "payments_since_cents": running.paid.cents,
        }
    lines = [
        f"{isolated(draft.ref)}  {change_line(one)}" for one in changes if one.on == call.options.changed_on
    ]
    return Answer(data | beside | {"changes": [], "warnings": []}, [*lines, *effects])


def change_data(one: Change) -> dict[str, Any]:
    """Return a change of somebody's situation, as JSON names it."""
    return {
        "kind": one.kind,
        "on": one.on.isoformat(),
        "ref": one.other or None,
        "former_name": one.former_name or None,
        "former_legal_form": one.former_legal_form or None,
        "of_couple": one.is_origin,
    }
