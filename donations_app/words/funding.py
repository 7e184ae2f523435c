"""What is said of funders' rules, of what they promise and give, and of what is spent."""

from collections.abc import Iterable, Iterator
from typing import Final

from donations_app.domain.changes import RuleChange
from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.rule_measures import Measure
from donations_app.i18n import N_, _, day, isolated, limit_percent, money, percent
from donations_app.words.codes import capital, together

SCOPES: Final = {
    "association": N_("each association on its part"),
    "project": N_("the project as a whole"),
    "organisation": N_("the organisation over three years"),
}
COST_BASES: Final = {
    "cost": N_("of the whole cost"),
    "eligible": N_("of the eligible costs"),
    "cash": N_("of the budget in money"),
}
MONEY_STATES: Final = {
    "promised": N_("by what is promised"),
    "received": N_("by what is received"),
    "spent": N_("by what is spent"),
}
STAGES: Final = {"promised": N_("promised"), "agreed": N_("agreed"), "withdrawn": N_("withdrawn")}
MONEY_KINDS: Final = {
    "dues": N_("dues"),
    "gifts": N_("gifts"),
    "village_cash": N_("money of villagers' and migrants' associations"),
    "collections": N_("collections"),
    "participation": N_("participation of users"),
    "sales": N_("sales"),
    "companies": N_("companies"),
    "foundations": N_("foundations"),
    "waived_expenses": N_("waived expenses"),
    "securities": N_("securities"),
    "skills": N_("lent skills"),
    "goods": N_("goods"),
    "labour": N_("labour"),
    "land": N_("land"),
    "materials": N_("materials"),
    "transport": N_("transport"),
}
# conditions of a rule by the name of what they bound
CONDITIONS: Final = {
    "minimum": N_("private money: at least {percent}"),
    "minimum_cash": N_("of it in cash: at least {percent}"),
    "maximum_funder": N_("money of this funder: at most {percent}"),
    "maximum_public": N_("all public money: at most {percent}"),
    "minimum_other": N_("own or other money: at least {percent}"),
}
IN_KIND: Final = {  # the ceiling of what is in kind, by what it is a part of
    "cost": N_("in kind: at most {percent}"),
    "contribution": N_("in kind: at most {percent} of one's own contribution"),
}
ONLY_COUNTED: Final = N_("counted are only: {kinds}")


def kind_name(kind: str) -> str:
    """Return a kind of money with a capital letter, as it stands alone."""
    return capital(_(MONEY_KINDS[kind]))


def asked(rule: FundingRule) -> Iterator[tuple[str, int]]:
    """Yield the conditions that bound a part, in the order of funders: the message and the basis points."""
    parts = (
        (CONDITIONS["minimum"], rule.minimum or None),
        (CONDITIONS["minimum_cash"], rule.minimum_cash or None),
        (IN_KIND[rule.in_kind_of], rule.maximum_in_kind if rule.maximum_in_kind < WHOLE else None),
        (CONDITIONS["maximum_funder"], rule.maximum_funder),
        (CONDITIONS["maximum_public"], rule.maximum_public),
        (CONDITIONS["minimum_other"], rule.minimum_other or None),
    )
    for message, points in parts:
        if points is not None:
            yield message, points


def conditions(rule: FundingRule) -> Iterator[str]:
    """Yield what a rule asks, each condition in words."""
    for message, points in asked(rule):
        yield _(message).format(percent=limit_percent(points))
    if rule.counts:
        kinds = together(*(_(MONEY_KINDS[kind]) for kind in rule.counts))
        yield _(ONLY_COUNTED).format(kinds=kinds)


def measured_words(rule: FundingRule, one: Measure) -> str:
    """Return what a condition of a rule asks; where it is of no project, of whom."""
    told = _(CONDITIONS[one.condition]).format(percent=limit_percent(one.asked))
    return together(told, _(SCOPES[rule.scope])) if rule.scope == "organisation" else told


def whose_rule(funder: str, rule: FundingRule) -> str:
    """Return whose rule it is, and its name, which often begins with the funder's own."""
    if funder and rule.name.startswith(funder):
        return rule.name
    return together(*filter(None, (funder, rule.name))) or _("Rule of the association")


def rule_sentences(rules: Iterable[RuleChange]) -> Iterator[str]:
    """Yield what falls by rules beside the private part of the one that leads: where, from what to what."""
    for change in rules:
        for was, now in change.told:
            if was is None:
                told = _("{where}: {condition} ({rule}): {after}, {amount} are missing.")
                if now.is_ceiling:
                    told = _("{where}: {condition} ({rule}): {after}, {amount} too much.")
            else:
                told = _("{where}: {condition} ({rule}): from {before} to {after}, {amount} will be missing.")
                if now.is_ceiling:
                    told = _("{where}: {condition} ({rule}): from {before} to {after}, {amount} too much.")
            yield told.format(
                where=together(*filter(None, (isolated(change.project), now.name))),
                condition=measured_words(change.rule, now),
                rule=whose_rule(change.funder, change.rule),
                before=percent(was.points) if was else "",
                after=percent(now.points),
                amount=money(now.gap),
            )


def how_counted(rule: FundingRule) -> tuple[str, ...]:
    """Return of whom and of what a rule is counted, as messages."""
    if rule.scope == "organisation":
        return SCOPES[rule.scope], N_("of all that it received")
    return SCOPES[rule.scope], COST_BASES[rule.base], MONEY_STATES[rule.basis]


def counted_how(rule: FundingRule) -> str:
    """Return of whom and of what a rule is counted."""
    return together(*map(_, how_counted(rule)))


def unconfirmed(rule: FundingRule) -> str:
    """Return the warning that a rule bears until its funder confirmed it."""
    if rule.source and rule.source_on:
        told = _("to be confirmed with the funder (source: {source}, {day})")
        return told.format(source=isolated(rule.source), day=day(rule.source_on))
    return _("to be confirmed with the funder")
