"""What is said of files of banks that were read: what is odd in them, their formats, their lines."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from donations_app.db.queries.bank import BankLineShown
from donations_app.db.queries.bank_files import BankFileShown
from donations_app.domain.bank import Warned
from donations_app.domain.identifiers import spaced
from donations_app.i18n import N_, _, count, day, isolated, ngettext
from donations_app.services.bank.files import SetAside
from donations_app.services.bank.importing import BankImported, Taken
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import apart, together
from donations_app.words.matching import STATES

WARNINGS: Final = {
    "balance_not_tied": N_("Account {where}: the closing balance is not the opening one with the entries. Lines may be missing in the file, or it was altered."),
    "pending_left": N_("Account {where}: entries that are only announced, and come with a later statement: {detail}."),
    "other_currency": N_("Account {where}: entries are in another currency than the account ({detail})."),
    "batch_not_unfolded": N_("Account {where}: an entry holds {detail} transactions, of which the file does not say the amounts. It stands as one line."),
    "day_of_statement": N_("Account {where}: entries without a day bear that of the statement: {detail}."),
    "closing_missing": N_("Account {where}: the closing balance is missing. The file may be cut."),
    "day_of_balance_wrong": N_("Account {where}: a balance is of a day that does not exist."),
    "days_guessed": N_("All days of the file can be read with the day or with the month first. They were read with the day first."),
    "zero_left": N_("Lines of 0.00 were left out: {detail}. They are news of the bank."),
    "undated_left": N_("Lines without a day were left out: {detail}."),
    "member_left": N_("{detail} in the ZIP file is no statement and was left out."),
    "file_known": N_("This very file was read on {detail}, as {where}, for the account {account}. Was that the wrong account? Set the file {number} aside first, then take it anew."),
    "account_taken": N_("The file names no account. Its lines are taken for “{where}” ({detail}). If they are of another account, add it to the settings first."),
    "line_late": N_("Left out of {where}: {detail}"),
    "lines_late": N_("Lines that came too late and were left out: {number}. The account {where} is closed up to {detail}, and books and bank agreed to the cent without them. If these lines stand in the books in other words, nothing is to be done. If the bank really booked them, ask it for the day; what is missing enters under an open day: a CSV file with Date, Libellé and Montant is enough."),
    "account_twice": N_("Lines of the account “{where}” stand under its number {detail} too, from before the settings had it: the same operations may now come twice. Set the files of that number aside, then take them anew."),
    "account_unknown": N_("The account {where} is not among those of the settings. Add it there, or say of which account it is."),
}  # fmt: skip
FORMATS: Final = {
    "cfonb120": "CFONB 120", "mt940": "MT940", "ofx1": "OFX 1", "ofx2": "OFX 2", "qif": "QIF", "csv": "CSV",
    "xlsx": "XLSX", "zip": "ZIP",
}  # fmt: skip


def warning_sentence(one: Warned) -> str:
    """Return what is odd, in words."""
    detail = one.detail
    number = account = ""
    if one.code == "lines_late":
        on, _line, number = detail.partition("\n")
        detail, number = day(date.fromisoformat(on)), count(int(number))
    elif one.code == "file_known":
        on, number, *accounts = detail.split("\n")
        detail, number = day(date.fromisoformat(on)), isolated(number)
        account = apart(*(isolated(account_words(one)) for one in accounts))
    elif one.code == "line_late":
        on, amount, currency, said = detail.split("\n")
        detail = "  ".join((day(date.fromisoformat(on)), amount_words(int(amount), currency), said))
    return _(WARNINGS[one.code]).format(
        where=isolated(account_words(one.where)), detail=isolated(detail), number=number, account=account
    )


def warning_sentences(found: Sequence[Warned]) -> list[str]:
    """Return what is odd, each thing once."""
    return list(dict.fromkeys(map(warning_sentence, found)))


def account_words(stated: str) -> str:
    """Return an account as one reads it: an IBAN in groups."""
    compact = stated.replace(" ", "")
    is_iban = compact[:2].isalpha() and compact[2:4].isdecimal() and compact.isalnum()
    return spaced(compact) if is_iban else stated


def format_words(name: str) -> str:
    """Return a format as people call it."""
    return FORMATS.get(name) or name.upper()


def file_words(one: BankFileShown) -> str:
    """Return a file that was read in one line: when, for which accounts, what it brought, and why it counts no more."""
    brought = ngettext("{count} new line", "{count} new lines", one.new).format(count=count(one.new))
    said = [
        isolated(one.ref),
        day(one.at.astimezone().date()),
        isolated(one.name),
        apart(*(isolated(account_words(account)) for account in one.accounts)),
        brought,
    ]
    if one.reason is not None:
        said.append(aside_words(one))
    return "  ".join(said)


def aside_words(one: BankFileShown) -> str:
    """Return that a file was set aside, when, by whom and why."""
    if one.aside_at is None:
        return ""
    return _("set aside on {day} by {name}: {reason}").format(
        day=day(one.aside_at.astimezone().date()),
        name=isolated(one.aside_by or ""),
        reason=isolated(one.reason or ""),
    )


def set_aside_sentences(done: SetAside) -> list[str]:
    """Return what became of a file that was set aside, and what is next."""
    told = ngettext(
        "{file} is set aside: {count} line counts no more.",
        "{file} is set aside: {count} lines count no more.",
        done.lines,
    )
    said = [told.format(file=isolated(done.file.name), count=count(done.lines))]
    if done.undone:
        undone = ngettext(
            "What {count} line was matched with waits for the bank again.",
            "What {count} lines were matched with waits for the bank again.",
            len(done.undone),
        )
        said.append(undone.format(count=count(len(done.undone))))
    said.append(_("If the file was for another account, take it anew and say for which one."))
    if done.read_since:
        files = apart(*map(isolated, done.read_since))
        said.append(
            _("Then take these anew too, for some of their lines may have stood in it: {files}").format(
                files=files
            )
        )
    return said


def new_words(answer: BankImported) -> str:
    """Return how many lines are new, and how many stand already."""
    new = ngettext("{count} new line", "{count} new lines", answer.new).format(count=count(answer.new))
    told = ngettext("{count} already there", "{count} already there", answer.already)
    return together(new, told.format(count=count(answer.already))) if answer.already else new


def ties_words(ties: bool | None) -> str:  # noqa: FBT001 -- what a statement says of itself
    """Return whether a statement ties."""
    if ties is None:
        return _("balances not said")
    return _("balances tie") if ties else _("balances do not tie")


def taken_line(one: Taken, mark: str = "  ") -> str:
    """Return what became of a statement, in one line."""
    said = one.statement
    entries = ngettext("{count} entry", "{count} entries", said.entries).format(count=count(said.entries))
    parts = [
        isolated(account_words(one.own.iban if one.own else said.account or one.account)),
        entries,
        amount_words(said.credits, said.currency),
        amount_words(-said.debits, said.currency),
        ties_words(said.ties),
    ]
    if said.returns:
        parts.append(
            ngettext("{count} return", "{count} returns", said.returns).format(count=count(said.returns))
        )
    return mark.join(parts)


def line_words(one: BankLineShown) -> str:
    """Return a line of a bank in one line."""
    return "  ".join(
        (isolated(one.ref), day(one.booked_on), amount_words(one.amount, one.currency), isolated(one.text))
        + ((_(STATES[one.state]),) if one.state != "unmatched" else ())
    )
