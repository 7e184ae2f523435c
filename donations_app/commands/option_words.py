"""What an option is for that means the same in many commands; one that says it by itself is left as it is."""

from argparse import Action
from typing import Final

from donations_app.i18n import N_, _

_OPTIONS: Final = {
    "--above": N_("receipts of so many cents or more, all of them beside those drawn"),
    "--accept": N_("go on in spite of this warning"),
    "--amount": N_("the amount"),
    "--association": N_("an association, by its reference"),
    "--batch": N_("a batch, by its name"),
    "--by-form": N_("draw so many of each form"),
    "--credited-on": N_("the day on which the bank had it"),
    "--demo": N_("with examples to try it"),
    "--force": N_("replace a file that stands there"),
    "--from": N_("the first day"),
    "--funder": N_("a funder, by its reference"),
    "--kind": N_("why it was taken back: by the bank, repaid, or typed wrongly"),
    "--language": N_("the language of the document"),
    "--line": N_("which line of the payment, the first if not given"),
    "--method": N_("the way of paying"),
    "--note": N_("what is kept with the filing"),
    "--notes": N_("the file in which they stand, beside the books if not given"),
    "--number": N_("a receipt, by its number"),
    "--on": N_("the day"),
    "--payer": N_("who paid, by his reference"),
    "--payment": N_("a payment, by its reference"),
    "--project": N_("a project, by its code"),
    "--reason": N_("why; it is kept"),
    "--received-on": N_("the day on which it was received"),
    "--replace": N_("issue another in its place"),
    "--seed": N_("a number: the same draws the same"),
    "--series": N_("receipts of this series alone"),
    "--settings": N_("the facts of the association"),
    "--size": N_("how many are drawn"),
    "--sort": N_("the order in which they stand"),
    "--source": N_("where it is known from"),
    "--state": N_("of this state alone"),
    "--to": N_("the last day"),
    "--value": N_("another value than the one that is known"),
    "--year": N_("of this year"),
}
_WORDS: Final = {  # by the name of what stands without an option
    "action": N_("hold the series against an unbroken count"),
    "channel": N_("by e-mail or by post"),
    "collection": N_("a run of direct debits, by its number"),
    "contribution": N_("a valued contribution, by its reference"),
    "claim": N_("an expense claim, by its reference"),
    "file": N_("the file"),
    "gift": N_("an agreed gift, by its reference"),
    "given": N_("agreed, or not"),
    "gone": N_("the other record, by its reference"),
    "kept": N_("the record that is kept, or one of the two, by its reference"),
    "kind": N_("a kind of membership, by its code"),
    "name": N_("a figure, by its name"),
    "number": N_("a receipt, by its number"),
    "origin": N_("private, public, or public money passed on"),
    "party": N_("a person, by the reference"),
    "payer": N_("who paid, by his reference"),
    "payment": N_("a payment, by its reference"),
    "programme": N_("a programme, by its code"),
    "project": N_("a project, by its code"),
    "rule": N_("a rule of a funder, by its reference"),
    "slip": N_("a deposit slip, by its number"),
    "spending": N_("a spending, by its reference"),
    "text": N_("the note"),
    "what": N_("what the file holds, or what to do with imports of before"),
    "year": N_("of this year"),
}


def words_of(action: Action) -> str | None:
    """Return what an option or a word is for, in the language chosen; ``None`` where nothing is known of it."""
    if "--out" in action.option_strings:
        return _("the folder to write to") if action.metavar == "DIR" else _("the file to write")
    named = [_OPTIONS[name] for name in action.option_strings if name in _OPTIONS]
    said = named[0] if named else None if action.option_strings else _WORDS.get(action.dest)
    return _(said) if said else None
