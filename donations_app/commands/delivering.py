"""``receipts send``, ``receipts print --year`` and ``receipts deliveries``: how receipts reach their donors."""

import getpass
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command, year_option
from donations_app.db.queries.deliveries import deliverables
from donations_app.db.queries.settings import mail_account
from donations_app.domain.addresses import one_line
from donations_app.domain.deliveries import Deliverable, Delivery
from donations_app.domain.storage_errors import StorageUnavailable
from donations_app.i18n import N_, _, count, isolated, moment, money, ngettext, without_marks
from donations_app.services.deliveries.mail import Mailed, MailRun, plan_mail, send_receipts
from donations_app.services.deliveries.post import NotSent, PrintRun, print_run, write_copies
from donations_app.words.deliveries import delivery_sentence, way_sentence
from donations_app.words.mail import answer_words
from donations_app.words.sentences import sentence

PASSWORD: Final = "DONATIONS_SMTP_PASSWORD"  # noqa: S105 -- the name of a variable
_STATES: Final = {
    "waiting": N_("not sent"),
    "posted": N_("sent by post"),
    "mailed": N_("sent by e-mail"),
    "in_doubt": N_("in doubt"),
    "failed": N_("failed"),
    "returned": N_("came back"),
}


def add(kinds: Any) -> None:
    """Add the commands to those of ``receipts``."""
    sending = add_command(kinds, "send", _("send receipts by e-mail"), send, writes=True)
    sending.add_argument("--year", type=year_option, required=True)
    sending.add_argument("--payer", default="", metavar="REF")
    sending.add_argument("--number", action="append", metavar="N", dest="numbers")
    sending.add_argument("--again", action="store_true", help=_("those sent before, or in doubt, too"))
    shown = add_command(kinds, "deliveries", _("who got what, when, and what failed"), deliveries)
    shown.add_argument("--year", type=year_option, required=True)


def send(call: Call) -> Answer:
    """Send the receipts that wait for it; exit 1 when something failed."""
    options = call.options
    asked = {"year": options.year, "payer": options.payer, "numbers": options.numbers, "again": options.again}
    if call.is_rehearsal:
        plan = plan_mail(call.acting(), **asked)
        run = MailRun([Mailed(one, one.email) for one in plan.ready], left_out=plan.left_out)
    else:
        run = send_receipts(call.acting(), **asked, password=password(call), progress=call.progress())
    return _sent(options.year, run)


def password(call: Call) -> str:
    """Return the password of the mail account: from the environment, or asked for; it is not kept."""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    with call.books().read() as session:
        account = mail_account(session, call.today)
    if account is None or not account.username or not sys.stdin.isatty():
        return ""
    return getpass.getpass(_("Password of {username}: ").format(username=account.username))


def _sent(year: int, run: MailRun) -> Answer:
    broken = without_marks(sentence(run.broken) or "") if run.broken else ""
    data = {
        "year": year,
        "sent": [_mailed(one) for one in run.sent],
        "failed": [_mailed(one) for one in run.failed],
        "in_doubt": [_mailed(one) for one in run.in_doubt],
        "left_out": _left_out(run.left_out),
        "waiting": [receipt.number for receipt in run.waiting],
        "stopped": run.stopped,
        "error": {"error": type(run.broken).__name__, "message": broken} if run.broken else None,
    }
    told = ngettext("{count} receipt sent by e-mail.", "{count} receipts sent by e-mail.", len(run.sent))
    lines = [
        f"{isolated(one.receipt.number)}  {one.receipt.name}  {isolated(one.address)}" for one in run.sent
    ]
    lines += [told.format(count=count(len(run.sent)))]
    lines += [
        f"{isolated(one.receipt.number)}  {isolated(one.address)}  {answer_words(one.answer)}"
        for one in run.failed
    ]
    lines += [
        f"{isolated(one.receipt.number)}  {isolated(one.address)}  {delivery_sentence('in_doubt')}"
        for one in run.in_doubt
    ]
    lines += _left_lines(run.left_out)
    if run.waiting:
        waiting = ngettext("{count} receipt still waits.", "{count} receipts still wait.", len(run.waiting))
        lines.append(waiting.format(count=count(len(run.waiting))))
    has_failed = bool(run.failed or run.in_doubt or run.broken)
    status = 3 if isinstance(run.broken, StorageUnavailable) else 1 if has_failed else 0
    return Answer(data, lines, [broken] if broken else [], status=status)


def _mailed(one: Mailed) -> dict[str, str]:
    return {
        "number": one.receipt.number,
        "payer": one.receipt.payer,
        "address": one.address,
        "answer": one.answer,
    }


