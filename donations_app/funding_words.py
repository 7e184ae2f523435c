"""What is said of funders' rules, of what they promise and give, and of what is spent."""

from collections.abc import Iterator
from typing import Final

from donations_app.code_words import together
from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.i18n import N_, _, day, isolated, percent

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


def conditions(rule: FundingRule) -> Iterator[str]:
    """Yield what a rule asks, each condition in words."""
    if rule.minimum:
        yield _("private money: at least {percent}").format(percent=percent(rule.minimum))
    if rule.minimum_cash:
        yield _("of it in cash: at least {percent}").format(percent=percent(rule.minimum_cash))
    if rule.maximum_in_kind < WHOLE:
        told = (
            _("in kind: at most {percent}")
            if rule.in_kind_of == "cost"
            else _("in kind: at most {percent} of one's own contribution")
        )
        yield told.format(percent=percent(rule.maximum_in_kind))
    if rule.maximum_funder is not None:
        yield _("money of this funder: at most {percent}").format(percent=percent(rule.maximum_funder))
    if rule.maximum_public is not None:
        yield _("all public money: at most {percent}").format(percent=percent(rule.maximum_public))
    if rule.minimum_other:
        yield _("own or other money: at least {percent}").format(percent=percent(rule.minimum_other))
    if rule.counts:
        kinds = together(*(_(MONEY_KINDS[kind]) for kind in rule.counts))
        yield _("counted are only: {kinds}").format(kinds=kinds)


def counted_how(rule: FundingRule) -> str:
    """Return of whom and of what a rule is counted."""
    return together(_(SCOPES[rule.scope]), _(COST_BASES[rule.base]), _(MONEY_STATES[rule.basis]))


def unconfirmed(rule: FundingRule) -> str:
    """Return the warning that a rule bears until its funder confirmed it."""
    if rule.source and rule.source_on:
        told = _("to be confirmed with the funder (source: {source}, {day})")
        return told.format(source=isolated(rule.source), day=day(rule.source_on))
    return _("to be confirmed with the funder")
