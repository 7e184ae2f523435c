"""The passphrase of an encrypted backup: from the keyring, or asked at the terminal; never an argument."""

import argparse
import getpass
import sys
from pathlib import Path

from donations_app.commands.call import Call
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.passphrases import problem_of
from donations_app.formats.encrypted import is_encrypted, opens, read_label
from donations_app.i18n import _, isolated, without_marks
from donations_app.machine import passwords


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a backup that is encrypted."""
    parser.add_argument(
        "--encrypt",
        action="store_true",
        help=_("under a passphrase, which is asked; without it nobody opens the backup, you neither"),
    )
    parser.add_argument(
        "--remember", action="store_true", help=_("keep the passphrase in the keyring of this computer")
    )
    parser.add_argument("--forget", action="store_true", help=_("keep it there no longer, and ask for it"))


def new_passphrase(call: Call, books: str) -> tuple[str, list[str]]:
    """Return the passphrase of a backup that will be made, and what is told of it.

    Args:
        call: with the options of ``add_options``.
        books: what tells them from others.

    Raises:
        InputRefused: it is too short, was typed in two ways, or nobody is there to type it.
    """
    options, told = call.options, []
    if options.forget:
        is_gone = passwords.forget_passphrase(books)
        told.append(_("The passphrase is forgotten.") if is_gone else _("No passphrase was kept."))
    elif kept := passwords.passphrase_of(books):
        return kept, told
    if not _is_somebody_there(call):
        raise InputRefused([Problem("passphrase", "passphrase_unasked")])
    typed = getpass.getpass(without_marks(_("Passphrase of the backup: ")))
    again = getpass.getpass(without_marks(_("The same once more: ")))
    if problem := problem_of(typed, again):
        raise InputRefused([Problem("passphrase", problem)])
    if options.remember:
        is_kept = passwords.keep_passphrase(books, typed)
        told.append(
            _("The passphrase is kept in the keyring of this computer.")
            if is_kept
            else _("This computer has no keyring: the passphrase is asked each time.")
        )
    told.append(_("Write the passphrase down and keep it apart from the backup: nobody can find it again."))
    return typed, told


def passphrase_for(call: Call, backup: Path) -> str:
    """Return the passphrase of a backup that stands; nothing where it has none, or nobody is there to type it.

    Raises:
        FileRefused: it is encrypted, and damaged where that is said.
    """
    if not is_encrypted(backup):
        return ""
    kept = passwords.passphrase_of(read_label(backup).books)
    if kept and opens(backup, kept):
        return kept
    if not _is_somebody_there(call):
        return ""
    asked = _("Passphrase of {path}: ").format(path=isolated(str(backup)))
    return getpass.getpass(without_marks(asked))


def _is_somebody_there(call: Call) -> bool:
    return not call.options.json and sys.stdin.isatty()
