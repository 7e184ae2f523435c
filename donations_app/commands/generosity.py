"""``generosity account|declare``: resources from the public of a year, and an appeal that is declared beforehand."""

from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.foreign import appeals_data
from donations_app.commands.saving import add_options, period_data, refused_ending, saved
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.domain.appeal_declaration import MEANS, AppealDraft
from donations_app.domain.generosity import BY_CODE, Figure, GenerosityAccount
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.statements.appeal import appeal_declaration, write_appeal
from donations_app.services.statements.generosity import generosity_account
from donations_app.words import appeals as appeal_words
from donations_app.words.figures import doubt_sentence
from donations_app.words.generosity import (
    PARTS,
    accounts_words,
    amount_words,
    before_words,
    line_words,
    necessity_words,
    notes_of,
)


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "account|declare")
    shown = add_command(kinds, "account", _("resources from the public of a fiscal year (CER)"), account)
    add_options(shown)
    shown.add_argument("--line", choices=tuple(BY_CODE), default="", help=_("with the payments behind it"))
    declared = add_command(kinds, "declare", _("an appeal to the public, declared before it"), declare)
    declared.add_argument("--from", dest="first_on", type=day_option, required=True, metavar="DATE")
    declared.add_argument("--to", dest="last_on", type=day_option, required=True, metavar="DATE")
    declared.add_argument("--purpose", default="", metavar="TEXT", help=_("what the money is for"))
    declared.add_argument("--project", action="append", default=[], metavar="CODE")
    declared.add_argument("--means", action="append", choices=MEANS, default=[], help=_("by which means"))
    declared.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    declared.add_argument("--force", action="store_true")


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
            known = labelled(_("Known to these books"), money(found.total))
            lines.append(f"    {known}")
    return lines


def _behind(figure: Figure) -> list[str]:
    lines = [
        f"{day(one.on)}  {isolated(one.piece)}  {isolated(one.account.number)}  {money(one.amount)}"
        for one in figure.behind
    ]
    return [*lines, labelled(line_words(figure.line.code), amount_words(figure))]


def declare(call: Call) -> Answer:
    """Write the declaration of an appeal, as far as the books know it."""
    options = call.options
    draft = AppealDraft(
        options.first_on, options.last_on, options.purpose, tuple(options.project), tuple(options.means)
    )
    found = appeal_declaration(call.books(read_only=True), draft)
    write_appeal(found, options.out, force=options.force)
    warnings = [
        {"code": "unconfirmed", "name": one.name, "message": doubt_sentence(one)}
        for one in found.appeals.doubtful
    ]
    data = {
        "first_on": draft.first_on.isoformat(),
        "last_on": draft.last_on.isoformat(),
        "department": found.department,
        "appeals": appeals_data(found.appeals),
        "has_begun": found.has_begun,
        "to_complete": list(found.to_complete),
        "warnings": warnings,
        "file": str(options.out),
    }
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer(data, [told], [*appeal_words.notes_of(found), *(one["message"] for one in warnings)])
