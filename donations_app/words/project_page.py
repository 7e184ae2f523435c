"""What the page of a project says: the sentence at its head, conditions of rules with their verdicts, its money."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from msgspec import Struct

from donations_app.db.queries.project_money import MoneyLine
from donations_app.db.queries.project_page import PROMISED, ProjectPage, Source
from donations_app.db.queries.shares import ProjectShare, RuleShare
from donations_app.domain.funding import WHOLE
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import Judged, PrivateShare, at_least
from donations_app.domain.rule_measures import points_of
from donations_app.domain.share_lines import euros_up
from donations_app.i18n import (
    N_,
    _,
    day,
    isolated,
    labelled,
    limit_percent,
    money,
    money_in,
    ngettext,
    percent,
)
from donations_app.words.codes import KINDS, apart, capital, together, word
from donations_app.words.funding import CONDITIONS, IN_KIND, MONEY_KINDS, kind_name, whose_rule
from donations_app.words.names import short_name
from donations_app.words.origins import ORIGINS
from donations_app.words.shares import REASONS, missing_in
from donations_app.words.verdicts import VERDICTS

PROOFS: Final = {
    "slip": N_("Slip {words}"),
    "receipt": N_("Receipt {words}"),
    "bank": N_("Bank {words}"),
    "attestation": N_("Attested"),
    "agreement": N_("Agreement {words}"),
}


def head_sentence(page: ProjectPage) -> str:
    """Return what is missing, to whom, by when; or that nothing is, or why there is no verdict."""
    project, share = page.share, page.share.share
    if share.reached is None:
        return capital(_(REASONS[project.why or "cost_unknown"]))
    if share.reached:
        return _("Share reached: all that the rules ask is there")
    if not share.missing:
        return _("Share not reached: {reason}").format(reason=_(REASONS[project.why]))
    said = _missing_sentence(project)
    if ends_on := page.card.facts.ends_on:
        return _("{sentence}, by {day}").format(sentence=said, day=day(ends_on))
    return said


def _missing_sentence(project: ProjectShare) -> str:
    """Return which associations lack how much; beside it what the project lacks where that is more."""
    whole = project.share.missing
    below = [one for one in project.associations if one.share.missing and not one.has_left]
    if project.rule.scope != "association" or not below:
        return _("Share not reached: {amount} are missing").format(amount=money(whole))
    theirs = Money.total(one.share.missing for one in below)
    if len(below) == 1:
        told = _("Share not reached: {name} lacks {amount}")
    else:
        told = ngettext(
            "Share not reached: {count} association lacks {amount}",
            "Share not reached: {count} associations lack {amount}",
            len(below),
        )
    said = told.format(amount=money(theirs), name=below[0].name, count=len(below))
    if whole > theirs + Money(len(below)):  # each of theirs may be rounded up by a cent
        return _("{sentence}; the project as a whole lacks {amount}").format(
            sentence=said, amount=money(whole)
        )
    return said


def below_head(page: ProjectPage) -> str:
    """Return the amount in the currency of the project, why the whole is not enough, and what is expected."""
    share, said = page.share.share, list[str]()
    if share.missing and (other := in_currency(page, share)):
        said.append(_("That is {amount}.").format(amount=other))
    if page.share.why == "association_below":
        told = _("The project as a whole has {percent}, but the rule holds for each association.")
        said.append(told.format(percent=percent(share.basis_points)))
    elif share.missing and _all_parts_reached(page.share):
        said.append(_("Each association reaches its part; the project as a whole does not."))
    if share.reached is None:
        names = [one.name for one in page.share.associations if not one.share.cost and not one.has_left]
        if names:
            said.append(_("Not stated: {names}.").format(names=together(*names)))
    if share.reached is False:
        said.append(expected_sentence(share))
    return " ".join(filter(None, said))


def _all_parts_reached(project: ProjectShare) -> bool:
    """Tell whether each association has what is asked of its part."""
    carrying = [one.share.reached for one in project.associations if not one.has_left]
    return project.rule.scope == "association" and bool(carrying) and all(carrying)


def in_currency(page: ProjectPage, share: PrivateShare) -> str:
    """Return what is missing in the currency of the rule, or of the project at its agreed rate; none of euros."""
    return missing_in(share, page.held.currency, page.held.rate)


def expected_sentence(share: PrivateShare) -> str:
    """Return whether what is expected closes the gap, and when; nothing where nothing is expected."""
    if not share.expected:
        return ""
    if share.reached_on_expected and share.reached_on:
        told = _("Reached on {day}, if what is expected comes.")
        return told.format(day=day(share.reached_on))
    return _("What is expected ({amount}) does not close it.").format(amount=money(share.expected))


def source_name(source: Source) -> str:
    """Return the kind of private money, and that it names the project alone."""
    kinds = {**MONEY_KINDS, PROMISED: N_("promised"), "village_cash": N_("village funds")}
    name = capital(_(kinds.get(source.kind, source.kind)))
    return _("{kind}, the project alone").format(kind=name) if source.is_alone else name


class ConditionLine(Struct, frozen=True):
    """One condition of a rule: what it asks, by how much or for whom it does not hold, and whether it does."""

    text: str
    said: str
    holds: bool | None = True


def condition_lines(page: ProjectPage, one: RuleShare) -> Iterator[ConditionLine]:
    """Yield the conditions of a rule in the order in which funders write them."""
    rule, verdict = one.in_force.rule, one.verdict
    whole = verdict.whole
    if rule.minimum:
        told = _("Private: at least {percent}")
        if rule.scope == "association":
            told = _("Private: at least {percent}, each association")
        elif rule.scope == "organisation":
            told = _("Private: at least {percent}, the organisation over three years")
        of_all = rule.scope == "organisation"  # what comes is part of what it is held against
        gaps = _gaps(page, one, lambda at: at.missing if of_all else at.required - at.private)
        yield _line(page, (told, rule.minimum), one, gaps, whole.private)
    if rule.minimum_cash:
        gaps = _gaps(page, one, lambda at: at_least(at.base, rule.minimum_cash) - at.cash)
        told = _(CONDITIONS["minimum_cash"])
        yield _line(page, (told, rule.minimum_cash), one, gaps, whole.cash)
    if rule.maximum_in_kind < WHOLE:
        told = _(IN_KIND[rule.in_kind_of])
        excess = whole.in_kind - whole.counted
        said = _part(whole.counted, whole.base, is_ceiling=True)
        if excess > 0:
            said = _("{amount} beyond it do not count").format(amount=_euros(page, excess, verdict.currency))
        yield ConditionLine(told.format(percent=limit_percent(rule.maximum_in_kind)), said)
    for each in verdict.conditions:
        points = getattr(rule, each.name) or 0
        text = _(CONDITIONS[each.name]).format(percent=limit_percent(points))
        said = _part(each.amount, whole.base, is_ceiling=each.is_ceiling)
        if each.gap:
            above = _("{amount} too much") if each.is_ceiling else _("missing {amount}")
            said = above.format(amount=_euros(page, each.gap, verdict.currency))
        yield ConditionLine(text, said, holds=not each.gap)


def _euros(page: ProjectPage, minor: int, currency: str) -> str:
    """Return an amount of a rule in euros, at the agreed rate, rounded up to the cent."""
    rate = Fraction(page.held.rate) if page.held.rate and currency != "EUR" else Fraction(1)
    return money(euros_up(minor, currency, rate))


_Gaps = list[tuple[str, int]]  # of whom, and how much


def _gaps(page: ProjectPage, one: RuleShare, measure: Callable[[Judged], int]) -> _Gaps:
    """Return where something is missing: at associations where each has to, else in all."""
    verdict = one.verdict
    places: list[tuple[str, Judged]] = [("", verdict.whole)]
    if verdict.rule.scope == "association":
        places = [(page.places[key], line) for key, line in verdict.lines.items() if key in page.places]
    found = [(name, short) for name, at in places if at.base and (short := measure(at)) > 0]
    short = measure(verdict.whole)
    whole = _("Whole project") if verdict.rule.scope == "association" else ""
    return found or ([(whole, short)] if verdict.whole.base and short > 0 else [])


def _line(
    page: ProjectPage, asked: tuple[str, int], one: RuleShare, gaps: _Gaps, amount: int
) -> ConditionLine:
    verdict = one.verdict
    text = asked[0].format(percent=limit_percent(asked[1]))
    if gaps:
        missing = _euros(page, sum(short for _name, short in gaps), verdict.currency)
        said = _("missing {amount}").format(amount=missing)
        if len(gaps) == 1:
            name = short_name(gaps[0][0])
            return ConditionLine(text, labelled(name, said) if name else said, holds=False)
        whom = ngettext("{count} association", "{count} associations", len(gaps)).format(count=len(gaps))
        return ConditionLine(text, labelled(whom, said), holds=False)
    if not verdict.whole.base or verdict.reached is None:
        return ConditionLine(text, _("no verdict"), holds=None)
    return ConditionLine(text, _part(amount, verdict.whole.base))


def _part(amount: int, base: int, *, is_ceiling: bool = False) -> str:
    return percent(points_of(amount, base, is_ceiling=is_ceiling)) if base else ""


def rule_verdict(one: RuleShare) -> tuple[str, str, str]:
    """Return the words of a rule's verdict, their state and icon."""
    if one.verdict.reached is None:
        name, state, icon = VERDICTS["unknown"]
        return _(name), state, icon
    return (_("Kept"), "ok", "circle-check") if one.verdict.reached else (_("Not kept"), "bad", "circle-x")


