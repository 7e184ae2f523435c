"""``collect notify``: who is told before of a direct debit, by which way, and who is not and why."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.letter_runs import (
    add_out,
    add_ways,
    left_lines,
    made_answer,
    plan_data,
    printed_if_asked,
    sent_if_asked,
    way_data,
)
from donations_app.commands.usage import day_option
from donations_app.domain.debit_notices import Notice, NotTold, counted
from donations_app.i18n import _, day, isolated, money
from donations_app.services.payments.collections import CollectionOrder
from donations_app.services.payments.debit_mail import send_notices
from donations_app.services.payments.debit_notices import NoticeOrder, plan, print_notices
from donations_app.words.circulars import left_out_word
from donations_app.words.debits import late_notice
from donations_app.words.dues import way_word
from donations_app.words.letters import plan_words


def add(kinds: Any) -> None:
    """Add the command to those of ``collect``."""
    told = add_command(
        kinds, "notify", _("tell donors of a debit before, by post and by e-mail"), notify, writes=True
    )
    told.add_argument("--date", type=day_option, required=True, metavar="DATE", help=_("of the collection"))
    told.add_argument(
        "--account", default="", metavar="IBAN", help=_("the only one that collects, if not given")
    )
    told.add_argument(
        "--gift", action="append", metavar="REF", help=_("only this one; several times for several")
    )
    add_out(told)
    add_ways(told, _("also those who were told or are in doubt"))
    told.add_argument("--force", action="store_true")


def notify(call: Call) -> Answer:
    """Say who is told and who is left out; write and send only what is asked for."""
    options = call.options
    refs = tuple(options.gift) if options.gift else None
    run_order = CollectionOrder(on=options.date, account=options.account, refs=refs)
    order = NoticeOrder(run=run_order, by_post=options.by_post, again=options.again)
    found = plan(call.acting(), order)
    printed = printed_if_asked(call, order, print_notices)
    run = sent_if_asked(call, order, send_notices)
    data = plan_data(found, _letter, _why) | {"late": found.is_late}
    lines = [*map(_line, found.letters), plan_words(found)]
    lines += left_lines(found.left_out, counted(found.left_out), left_out_word, _why)
    lines += [late_notice()] if found.is_late and found.letters else []
    return made_answer(call.options, data, lines, found, printed, run)


def _why(one: NotTold) -> str:
    return left_out_word(one.reason)


def _letter(one: Notice) -> dict[str, Any]:
    to = one.to
    return {
        "ref": to.ref,
        "name": to.name,
        "gift": to.gift,
        **way_data(one),
        "language": to.language,
        "amount_cents": to.amount.cents,
        "collected_on": to.collected_on.isoformat(),
    }


def _line(one: Notice) -> str:
    to = one.to
    said = (isolated(to.gift), to.name, way_word(one.way), money(to.amount), day(to.collected_on))
    return "  ".join(said)
