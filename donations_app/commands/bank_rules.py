"""``bank rules`` and ``bank rule``: what was learned of the bank."""

from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command
from donations_app.db.queries.bank_rules import BankRuleShown, bank_rules
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.matching import RULE_KINDS
from donations_app.i18n import _
from donations_app.services.bank.rules import change_rule, state_rule
from donations_app.words.matching import rule_words

_FEE: Final = "1,5 %% + 0,25"  # as argparse reads it


def add(kinds: Any) -> None:
    """Add the commands beside those of ``bank``."""
    add_command(kinds, "rules", _("what was learned of accounts and words"), rules_)
    rule = add_command(kinds, "rule", _("state a rule, change one, or switch it off"), rule_, writes=True)
    rule.add_argument("rule", nargs="?", default="", metavar="RULE", help=_("as bank rules names it"))
    rule.add_argument("--iban", default="", help=_("of a new rule: the account"))
    rule.add_argument("--words", default="", help=_("of a new rule: the words, all of which the line holds"))
    rule.add_argument("--payer", metavar="REF", help=_("whose it is"))
    rule.add_argument(
        "--fee",
        default="",
        metavar="FEE",
        help=_("what a platform keeps of each payment: {fee}").format(fee=_FEE),
    )
    rule.add_argument("--project", metavar="CODE", help=_("for which project; empty: none"))
    rule.add_argument("--kind", choices=RULE_KINDS, help=_("of the payments"))
    switch = rule.add_mutually_exclusive_group()
    switch.add_argument("--off", dest="active", action="store_false", default=None, help=_("switch it off"))
    switch.add_argument(
        "--on-again", dest="active", action="store_true", default=None, help=_("switch it on")
    )


def rules_(call: Call) -> Answer:
    """List the rules."""
    with call.books(read_only=True).read() as session:
        found = bank_rules(session)
    lines = list(map(rule_words, found)) or [_("No rule was learned yet.")]
    return Answer({"rules": list(map(rule_data, found))}, lines)


def rule_(call: Call) -> Answer:
    """State or change a rule."""
    options, books = call.options, call.acting()
    ref = options.rule.upper()
    if ref:
        change_rule(
            books,
            ref,
            payer=options.payer,
            project=options.project,
            kind=options.kind,
            fee=options.fee or None,
            is_active=options.active,
        )
    elif not options.payer and not options.fee:
        raise InputRefused([Problem("payer", "missing")])
    else:
        ref = state_rule(
            books,
            account=options.iban,
            words=options.words,
            payer=options.payer or "",
            project=options.project or "",
            kind=options.kind or "donation",
            fee=options.fee,
        )
    with books.read() as session:
        (found,) = [one for one in bank_rules(session) if one.ref == ref]
    return Answer({"rule": rule_data(found)}, [rule_words(found)])


def rule_data(one: BankRuleShown) -> dict[str, Any]:
    """Return a rule as programs read it."""
    return {
        "rule": one.ref,
        "iban": one.iban,
        "words": one.words,
        "payer": one.payer,
        "name": one.name,
        "project": one.project,
        "kind": one.kind,
        "fee_percent": f"{one.fee_rate // 100}.{one.fee_rate % 100:02}",
        "fee_each_cents": one.fee_each,
        "active": one.is_active,
    }