def rule_name(one: RuleShare) -> str:
    """Return whose rule it is, and its name."""
    return whose_rule(one.in_force.funder_name, one.in_force.rule)


def money_name(line: MoneyLine) -> str:
    """Return from whom money came, or what was given."""
    if line.contribution:
        return together(*filter(None, (kind_name(line.kind), line.name)))
    return line.name or _("Anonymous")


def money_kind(line: MoneyLine) -> str:
    """Return what kind of money it is."""
    if line.contribution:
        return kind_name(line.kind)
    beside = {"gift": _("Agreed gift"), "financing": _("Financing plan")}
    return beside.get(line.kind) or word(KINDS, line.kind)


def origin_pill(line: MoneyLine) -> tuple[str, str]:
    """Return the word of a line's origin, and its state."""
    if line.state == "waiting":
        return _("Waiting"), "warn"
    if line.state == "late":
        return _("Late"), "bad"
    if line.origin == "private":
        return capital(_(ORIGINS["private"])), "ok"
    return capital(_(ORIGINS["public"])), "info"  # passed on or not


def proof_words(line: MoneyLine) -> str:
    """Return what proves it."""
    if line.state == "waiting":
        return _("No attestation")
    if not line.proof:
        return "–"
    return _(PROOFS[line.proof]).format(words=isolated(line.words))


