"""``thresholds`` and ``foreign``: legal thresholds, and the statement of what came from abroad."""

from typing import Any

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.control import sums_data
from donations_app.commands.saving import add_options, period_data, refused_ending, saved
from donations_app.commands.summaries import summary
from donations_app.domain.appeals import Appeals
from donations_app.domain.foreign import ForeignResource, ForeignStatement
from donations_app.domain.thresholds import Thresholds
from donations_app.i18n import _, country_name, isolated, labelled, language, money
from donations_app.services.statements import thresholds as service
from donations_app.words.figures import doubt_sentence
from donations_app.words.law import (
    DUTIES,
    SUBSIDY_BASIS,
    apart_words,
    appeal_sentence,
    appeal_words,
    necessity_sentence,
    residence_sentence,
    unclear_sentence,
)


def add(commands: Any, name: str) -> None:
    """Add the command."""
    if name == "thresholds":
        parser = add_command(commands, name, summary(name), thresholds)
    else:
        parser = add_command(commands, name, summary(name), foreign)
        parser.add_argument(
            "--short",
            action="store_true",
            help=_("a total for each State alone, to publish with the accounts"),
        )
    add_options(parser)


def thresholds(call: Call) -> Answer:
    """Show gifts and subsidies against the threshold, and what follows."""
    if refused := refused_ending(call, Thresholds):
        return refused
    found = service.thresholds(call.books(read_only=True), call.options.year)
    warnings = _warnings(found)
    data = {
        **period_data(found.heading),
        "threshold_cents": found.limit.cents,
        "threshold_confirmed": found.threshold.confirmed,
        "eligible_gifts_cents": found.eligible.amount.cents,
        "eligible_gifts": sums_data(found.gifts),
        "receipted_cents": found.receipted.amount.cents,
        "anonymous_cents": found.anonymous.amount.cents,
        "not_resident_cents": found.not_resident.amount.cents,
        "not_resident_counted": found.counts_non_residents,
        "organisations_cents": found.organisations.amount.cents,
        "barred_cents": found.barred.amount.cents,
        "gifts_above": found.gifts_above,
        "public_subsidies_cents": found.subsidies.amount.cents,
        "subsidies_basis": "cashed",
        "foreign_subsidies_cents": found.foreign_subsidies.amount.cents,
        "subsidies_above": found.subsidies_above,
        "appeals": appeals_data(found.appeals),
        "above": found.gifts_above or found.subsidies_above,
        "duties": [{"code": duty, "message": _(DUTIES[duty])} for duty in found.duties],
        "warnings": warnings,
    }
    lines = [
        _("Threshold: {amount}").format(amount=money(found.limit)),
        _("Gifts that give right to a tax advantage: {amount}").format(amount=money(found.eligible.amount)),
        *(
            "    " + labelled(label, money(one.amount))
            for label, one in apart_words(found)
            if one.count and one is not found.foreign_subsidies
        ),
        _("French public subsidies: {amount}").format(amount=money(found.subsidies.amount)),
        "    " + _(SUBSIDY_BASIS),
        _("Gifts by appeals to the public: {told}").format(told=appeal_sentence(found.appeals)),
        *(f"    {appeal_words(year)}" for year in found.appeals.years),
        *(_(DUTIES[duty]) for duty in found.duties),
    ]
    notes = [warning["message"] for warning in warnings]
    return saved(call, found, Answer(data, lines, notes))


def appeals_data(found: Appeals) -> dict[str, Any]:
    """Return what appeals brought over three years, and whether that passes the threshold."""
    return {
        "verdict": found.verdict,
        "near": found.is_near,
        "counted": found.reading.value if found.reading else None,
        "threshold_cents": int(found.threshold.value) if found.threshold else None,
        "years": [
            {
                "year": year.year,
                "least_cents": year.least.amount.cents,
                "most_cents": year.most.amount.cents,
                "counted_cents": year.counted.amount.cents if year.counted is not None else None,
                "in_books": not year.is_empty,
            }
            for year in found.years
        ],
    }


def _warnings(found: Thresholds) -> list[dict[str, str]]:
    warnings = [
        {"code": "unconfirmed", "name": figure.name, "message": doubt_sentence(figure)}
        for figure in found.doubtful
    ]
    if found.hangs_on_residence:
        warnings.append({"code": "hangs_on_residence", "message": residence_sentence(found)})
    return warnings


def foreign(call: Call) -> Answer:
    """Show what came from abroad, by State in the order of time."""
    if refused := refused_ending(call, ForeignStatement):
        return refused
    whole = service.foreign_statement(call.books(read_only=True), call.options.year)
    found = replace(whole, is_short=call.options.short)
    data = {
        **period_data(found.heading),
        "required": found.is_required,
        "necessity": found.necessity,
        "short": found.is_short,
        "states": [
            {
                "country": state.country,
                "state": state.name,
                "amount_cents": state.amount.cents,
                **({} if found.is_short else {"lines": [_resource(one) for one in state.resources]}),
            }
            for state in found.states
        ],
        "amount_cents": found.amount.cents,
        "without_state": list(found.without_state),
        "unclear": [
            {"payer": ref, "code": code, "message": unclear_sentence(ref, code)}
            for ref, code in found.unclear
        ],
    }
    lines = [f"{money(state.amount)}  {country_name(state.country, language())}" for state in found.states]
    if not found.states:
        lines = [_("Nothing came from abroad in this year.")]
    lines.append(necessity_sentence(found))
    notes = [
        _(
            "{ref} is declared not tax-resident in France, with a French address: write where he lives."
        ).format(ref=isolated(ref))
        for ref in found.without_state
    ]
    notes += [unclear_sentence(ref, code) for ref, code in found.unclear]
    return saved(call, found, Answer(data, lines, notes))


def _resource(one: ForeignResource) -> dict[str, Any]:
    return {
        "state": one.state,
        "date": one.on.isoformat(),
        "personality": one.personality,
        "nature": one.kind,
        "direct": one.is_direct,
        "intermediary": one.intermediary,
        "method": one.method,
        "amount_cents": one.amount.cents,
        "payer": one.payer,
        "payment": one.payment,
        "line": one.line,
    }
