"""``generosity account|declare``: resources from the public of a year, and an appeal that is declared beforehand."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.saving import add_options, period_data, refused_ending, saved
from donations_app.domain.generosity import BY_CODE, Figure, GenerosityAccount
from donations_app.figure_words import doubt_sentence
from donations_app.generosity_words import (
    PARTS,
    accounts_words,
    amount_words,
    before_words,
    line_words,
    necessity_words,
    notes_of,
)
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.statements.generosity import generosity_account


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, _("the public's generosity: resources, appeals"), "account")
    shown = add_command(kinds, "account", _("resources from the public of a fiscal year (CER)"), account)
    add_options(shown)
    shown.add_argument("--line", choices=tuple(BY_CODE), default="", help=_("with the payments behind it"))


def account(call: Call) -> Answer:
    """Show the resources from the public, and the payments behind a line."""
    if refused := refused_ending(call, GenerosityAccount):
        return refused
    options = call.options
    found = generosity_account(call.books(read_only=True), options.year, shown=options.line)
    warnings = [
        {"code": "unconfirmed", "name": one.name, "message": doubt_sentence(one)} for one in found.doubtful
    ]
    data = {
        **period_data(found.heading),
        "necessity": found.necessity,
        "threshold_cents": int(found.threshold.value) if found.threshold else None,
        "total_cents": found.total.cents,
        "total_before_cents": found.total_before.cents if found.total_before is not None else None,
        "lines": [_data(one) for one in found.figures],
        "mixed_projects": list(found.mixed),
        "warnings": warnings,
    }
    notes = [*notes_of(found), *(one["message"] for one in warnings)]
    if not options.line:
        return saved(call, found, Answer(data, _lines(found), notes))
    figure = found.figure(options.line)
    data["behind"] = [
        {
            "piece": one.piece,
            "takes_back": one.of or None,
            "on": one.on.isoformat(),
            "account": one.account.number,
            "amount_cents": one.amount.cents,
        }
        for one in figure.behind
    ]
    return saved(call, found, Answer(data, _behind(figure), notes))


def _data(one: Figure) -> dict[str, Any]:
    return {
        "code": one.line.code,
        "part": one.line.part,
        "accounts": [account.number for account in one.accounts],
        "amount_cents": one.amount.cents if one.is_known else None,
        "before_cents": one.before.cents if one.before is not None and one.line.roles else None,
        "payments": len(one.behind),
    }


def _lines(found: GenerosityAccount) -> list[str]:
    lines = [necessity_words(found)]
    for part, title in PARTS.items():
        lines.append(_(title))
        for one in found.of_part(part):
            told = _("{amount}, the year before {before}")
            said = told.format(amount=amount_words(one), before=before_words(one))
            numbers = f"  ({accounts_words(one)})" if one.accounts else ""
            lines.append(f"    {labelled(line_words(one.line.code) + numbers, said)}")
        if part == "public":
            lines.append(f"    {labelled(_('Known to these books'), money(found.total))}")
    return lines


def _behind(figure: Figure) -> list[str]:
    lines = [
        f"{day(one.on)}  {isolated(one.piece)}  {isolated(one.account.number)}  {money(one.amount)}"
        for one in figure.behind
    ]
    return [*lines, labelled(line_words(figure.line.code), amount_words(figure))]
