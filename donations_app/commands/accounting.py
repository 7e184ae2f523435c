"""``accounting`` and ``export accounting``: entries for the accountant, the plan of accounts, a FEC checked."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, year_option
from donations_app.commands.saving import period_data
from donations_app.commands.summaries import summary
from donations_app.i18n import _, count, isolated, labelled, money, ngettext, without_marks
from donations_app.services.statements.accounting import (
    ENDINGS,
    Accounts,
    accounts,
    proposed_name,
    write_accounts,
)
from donations_app.words.accounting import (
    checked_lines,
    checked_sentence,
    fault_line,
    twice_words,
    without_rate_words,
)
from donations_app.words.figures import doubt_sentence, figure_word


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "show|plan|check")
    shown = add_command(kinds, "show", _("the entries of a fiscal year, summed by account"), show)
    shown.add_argument("--year", type=year_option, required=True, metavar="YEAR")
    planned = add_command(kinds, "plan", _("the accounts that are used, which the settings change"), plan)
    planned.add_argument("--year", type=year_option, metavar="YEAR")
    checked = add_command(kinds, "check", _("hold a file of entries (FEC) against its rules"), check)
    checked.add_argument("file", type=Path, metavar="FILE.txt")


def add_export(kinds: Any) -> None:
    """Add ``export accounting``."""
    from donations_app.formats.accounting import LAYOUTS

    parser: argparse.ArgumentParser = add_command(
        kinds, "accounting", _("entries of a fiscal year for the accountant or another program"), export
    )
    parser.add_argument("--year", type=year_option, required=True, metavar="YEAR")
    parser.add_argument("--format", choices=LAYOUTS, default="fec", help=_("else fec"))
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE|FOLDER", help=_("in a folder under the usual name")
    )
    parser.add_argument("--force", action="store_true")


def show(call: Call) -> Answer:
    """Sum the entries of a fiscal year by account."""
    found = accounts(call.books(read_only=True), call.options.year)
    lines = [*_lines(found)] or [_("There is no entry of this fiscal year.")]
    return Answer(_data(found), lines, notes=[*_notes(found)])


def export(call: Call) -> Answer:
    """Write the entries of a fiscal year."""
    options = call.options
    found = accounts(call.books(read_only=True), options.year)
    path: Path = options.out
    if path.is_dir():
        path /= proposed_name(found, options.format) + ENDINGS[options.format]
    write_accounts(found, path, options.format, force=options.force)
    told = ngettext("{count} entry written: {path}", "{count} entries written: {path}", len(found.entries))
    line = told.format(count=count(len(found.entries)), path=isolated(str(path)))
    return Answer({**_data(found), "file": str(path)}, [line], notes=[*_notes(found)])


def _data(found: Accounts) -> dict[str, Any]:
    return {
        **period_data(found.heading),
        "entries": len(found.entries),
        "accounts": [
            {
                "account": one.account.number,
                "label": one.account.label,
                "debit_cents": one.debit.cents,
                "credit_cents": one.credit.cents,
            }
            for one in found.balances
        ],
        "unconfirmed": [one.name for one in found.doubtful],
        "told_twice": [{"ref": one.piece, "amount_cents": one.amount.cents} for one in found.told_twice],
        "without_rate": [
            {"ref": one.piece, "amount_minor": one.foreign.amount.cents, "currency": one.foreign.currency}
            for one in found.without_rate
            if one.foreign
        ],
    }


def _lines(found: Accounts) -> Iterator[str]:
    for one in found.balances:
        told = _("debit {debit}, credit {credit}").format(debit=money(one.debit), credit=money(one.credit))
        yield labelled(f"{isolated(one.account.number)}  {isolated(one.account.label)}", told)


def _notes(found: Accounts) -> Iterator[str]:
    if found.told_twice:
        yield twice_words(found.told_twice)
    if found.without_rate:
        yield without_rate_words(found.without_rate)
    yield from map(doubt_sentence, found.doubtful)
    if not found.heading.is_calendar_year:
        yield _("What donors earmarked is not carried over here: the fiscal year is no calendar year.")


def plan(call: Call) -> Answer:
    """List the accounts by what they are for."""
    from donations_app.domain.accounting import ROLES, plan_on
    from donations_app.services.books.legal import legal_parameters

    year = call.options.year
    on = call.today.replace(year=year, month=12, day=31) if year else call.today
    with call.books(read_only=True).read() as session:
        accounts_of = plan_on(legal_parameters(session), on)
    data = [
        {"name": f"account_{role}", "account": accounts_of[role].number, "label": accounts_of[role].label}
        for role in ROLES
    ]
    lines = [
        labelled(
            f"{figure_word(one['name'])} ({isolated(one['name'])})",
            isolated(f"{one['account']} {one['label']}"),
        )
        for one in data
    ]
    return Answer({"plan": data}, lines)


def check(call: Call) -> Answer:
    """Hold a FEC against its rules; exit 1 when something does not keep to them."""
    from donations_app.formats.fec import SHOWN, check_fec

    found = check_fec(call.options.file)
    data = {
        "ok": not found.counted,
        "columns": list(found.columns),
        "lines": found.lines,
        "debit_cents": found.debit.cents,
        "credit_cents": found.credit.cents,
        "journals": dict(found.journals),
        "unbalanced": found.unbalanced,
        "counted": dict(found.counted),
        "faults": [
            {"code": one.code, "line": one.line, "message": without_marks(fault_line(one))}
            for one in found.faults
        ],
    }
    lines = [*checked_lines(found, SHOWN), checked_sentence(found)]
    return Answer(data, lines, status=1 if found.counted else 0)