def _left_out(left_out: Iterable[NotSent]) -> list[dict[str, str]]:
    return [
        {
            "number": one.receipt.number,
            "payer": one.receipt.payer,
            "reason": one.reason,
            "message": delivery_sentence(one.reason, one.receipt),
            "way": one.receipt.way,
        }
        for one in left_out
    ]


def _left_lines(left_out: Iterable[NotSent]) -> list[str]:
    return [
        f"{isolated(one.receipt.number)}  {one.receipt.name}  {delivery_sentence(one.reason, one.receipt)}"
        for one in left_out
    ]


def print_several(call: Call) -> Answer:
    """Write one file to print, noted as posted; or, into a folder, a file each, of which nothing is noted."""
    options = call.options
    if options.out.suffix.lower() != ".pdf":
        return _copies(call)
    run = print_run(
        call.acting(),
        None if call.is_rehearsal else options.out,
        year=options.year,
        numbers=options.numbers,
        with_letters=options.letters,
        again=options.again,
        by_post=options.by_post,
        force=options.force,
        progress=call.progress(),
    )
    return _printed(options.out, run)


def _printed(out: Path, run: PrintRun) -> Answer:
    data = {
        "file": str(out) if run.pages else None,
        "pages": run.pages,
        "letters": run.letters,
        "posted": [
            {
                "number": one.number,
                "payer": one.payer,
                "name": one.name,
                "address": list(one.address.printed()),
            }
            for one in run.posted
        ],
        "left_out": _left_out(run.left_out),
        "take_out": _left_out(run.to_take_out),
    }
    told = ngettext("{count} receipt to post.", "{count} receipts to post.", len(run.posted))
    lines = [f"{isolated(one.number)}  {one.name}  {one_line(one.address.printed())}" for one in run.posted]
    lines += [told.format(count=count(len(run.posted)))]
    if by_email := sum(one.reason == "by_email" for one in run.left_out):
        told = ngettext("{count} receipt goes by e-mail.", "{count} receipts go by e-mail.", by_email)
        lines.append(told.format(count=count(by_email)))
    if run.pages:
        lines.append(_("Written: {path}").format(path=isolated(str(out))))
    if run.to_take_out:
        lines.append(_("Take these out of the printed pages:"))
        lines += _left_lines(run.to_take_out)
    return Answer(data, [*lines, *_left_lines(run.left_out)])


def _copies(call: Call) -> Answer:
    options = call.options
    if options.year is None or options.letters or options.again or options.by_post or options.numbers:
        told = _("A folder takes a copy of each receipt of a --year, without letters; name a .pdf to print.")
        return Answer({"error": "out"}, [told], status=2)
    written: list[tuple[Deliverable, Path | None]] = []
    if call.is_rehearsal:
        with call.books().read() as session:
            found = deliverables(session, year=options.year)
        written += [(receipt, None) for receipt in found if not receipt.is_cancelled]
    else:
        books = call.books(read_only=True)
        written += write_copies(
            books, options.out, year=options.year, force=options.force, progress=call.progress()
        )
    data = [{"number": receipt.number, "file": str(path) if path else None} for receipt, path in written]
    told = ngettext("{count} copy written.", "{count} copies written.", len(written))
    return Answer({"year": options.year, "copies": data}, [told.format(count=count(len(written)))])


def deliveries(call: Call) -> Answer:
    """Show of each live receipt what became of it."""
    with call.books(read_only=True).read() as session:
        found = deliverables(session, year=call.options.year)
    shown = [receipt for receipt in found if receipt.deliveries or not receipt.is_cancelled]
    data = [
        {
            "number": receipt.number,
            "payer": receipt.payer,
            "name": receipt.name,
            "amount_cents": receipt.amount.cents,
            "cancelled": receipt.is_cancelled,
            "state": receipt.state,
            "way": receipt.way,
            "deliveries": [_delivery(one) for one in receipt.deliveries],
        }
        for receipt in shown
    ]
    lines = [_line(receipt) for receipt in shown] or [_("No receipt of this year is here.")]
    return Answer({"year": call.options.year, "receipts": data}, lines)


def _delivery(one: Delivery) -> dict[str, str | None]:
    return {
        "channel": one.channel,
        "address": one.address,
        "at": one.at.isoformat(),
        "on": one.on.isoformat(),
        "outcome": one.outcome,
        "answer": one.answer,
        "returned_on": one.returned_on.isoformat() if one.returned_on else None,
    }


def _line(receipt: Deliverable) -> str:
    parts = [isolated(receipt.number), receipt.name, money(receipt.amount), _(_STATES[receipt.state])]
    if receipt.deliveries:
        last = receipt.deliveries[-1]
        parts += [moment(last.at), isolated(last.address), answer_words(last.answer)]
    if receipt.way == "none" and receipt.state not in ("posted", "mailed"):
        parts.append(way_sentence("none"))
    return "  ".join(part for part in parts if part)
