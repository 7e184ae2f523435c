"""``--sign CERTIFICATE.p12``: receipts signed as they are issued; the passphrase is asked for, never kept."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Final

from donations_app.commands.call import Call
from donations_app.i18n import _, isolated
from donations_app.services.receipts.certificate import signer_from
from receipts.signature import Signer

PASSPHRASE: Final = "DONATIONS_SIGN_PASSPHRASE"  # noqa: S105 -- the name of a variable


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    told = _("sign each receipt with this certificate (PKCS#12)")
    parser.add_argument("--sign", type=Path, metavar="CERTIFICATE", help=told)


def signer_of(call: Call) -> Signer | None:
    """Return what signs, opened before anything is written; ``None`` when it was not asked for.

    Raises:
        FileRefused: the certificate cannot sign.
    """
    path: Path | None = call.options.sign
    if path is None:
        return None
    return signer_from(path, _passphrase(path), now=call.books().clock())


def _passphrase(path: Path) -> str:
    """Return the passphrase of the certificate: from the environment, or asked for."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        return ""
    return getpass.getpass(_("Passphrase of {path}: ").format(path=isolated(str(path))))
