"""The verdict of a project or a part in words, with its sign and colour, and why it is so."""

from typing import Final

from donations_app.db.queries.share_tally import missing_abroad
from donations_app.db.queries.shares import ProjectShare
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.project_table import ByVerdict, Verdict, verdict_of
from donations_app.domain.share_reasons import Why
from donations_app.i18n import N_, _, figures, isolated, money, money_in, percent
from donations_app.words.shares import REASONS

VERDICTS: Final[dict[Verdict, tuple[str, str, str]]] = {  # words, state, icon
    "below": (N_("Not reached"), "bad", "circle-x"),
    "soon": (N_("Foreseen"), "warn", "clock"),
    "unknown": (N_("No verdict"), "plain", "info"),
    "reached": (N_("Reached"), "ok", "circle-check"),
}
BY_VERDICT: Final[dict[ByVerdict, str]] = {
    "lacking": N_("below the threshold"),
    "below": N_("not reached"),
    "soon": N_("foreseen"),
    "unknown": N_("no verdict"),
    "reached": N_("reached"),
    "parts": N_("a part is not reached"),
    "expecting": N_("private money is expected"),
}


def verdict_name(share: PrivateShare) -> str:
    """Return a verdict where what is missing stands beside it; reached by what is expected, with the day."""
    verdict = verdict_of(share)
    if verdict == "soon" and share.reached_on:
        return _("Foreseen {day}").format(day=isolated(f"{share.reached_on:%d/%m}"))
    return _(VERDICTS[verdict][0])


def verdict_pill(share: PrivateShare) -> tuple[str, str, str]:
    """Return a verdict with what is missing, by itself: its words, their state and icon."""
    if share.reached is False and share.missing:
        _name, state, icon = VERDICTS["below"]
        return _("Missing {amount}").format(amount=money(share.missing)), state, icon
    name, state, icon = VERDICTS[
        "unknown" if share.reached is None else "reached" if share.reached else "below"
    ]
    return _(name), state, icon


def verdict_told(share: PrivateShare, reason: Why) -> str:
    """Return why a verdict is what it is, for a tooltip; nothing where it is reached."""
    if share.reached:
        return ""
    if verdict_of(share) == "soon":
        told = _("{amount} is expected: {day}")
        when = f"{share.reached_on:%d/%m/%Y}" if share.reached_on else "…"
        return told.format(amount=money(share.expected), day=isolated(when))
    return _(REASONS[reason or "cost_unknown"])


def missing_words(share: PrivateShare) -> str:
    """Return what is missing in euros, without their sign: a dash for no gap, a word where it is not known."""
    if share.reached is None:
        return _("unknown")
    return figures(share.missing) if share.missing else "–"


def missing_abroad_words(project: ProjectShare, share: PrivateShare) -> str:
    """Return what is missing in dirhams, without their sign; another currency is named; nothing of one in euros."""
    if share.reached is None:
        return _("unknown")
    minor = missing_abroad(project, share)
    if not share.missing:
        return "–"
    if minor is None:
        return ""
    return figures(Money(minor)) if project.currency == "MAD" else money_in(minor, project.currency)


def percent_words(share: PrivateShare) -> str:
    """Return the private part of the cost; a dash where the cost is not known."""
    return percent(share.basis_points) if share.cost else "–"
