"""Sentences about private shares: where one stands, by which rule, and why it is not reached."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.share_lines import euros_up
from donations_app.domain.share_reasons import Why, why
from donations_app.domain.share_verdicts import half_up
from donations_app.i18n import N_, _, isolated, labelled, money, money_in, percent
from donations_app.words.codes import apart
from donations_app.words.funding import whose_rule

if TYPE_CHECKING:
    from donations_app.db.queries.shares import RuleShare

REASONS: Final = {
    "cost_unknown": N_("no verdict, since a part of the cost is not stated"),
    "association_below": N_("an association lacks something on its part"),
    "below_minimum": N_("too little private money"),
    "below_minimum_cash": N_("too little private money in cash"),
    "maximum_funder": N_("too large a part of this funder"),
    "maximum_public": N_("too large a part of public money"),
    "minimum_other": N_("too little own money or money of others"),
    "organisation_below": N_("the organisation itself does not keep its rule over the last three years"),
    "organisation_unknown": N_(
        "no verdict, since the organisation itself received nothing in the last three years"
    ),
}


def between(came: Money, private: Money, *, beyond: Money, promised: Money) -> Iterator[tuple[str, Money]]:
    """Yield what lies between what came for an association and what counts: a message and its amount, never zero.

    Args:
        came: pieces that count, in money and in kind.
        private: what counts by the rules.
        beyond: the ceiling of what is in kind.
        promised: and not given yet, where the rule counts it.
    """
    found = (
        (N_("Beyond the ceiling of what is in kind"), ZERO - beyond),
        (N_("Promised, and counted by the rule"), promised),
        (N_("Its part of what names the project alone"), private - came + beyond - promised),
    )
    yield from (one for one in found if one[1])


def share_sentence(share: PrivateShare, reason: Why) -> str:
    """Return where a project, or an association's part of it, stands."""
    if share.reached is None:
        told = _("{amount} private; {reason}")
        return told.format(amount=money(share.private), reason=_(REASONS[reason or "cost_unknown"]))
    return _("{percent} ({private} of {required}), {verdict}").format(
        percent=percent(share.basis_points),
        private=money(share.private),
        required=money(share.required),
        verdict=_verdict(share, reason),
    )


def _verdict(share: PrivateShare, reason: Why) -> str:
    if share.reached:
        return _("reached")
    if not share.missing:
        return _("not reached: {reason}").format(reason=_(REASONS[reason]))
    return _("missing {amount}").format(amount=gap(share.missing, share.missing_minor, share.currency))


def gap(euros: Money, minor: int, currency: str) -> str:
    """Return what is missing in euros and, where the rule is of another currency, in that."""
    if currency == "EUR":
        return money(euros)
    return _("{euros} ({amount})").format(euros=money(euros), amount=money_in(minor, currency))


def missing_in(share: PrivateShare, currency: str, rate: str) -> str:
    """Return what is missing in the currency of the rule, else of the project; of euros nothing.

    Args:
        share: where one stands.
        currency: of the project.
        rate: agreed, units of the currency for one euro; empty of euros.
    """
    if share.currency != "EUR":
        return money_in(share.missing_minor, share.currency)
    if currency == "EUR" or not rate:
        return ""
    return money_in(half_up(share.missing.cents * Fraction(rate)), currency)


def rule_sentence(one: "RuleShare", rate: Fraction) -> str:
    """Return the verdict of one rule: whose it is, what it says, why, each condition that does not hold.

    Args:
        one: the project held against the rule.
        rate: agreed for the project.
    """
    asked, verdict = one.in_force, one.verdict
    told = _("reached") if verdict.reached else apart(*_lacking(one, rate))
    if asked.funder_ref and not asked.rule.confirmed:
        told = _("{verdict} (to be confirmed)").format(verdict=told)
    return labelled(f"{isolated(asked.ref)} {whose_rule(asked.funder_name, asked.rule)}", told)


def _lacking(one: "RuleShare", rate: Fraction) -> Iterator[str]:
    verdict, reason = one.verdict, why(one.verdict)
    gaps = {each.name: each.gap for each in verdict.conditions if each.gap}
    if reason not in gaps:
        yield _lacks(reason, one.missing, verdict.missing, verdict.currency)
    for name, minor in gaps.items():
        yield _lacks(name, euros_up(minor, verdict.currency, rate), minor, verdict.currency)


def _lacks(reason: Why, euros: Money, minor: int, currency: str) -> str:
    told = _(REASONS[reason])
    return labelled(told, gap(euros, minor, currency)) if euros else told
