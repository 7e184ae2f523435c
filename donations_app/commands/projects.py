"""``projects list|show|add|change|revise|end``: what is built, what it costs from a day on, who carries it."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final
from uuid import uuid4

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.facts import facts_of
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.project_data import card_data, changes_of, project_data, standing_data
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError, day_option
from donations_app.db.books import Books
from donations_app.db.queries.project_card import project_card
from donations_app.db.queries.project_drafts import StandingProject, standing_project
from donations_app.db.queries.project_list import ProjectRow, project_rows
from donations_app.db.queries.project_standing import StandingOn, standing_on
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.project_filter import SORTS, STATES_ASKED, ProjectFilter
from donations_app.formats.reference import (
    axis_and_action,
    code_of,
    municipalities,
    place_names,
    provinces,
    territory,
)
from donations_app.formats.stated_project import BUDGET, STATED, PartnerWords, new_project, stated_project
from donations_app.i18n import _, count, day, isolated, language, moment, money, ngettext, without_marks
from donations_app.services.payments.foresight import foresee
from donations_app.services.projects.changing import Revised, Revision, change_and_revise, end_project
from donations_app.services.projects.recording import record_project
from donations_app.words.codes import together
from donations_app.words.entries import act_words
from donations_app.words.projects import (
    budget_lines,
    change_words,
    project_line,
    project_lines,
    unassigned_words,
)

_OF_PARTNER: Final = ("association", "association_cost")  # columns of a file, that options state here


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "list|show|add|change|revise|end")
    listed = add_command(kinds, "list", _("projects by axis, place, funder, year, state ..."), list_projects)
    add_questions(listed)
    listed.add_argument("--sort", choices=SORTS, default="code")
    listed.add_argument("--descending", action="store_true", help=_("the last first"))
    shown = add_command(kinds, "show", _("a project with its budgets, its money and its journal"), show)
    added = add_command(kinds, "add", _("record a new project"), add_project, writes=True)
    added.add_argument("facts", nargs="+", metavar="FIELD=VALUE", help=_("columns as in a file of projects"))
    _add_partner_option(added, "--join", _("an association that carries it, with its part of the cost"))
    added.set_defaults(stated_by=dict.fromkeys(_OF_PARTNER, ("--join",)))
    changed = add_command(
        kinds, "change", _("change facts, or what it costs from a day on"), change, writes=True
    )
    revised = add_command(
        kinds,
        "revise",
        _("another cost, another part, who joins or leaves, from a day on"),
        revise,
        writes=True,
    )
    ended = add_command(kinds, "end", _("say that a project is done, and its last day"), end, writes=True)
    ended.add_argument("--on", dest="last", type=day_option, metavar="DATE", help=_("the last day"))
    for each in (shown, changed, revised, ended):
        each.add_argument("project", metavar="CODE")
    for each, told in ((changed, together(*STATED)), (revised, together(*BUDGET))):
        _add_revision(each, told)


def _add_revision(parser: argparse.ArgumentParser, fields: str) -> None:
    facts = parser.add_argument("facts", nargs="+", default=[], metavar="FIELD=VALUE", help=fields)
    facts.required = False
    _add_partner_option(parser, "--join", _("an association that joins, with its part of the cost"))
    _add_partner_option(parser, "--part", _("another part of an association that carries it"))
    parser.set_defaults(stated_by=dict.fromkeys(_OF_PARTNER, ("--join", "--part")))
    parser.add_argument(
        "--leave", action="append", default=[], metavar="REF", help=_("an association that leaves")
    )
    since = parser.add_mutually_exclusive_group()
    since.add_argument(
        "--from", dest="since", type=day_option, metavar="DATE", help=_("the first day; today unless said")
    )
    since.add_argument(
        "--from-start", action="store_true", help=_("it was so from the beginning: it was recorded wrongly")
    )
    parser.add_argument("--reason", default="", help=_("why the budget is another"))


def _add_partner_option(parser: argparse.ArgumentParser, name: str, told: str) -> None:
    parser.add_argument(name, action="append", default=[], metavar="REF=PART", help=told)


def add_questions(parser: argparse.ArgumentParser) -> None:
    """Add what narrows projects to a list."""
    names = together(*_QUESTIONS)
    parser.add_argument("--where", action="append", default=[], metavar="NAME=VALUE", help=names)


def asked_projects(call: Call) -> ProjectFilter:
    """Return which projects are asked for.

    Raises:
        InputRefused: there is no such question, or its value names nothing.
    """
    asked: dict[str, Any] = {}
    for name, value in facts_of(call.options.where).items():
        if name not in _QUESTIONS:
            raise InputRefused([Problem("where", "choice_unknown", name, {"choices": tuple(_QUESTIONS)})])
        asked[name] = _QUESTIONS[name](name, value)
    return ProjectFilter(**asked)


def _text(_name: str, text: str) -> str:
    return text


def _state(name: str, text: str) -> str:
    if text not in STATES_ASKED:
        raise InputRefused([Problem(name, "choice_unknown", text, {"choices": tuple(STATES_ASKED)})])
    return text


def _year(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1990 <= int(text) <= 2100):
        raise InputRefused([Problem(name, "number_unreadable", text)])
    return int(text)


def _coded(name: str, text: str) -> str:
    """Return the code of an axis, an action, a province or a municipality."""
    asked = {"axis": "", "province": "", "municipality": "", "action": ""}
    if name in ("axis", "action"):
        asked |= axis_and_action(**{"axis": "", "action": "", name: text})
    else:
        asked[name] = code_of(text, municipalities() if name == "municipality" else provinces())
    if problems := list(territory().problems(**asked, language=language())):
        raise InputRefused(problems)
    if name == "action" and not asked["axis"]:
        raise InputRefused([Problem(name, "action_nothing", text)])
    return asked[name]


_QUESTIONS: Final[dict[str, Callable[[str, str], Any]]] = {
    "axis": _coded, "action": _coded, "province": _coded, "municipality": _coded, "funder": _text, "year": _year,
    "state": _state, "programme": _text, "association": _text,
    "text": _text,
}  # fmt: skip


def list_projects(call: Call) -> Answer:
    """List projects, with what they cost in all."""
    only, options = asked_projects(call), call.options
    with call.books(read_only=True).read() as session:
        found = project_rows(
            session,
            only,
            sort=options.sort,
            is_descending=options.descending,
            language=language(),
            places=place_names(),
        )
    cost = Money.total(row.cost for row in found)
    told = ngettext("{count} project, {amount}", "{count} projects, {amount}", len(found))
    said = told.format(count=count(len(found)), amount=money(cost))
    data = {"projects": [project_data(row) for row in found], "count": len(found), "cost_cents": cost.cents}
    return Answer(data, [*map(project_line, found), said])


def show(call: Call) -> Answer:
    """Show a project: facts, budgets in their order, money, journal."""
    with call.books(read_only=True).read() as session:
        card = project_card(session, call.options.project, today=call.today)
    lines = project_lines(card.facts)
    lines += [line for one in card.budgets for line in budget_lines(one)]
    lines += _standing_lines(card.standing)
    told = _("{at}, {who}: {record}")
    lines += [told.format(at=moment(one.at), who=one.who, record=act_words(one.kind)) for one in card.entries]
    return Answer({"projects": [card_data(card)]}, lines)


def _standing_lines(standing: StandingOn) -> list[str]:
    lines = [_("Money on it: {amount}").format(amount=money(standing.total))] if standing.money else []
    told = _("The agreed gift {ref} of {payer} goes to it: {amount}")
    return lines + [
        told.format(ref=isolated(one.ref), payer=isolated(one.payer), amount=money(one.amount))
        for one in standing.gifts
    ]


def add_project(call: Call) -> Answer:
    """Record a new project with the associations that carry it."""
    draft = new_project(facts_of(call.options.facts), _parts(call.options.join))
    books = call.acting()
    done = record_project(books, draft)
    (row,) = _rows(books, draft.code)
    told = _("{ref} was recorded already.") if done.already else _("{ref} is recorded.")
    data = {"projects": [project_data(row)], "already": done.already, "changes": [], "warnings": _warned(row)}
    lines = [told.format(ref=isolated(draft.code)), *project_lines(row)]
    return Answer(data, lines)


def _rows(books: Books, code: str) -> list[ProjectRow]:
    with books.read() as session:
        return project_rows(session, code=code)


def _parts(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return associations with their typed parts; a reference alone has none that is stated."""
    pairs = (word.partition("=") for word in words)
    return tuple((ref.strip(), typed.strip()) for ref, _sign, typed in pairs)


