"""``rules list|add|end|examples``: what funders ask of the money of projects."""

from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_as_on, add_command, add_group
from donations_app.commands.facts import facts_of
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.share import plain_percent
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError, day_option
from donations_app.db.books import Books
from donations_app.db.queries.funding_rules import RecordedRule, rules
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.funding import FundingRule, KnownRule
from donations_app.domain.translated import translated
from donations_app.formats.reference import known_rules, partners
from donations_app.formats.stated_funding import RULE, stated_rule
from donations_app.i18n import _, day, isolated, labelled, language, without_marks
from donations_app.services.funding.rules import add_rule, end_rule
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.words.codes import together
from donations_app.words.funding import conditions, counted_how, unconfirmed


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "list|add|end|examples")
    seen = add_command(kinds, "list", _("the rules that hold, on the day of --on or today"), listed)
    add_as_on(seen)
    seen.add_argument("--all", action="store_true", help=_("also the ended, and those to come"))
    seen.add_argument("--as-known", action="store_true", help=_("only what had been recorded by that day"))
    added = add_command(kinds, "add", _("add a rule, from a day on (from=2026-01-31)"), added_, writes=True)
    for each in (seen, added):
        each.add_argument("--project", default="", metavar="CODE", help=_("of one project; else of all"))
        each.add_argument("--funder", default="", metavar="REF", help=_("whose rule it is"))
    added.add_argument(
        "--example", default="", metavar="CODE", help=_("a known rule; what is stated changes it")
    )
    facts = added.add_argument("facts", nargs="+", default=[], metavar="FIELD=VALUE", help=together(*RULE))
    facts.required = False
    ended = add_command(kinds, "end", _("a rule is asked until a day, for a reason"), end, writes=True)
    ended.add_argument("rule", metavar="REF")
    ended.add_argument(
        "--on", dest="last", type=day_option, required=True, metavar="DATE", help=_("the last day")
    )
    ended.add_argument("--reason", required=True)
    add_command(kinds, "examples", _("known rules of funders, to be confirmed"), examples)


def listed(call: Call) -> Answer:
    """Show rules with who asks them and what they ask."""
    options = call.options
    with call.books(read_only=True).read() as session:
        found = rules(
            session,
            on=None if options.all else call.today,
            known_on=call.today if options.as_known else None,
            project=options.project,
            funder=options.funder,
        )
    return Answer(
        {"rules": [rule_data(one) for one in found], "warnings": _warnings(found)},
        [line for one in found for line in _lines(one)],
    )


def added_(call: Call) -> Answer:
    """Add a rule as it is stated, or as an example says."""
    options, books = call.options, call.acting()
    if not (options.facts or options.example):
        raise UsageError(_("State what the rule asks: minimum_percent=15, or --example CODE"))
    rule, since = stated_rule(facts_of(options.facts), _example(options.example))
    key = uuid4()

    def act(twin: Books) -> str:
        return add_rule(twin, rule, key=key, project=options.project, funder=options.funder, since=since)

    foreseen = foresee(books, act)
    ref = act(books)
    return _answer(call, ref, foreseen, {"what": "rule", "ref": ref, "before": None, "after": rule.name})


def _example(code: str) -> FundingRule | None:
    if not code:
        return None
    for one in known_rules():
        if one.code == code.upper():
            return one.rule
    choices = {"choices": tuple(one.code for one in known_rules())}
    raise InputRefused([Problem("example", "rule_example_unknown", code, choices)])


def end(call: Call) -> Answer:
    """Let a rule be asked until a day."""
    options, books = call.options, call.acting()

    def act(twin: Books) -> bool:
        return end_rule(twin, options.rule, last_on=options.last, reason=options.reason)

    foreseen = foresee(books, act)
    wrote = act(books)
    change = {"what": "to", "ref": options.rule, "before": None, "after": options.last.isoformat()}
    return _answer(call, options.rule, foreseen, *([change] if wrote else []))