def reading(page: ProjectPage) -> str:
    """Return the bar of the cost in words, for a screen reader."""
    share = page.share.share
    parts = [
        labelled(_("Cost"), money(share.cost)),
        labelled(_("Private that counts"), money(share.private)),
        labelled(_("Missing of private"), money(share.missing)),
        *(labelled(one.name or _("Anonymous"), money(one.whole)) for one in page.funders),
        labelled(_("Left, private or public"), money(page.left)),
    ]
    return apart(*parts)


def public_sum(page: ProjectPage) -> Money:
    """Return all public money, received and to come."""
    return Money.total(one.whole for one in page.funders)


def to_come(page: ProjectPage) -> Money:
    """Return what of the public money is promised or agreed, and did not come yet."""
    return Money.total(one.to_come for one in page.funders) if page.funders else ZERO


def agreed_cost(page: ProjectPage) -> str:
    """Return the cost with the day from which on it holds, and in the currency of the project."""
    share: ProjectShare = page.share
    since = next((one.since for one in page.card.budgets if one.id == page.held.id), None)
    told = _("Cost agreed on {day}: {amount}") if since else _("Cost: {amount}")
    amount = money(share.share.cost)
    if page.held.currency != "EUR" and page.held.foreign_minor is not None:
        other = money_in(page.held.foreign_minor, page.held.currency)
        amount = _("{euros} ({amount})").format(euros=amount, amount=other)
    return told.format(day=day(since) if since else "", amount=amount)