def _warned(row: ProjectRow) -> list[dict[str, str]]:
    told = unassigned_words(row)
    return [{"code": "cost_unassigned", "message": without_marks(told)}] if told else []


def change(call: Call) -> Answer:
    """Change facts of a project; fields of its budget make another budget from a day on."""
    return _change(call, STATED)


def revise(call: Call) -> Answer:
    """Record another budget from a day on."""
    return _change(call, BUDGET)


def _change(call: Call, known: tuple[str, ...]) -> Answer:
    options, books = call.options, call.acting()
    partners = PartnerWords(_parts(options.join), _parts(options.part), tuple(options.leave))
    facts = facts_of(options.facts)
    if not facts and not partners:
        raise UsageError(_("Say what changes, such as cost=12000 or --leave REF."))
    since: date | None = None if options.from_start else options.since or call.today
    with books.read() as session:
        standing = standing_project(session, options.project, on=since)
        held = standing_on(session, standing.id, after=call.today)
    draft = stated_project(facts, standing.draft, partners, known=known)
    changes = changes_of(standing.draft, draft)
    if not changes:
        (row,) = _rows(books, options.project)
        data = {
            "projects": [project_data(row)],
            "changes": [],
            "shares": [],
            "falls": [],
            "warnings": [],
            "until": None,
        }
        return Answer(data, [_("Nothing is changed: it stands so already.")])
    revision = Revision(since, options.reason, uuid4(), standing.last_budget)

    def act(twin: Books) -> Revised | None:
        return change_and_revise(twin, options.project, draft, seen=standing.seen, revision=revision)

    foreseen = foresee(books, act)
    done = act(books)
    left = _left_lines(partners.leave, held)
    until = done.until if done else None
    return _changed(call, books, changes, foreseen, left=left, until=until)


