"""``members remind``: calls for dues and reminders; who gets which by which way, and who is left out and why."""

from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command, year_option
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
from donations_app.domain.dues_calls import Step, ToWrite, counted
from donations_app.i18n import _, isolated, money
from donations_app.services.deliveries.dues_calls import CallOrder, plan, print_calls
from donations_app.services.deliveries.dues_mail import send_calls
from donations_app.words.codes import CALLS, word
from donations_app.words.dues import left_out_sentence, left_out_word, way_word
from donations_app.words.letters import plan_words

_STEPS: Final[dict[str, Step]] = {
    "call": "call",
    "first": "first_reminder",
    "second": "second_reminder",
}


def add(kinds: Any) -> None:
    """Add the command to those of ``members``."""
    reminds = add_command(
        kinds, "remind", _("call for dues and remind, by post and by e-mail"), remind, writes=True
    )
    reminds.add_argument("parties", nargs="*", metavar="REF", help=_("only these members"))
    reminds.add_argument("--year", type=year_option, metavar="Y", help=_("this year, if not given"))
    reminds.add_argument(
        "--step", choices=tuple(_STEPS), help=_("for each member the one that comes next, if not given")
    )
    add_out(reminds)
    add_ways(reminds, _("also those written to lately, reminded twice or in doubt"))
    reminds.add_argument("--force", action="store_true")


def remind(call: Call) -> Answer:
    """Say who gets which letter and who is left out; write and send only what is asked for."""
    order = _order(call)
    found = plan(call.acting(), order)
    printed = printed_if_asked(call, order, print_calls)
    run = sent_if_asked(call, order, send_calls)
    data = plan_data(found, _letter, left_out_sentence)
    lines = [*map(_line, found.letters), plan_words(found)]
    lines += left_lines(found.left_out, counted(found.left_out), left_out_word, left_out_sentence)
    return made_answer(call.options, data, lines, found, printed, run)


def _order(call: Call) -> CallOrder:
    options = call.options
    return CallOrder(
        year=options.year or call.today.year,
        step=_STEPS[options.step] if options.step else None,
        by_post=options.by_post,
        again=options.again,
        refs=tuple(options.parties) or None,
    )


def _letter(one: ToWrite) -> dict[str, Any]:
    debtor = one.debtor
    return {
        "ref": debtor.ref,
        "name": debtor.name,
        "step": one.step,
        **way_data(one),
        "language": debtor.language,
        "years": list(debtor.years),
        "amount_cents": debtor.amount.cents,
    }


def _line(one: ToWrite) -> str:
    to = one.debtor
    said = (isolated(to.ref), to.name, word(CALLS, one.step), way_word(one.way), money(to.amount))
    return "  ".join(said)
