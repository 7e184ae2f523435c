"""``bank import FILE`` and ``bank list``, with those of ``bank_matching``: what the bank says of the accounts."""

from pathlib import Path
from typing import Any

from donations_app.commands import bank_matching, bank_reconciling, bank_rules
from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.summaries import summary
from donations_app.db.queries.bank import check_account, listed_lines
from donations_app.db.queries.bank_files import BankFileShown, bank_files
from donations_app.domain.bank import Warned
from donations_app.i18n import _, without_marks
from donations_app.services.bank.files import set_file_aside
from donations_app.services.bank.importing import BankImported, Taken, import_bank, read_bank
from donations_app.services.bank.proposing import proposed_lines
from donations_app.words.bank import (
    file_words,
    line_words,
    new_words,
    set_aside_sentences,
    taken_line,
    warning_sentence,
    warning_sentences,
)


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(
        commands,
        name,
        summary(name),
        "import|files|set-aside|list|match|accept|undo|rules|rule|reconcile|close",
    )
    taken = add_command(kinds, "import", _("take a statement, whatever its format"), import_, writes=True)
    taken.add_argument(
        "file", type=Path, metavar="FILE", help=_("CAMT, CFONB, OFX, MT940, QIF, CSV; zipped too")
    )
    taken.add_argument(
        "--account",
        default="",
        metavar="IBAN",
        help=_("of a statement that names no account, or one that the settings do not have"),
    )
    add_command(kinds, "files", _("files that were read, the latest first"), files_)
    aside = add_command(
        kinds,
        "set-aside",
        _("let a file count no more: it was read for the wrong account"),
        set_aside_,
        writes=True,
    )
    aside.add_argument("file", metavar="FILE", help=_("as bank files names it: T-MRS-000012, or its name"))
    aside.add_argument("--reason", required=True, metavar="TEXT")
    listed = add_command(kinds, "list", _("lines of statements, the latest first"), list_)
    listed.add_argument("--account", default="", metavar="IBAN", help=_("of one account alone"))
    listed.add_argument("--proposals", action="store_true", help=_("with what each may be"))
    bank_matching.add(kinds)
    bank_rules.add(kinds)
    bank_reconciling.add(kinds)


def import_(call: Call) -> Answer:
    """Take a file of a bank."""
    progress = call.progress()
    read = read_bank(call.options.file, progress=progress)
    answer = import_bank(call.acting(), read, account=call.options.account, progress=progress)
    lines = [*map(taken_line, answer.statements), f"{new_words(answer)}."]
    notes = warning_sentences(answer.warnings)
    if any(one.code == "account_unknown" for one in answer.warnings):
        notes.append(_says_account(answer))
    return Answer(import_data(answer), lines, notes=notes)


def _says_account(answer: BankImported) -> str:
    """Return how one says for which account a file is; lines that were taken are set aside first."""
    if not answer.new:
        return _("--account IBAN says of which account a statement is.")
    return _(
        "To take the lines for another account: bank set-aside FILE --reason TEXT, then bank import FILE --account"
        " IBAN."
    )


def import_data(answer: BankImported) -> dict[str, Any]:
    """Return what became of a file as programs read it; amounts are minor units of the currency."""
    return {
        "format": answer.format,
        "statements": [_statement(one) for one in answer.statements],
        "new": answer.new,
        "already": answer.already,
        "warnings": [_warning(one) for one in answer.warnings],
    }


def _statement(one: Taken) -> dict[str, Any]:
    said = one.statement
    return {
        "account": said.account or (one.own.iban if one.own else one.account),
        "own_account": one.own.iban if one.own else None,
        "currency": said.currency,
        "reference": said.reference,
        "opening_cents": said.opening.amount if said.opening else None,
        "opening_on": said.opening.on.isoformat() if said.opening and said.opening.on else None,
        "closing_cents": said.closing.amount if said.closing else None,
        "closing_on": said.closing.on.isoformat() if said.closing and said.closing.on else None,
        "credits_cents": said.credits,
        "debits_cents": said.debits,
        "entries": said.entries,
        "transactions": len(said.lines),
        "pending": said.pending,
        "returns": said.returns,
        "ties": said.ties,
        "new": len(one.new),
        "already": one.already,
        "late": len(one.late),
    }


def _warning(one: Warned) -> dict[str, str]:
    return {
        "code": one.code,
        "where": one.where,
        "detail": one.detail,
        "message": without_marks(warning_sentence(one)),
    }


def files_(call: Call) -> Answer:
    """List the files that were read."""
    with call.books(read_only=True).read() as session:
        found = bank_files(session)
    lines = [file_words(one) for one in found] or [_("No statement was read yet.")]
    return Answer({"files": list(map(_file, found))}, lines)


def set_aside_(call: Call) -> Answer:
    """Set a file aside, with all its lines."""
    done = set_file_aside(call.acting(), Path(call.options.file).name, reason=call.options.reason)
    data = {
        "file": done.file.ref,
        "lines": done.lines,
        "undone": done.undone,
        "read_since": done.read_since,
    }
    return Answer(data, set_aside_sentences(done))


def _file(one: BankFileShown) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "name": one.name,
        "format": one.format,
        "read_at": one.at.isoformat(),
        "read_by": one.who,
        "accounts": one.accounts,
        "new": one.new,
        "already": one.already,
        "aside_reason": one.reason,
        "aside_at": one.aside_at.isoformat() if one.aside_at else None,
        "aside_by": one.aside_by,
    }


def list_(call: Call) -> Answer:
    """List the lines of statements."""
    with call.books(read_only=True).read() as session:
        check_account(session, call.options.account)
        found = list(listed_lines(session, account=call.options.account))
        if call.options.proposals:
            shown = proposed_lines(session, [one.id for one in found], today=call.today)
            data = list(map(bank_matching.proposed_data, shown))
        else:
            data = [{**bank_matching.line_data(one), "proposals": []} for one in found]
    lines = [line_words(one) for one in found] or [_("No statement was read yet.")]
    return Answer({"lines": data}, lines)
