"""What members owe, why a letter about dues is not written to one, and what such letters are called."""

from typing import Final

from donations_app.db.queries.dues import Member, Owed
from donations_app.domain.dues_calls import Call, LeftOut
from donations_app.domain.money import Money
from donations_app.i18n import N_, _, count, day, labelled, money, ngettext, pgettext
from donations_app.words.codes import CALLS, word

LEFT_OUT: Final = {
    "deceased": N_("Death reported"),
    "left": N_("No member any more"),
    "honorary": N_("Honorary member"),
    "suspended": N_("Membership suspended"),
    "exempt": N_("Exempt from dues"),
    "paid": N_("Owes nothing"),
    "in_doubt": N_("An e-mail was begun, and nobody knows whether it arrived"),
    "written_lately": N_("Written to less than 30 days ago"),
    "reminded_twice": N_("Reminded twice already"),
    "not_wished": N_("Agreed neither to letters nor to e-mail"),
    "email_missing": N_("Agreed to e-mail alone, and has no address"),
    "email_invalid": N_("The e-mail address is not exactly one"),
    "email_returned": N_("E-mail to the address came back"),
    "address_missing": N_("No postal address"),
}
UNASKED: Final = {
    "separated": N_("{amount} left, asked of nobody: the couple separated"),
    "left": N_("{amount} left, asked of nobody: no member any more"),
}
_CHANNELS: Final = {"post": N_("by post"), "email": N_("by e-mail")}


def left_out_word(reason: str) -> str:
    """Return why members are left out, in a few words."""
    return _(LEFT_OUT[reason])


def unasked_words(one: Member, missing: Money) -> str:
    """Return what is missing of a member's dues that nobody is asked for, and why; nothing where there is none."""
    reason = one.why_unasked
    return _(UNASKED[reason]).format(amount=money(missing)) if reason and missing else ""


def owed_words(number: int, owed: Owed) -> str:
    """Return how many members owe how much, and beside it what nobody is asked for, where there is some."""
    told = ngettext(
        "{count} member, {amount} still to be paid", "{count} members, {amount} still to be paid", number
    )
    told = told.format(count=count(number), amount=money(owed.asked))
    if not owed.unasked:
        return told
    return _("{told}; {rest}").format(told=told, rest=rest_words(money(owed.unasked)))


def rest_words(amount: str) -> str:
    """Return what those who left still owe, which nobody is asked for."""
    return _("{amount} of who left, asked of nobody").format(amount=amount)


def left_out_sentence(one: LeftOut) -> str:
    """Return why a member is left out, with the day of the last letter where that is why."""
    last = one.debtor.last
    if one.reason == "written_lately" and last:
        return labelled(left_out_word(one.reason), day(last.on))
    return left_out_word(one.reason)


def call_words(one: Call) -> str:
    """Return a letter about dues in a few words: which, when, how, and what failed."""
    said = _("{letter}, {day}, {way}").format(
        letter=word(CALLS, one.step), day=day(one.on), way=way_word(one.channel)
    )
    return with_outcome(said, one.outcome)


def with_outcome(said: str, outcome: str) -> str:
    """Return what is said of a letter, with what failed of an e-mail."""
    if outcome == "sent":
        return said
    failed = pgettext("letter", "failed") if outcome == "failed" else pgettext("letter", "in doubt")
    return labelled(said, failed)


def way_word(channel: str) -> str:
    """Return by which way a letter goes."""
    return _(_CHANNELS[channel])
