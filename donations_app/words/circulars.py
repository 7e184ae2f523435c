"""Why a letter to a list is not written to somebody, and what became of one."""

from typing import Final

from donations_app.domain.circulars import LeftOut, Written
from donations_app.i18n import N_, _, count, day, labelled, ngettext
from donations_app.words.dues import LEFT_OUT as OF_DUES
from donations_app.words.dues import way_word, with_outcome

LEFT_OUT: Final = {
    "erased": N_("Erased as asked for"),
    "had_it": N_("Had this letter already"),
} | {
    reason: OF_DUES[reason]
    for reason in (
        "deceased", "in_doubt", "not_wished", "email_missing", "email_invalid", "email_returned", "address_missing",
    )
}  # fmt: skip


def left_out_word(reason: str) -> str:
    """Return why people are left out, in a few words."""
    return _(LEFT_OUT[reason])


def left_out_sentence(one: LeftOut) -> str:
    """Return why somebody is left out, with the day on which he had the letter where that is why."""
    had = one.to.had_it
    return (
        labelled(left_out_word(one.reason), day(had.on))
        if one.reason == "had_it" and had
        else left_out_word(one.reason)
    )


def circular_line(one: Written) -> str:
    """Return a letter to a list in a few words: its subject, when, how, and what failed."""
    said = _("{letter}, {day}, {way}").format(letter=one.subject, day=day(one.on), way=way_word(one.channel))
    return with_outcome(said, one.outcome)


def other_language_line(number: int) -> str:
    """Return how many letters are not in their reader's language, because there is no text in it."""
    told = ngettext(
        "{count} letter is in another language than its reader's: there is no text in his.",
        "{count} letters are in another language than their readers': there is no text in theirs.",
        number,
    )
    return told.format(count=count(number))
