"""What a run of letters would write, in words, whatever the letters are about."""

from typing import Any

from donations_app.domain.letter_plans import LetterPlan
from donations_app.i18n import count, ngettext


def plan_words(found: LetterPlan[Any, Any]) -> str:
    """Return how many letters go which way, in a sentence."""
    number = len(found.letters)
    told = ngettext(
        "{count} letter: {post} by post, {email} by e-mail.",
        "{count} letters: {post} by post, {email} by e-mail.",
        number,
    )
    post, email = count(len(found.by("post"))), count(len(found.by("email")))
    return told.format(count=count(number), post=post, email=email)