def _answer(call: Call, ref: str, foreseen: Foreseen[Any], *changes: dict[str, Any]) -> Answer:
    with call.books().read() as session:
        found = [one for one in rules(session) if one.ref == ref]
    data = {
        "rules": [rule_data(one) for one in found],
        "changes": list(changes),
        **foreseen_shares(foreseen),
        "warnings": _warnings(found),
    }
    return Answer(data, [*(line for one in found for line in _lines(one)), *foreseen_lines(foreseen)])


def examples(call: Call) -> Answer:
    """Show the rules that funders publish, as they were read."""
    del call
    kinds = {one.code: one.kind for one in partners()}
    data = [_example_data(one, kinds.get(one.funder, "")) for one in known_rules()]
    return Answer({"examples": data}, [line for one in known_rules() for line in _example_lines(one)])


def _example_data(one: KnownRule, origin: str) -> dict[str, Any]:
    return {
        "code": one.code,
        "funder": one.funder,
        "funder_origin": origin or None,  # private, public, or public money that it passes on
        "title": translated(language(), *one.names),
        "note": translated(language(), *one.notes),
        "mark": one.mark,
        **_asked(one.rule),
        "warning": without_marks(unconfirmed(one.rule)),
    }


def _example_lines(one: KnownRule) -> list[str]:
    return [
        labelled(f"{isolated(one.code)}  {translated(language(), *one.names)}", _said(one.rule)),
        f"    {translated(language(), *one.notes)}",
        f"    {unconfirmed(one.rule)}",
    ]


def rule_data(one: RecordedRule) -> dict[str, Any]:
    """Return a rule, as JSON names it."""
    return {
        "ref": one.ref,
        "project": one.project or None,
        "funder": one.funder or None,
        "funder_name": one.funder_name or None,
        **_asked(one.rule),
        "from": one.since.isoformat() if one.since else None,
        "to": one.last_on.isoformat() if one.last_on else None,
        "end_reason": one.end_reason or None,
        "recorded_on": one.recorded_on.isoformat(),
    }


def _asked(rule: FundingRule) -> dict[str, Any]:
    percents = {
        f"{name}_percent": None if (points := getattr(rule, name)) is None else plain_percent(points)
        for name in (
            "minimum", "minimum_cash", "maximum_in_kind", "maximum_funder", "maximum_public", "minimum_other",
        )
    }  # fmt: skip
    chosen = {name: getattr(rule, name) for name in ("in_kind_of", "base", "basis", "scope", "goods_back")}
    return {
        "name": rule.name,
        **percents,
        **chosen,
        "counts": list(rule.counts),
        "currency": rule.currency or None,
        "source": rule.source,
        "source_on": rule.source_on.isoformat() if rule.source_on else None,
        "confirmed": rule.confirmed,
    }


def _warnings(found: list[RecordedRule]) -> list[dict[str, str]]:
    return [
        {"code": "rule_unconfirmed", "ref": one.ref, "message": without_marks(unconfirmed(one.rule))}
        for one in found
        if _is_doubtful(one)
    ]


def _is_doubtful(one: RecordedRule) -> bool:
    """Tell whether a rule of a funder still waits to be confirmed; what a file said of a project is the books' own."""
    return not one.rule.confirmed and bool(one.funder or one.rule.source)


def _said(rule: FundingRule) -> str:
    return f"{together(*conditions(rule))} ({counted_how(rule)})"


def _lines(one: RecordedRule) -> list[str]:
    who = one.funder_name or _("the association itself")
    of = isolated(one.project) if one.project else _("all projects")
    days = ""
    if one.since:
        days += "  " + _("from {day}").format(day=day(one.since))
    if one.last_on:
        days += "  " + _("until {day}").format(day=day(one.last_on))
    name = f"  {one.rule.name}" if one.rule.name else ""
    lines = [labelled(f"{isolated(one.ref)}  {of}  {who}{name}{days}", _said(one.rule))]
    return [*lines, f"    {unconfirmed(one.rule)}"] if _is_doubtful(one) else lines