def _changed(
    call: Call,
    books: Books,
    changes: list[dict[str, Any]],
    foreseen: Any,
    *,
    left: list[str],
    until: date | None,
) -> Answer:
    """Return what was changed, which shares move, and what is to be told beside it."""
    (row,) = _rows(books, call.options.project)
    warnings = [{"code": "left_with_money", "message": without_marks(told)} for told in left]
    if until:
        told = _("It holds until {day}: from that day on another budget stands.").format(day=day(until))
        warnings.append({"code": "holds_until", "message": without_marks(told)})
        left = [*left, told]
    data = {
        "projects": [project_data(row)],
        "changes": changes,
        "until": until.isoformat() if until else None,
        **foreseen_shares(foreseen),
        "warnings": [*warnings, *_warned(row)],
    }
    lines = [change_words(one["what"], one["before"], one["after"]) for one in changes]
    lines += foreseen_lines(foreseen)
    lines += [told] if (told := unassigned_words(row)) else []
    return Answer(data, [*lines, *left])


def _left_lines(leaving: Sequence[str], held: StandingOn) -> list[str]:
    """Return what stays on the associations that leave, and the gifts that still go to them."""
    stays = _("{ref} leaves: {amount} stays on it, and nothing new can be given to it.")
    lines = [
        stays.format(ref=isolated(ref), amount=money(amount)) for ref, amount in held.money if ref in leaving
    ]
    goes = _("The agreed gift {gift} still goes to {ref}, who leaves: change it.")
    return lines + [
        goes.format(gift=isolated(one.ref), ref=isolated(one.association))
        for one in held.gifts
        if one.association in leaving
    ]


def end(call: Call) -> Answer:
    """Say that a project is done; what stands on it and goes to it is told."""
    options, books = call.options, call.acting()
    on: date = options.last or call.today
    with books.read() as session:
        standing: StandingProject = standing_project(session, options.project)
    done = end_project(books, options.project, on=on, seen=standing.seen)
    (row,) = _rows(books, options.project)
    ended = replace(standing.draft, state="done", ends_on=on)
    told = _("{ref} was done already.") if done.already else _("{ref} is done since {day}.")
    data = {
        "projects": [project_data(row)],
        "already": done.already,
        "changes": changes_of(standing.draft, ended),
        "warnings": [],
        **standing_data(done.standing),
    }
    lines = [told.format(ref=isolated(options.project), day=day(on)), *_standing_lines(done.standing)]
    return Answer(data, lines)
