"""Whose field book it is, and what was proved of it before its payments were looked at."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from donations_app.domain.field_books import Proof, Review
from donations_app.domain.money import ZERO
from donations_app.i18n import _, count, day, isolated, money, ngettext
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Elided, Label, clear, picture_label
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.signs import IconBadge
from donations_app.words.codes import together


class ProofsCard(Card):
    """The field book, and four proofs of it."""

    def __init__(self) -> None:
        super().__init__(padding=14)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme().px(14))
        self.rows.addLayout(self._row)

    def show_review(self, review: Review) -> None:
        """Show what was proved."""
        clear(self._row)
        proof = review.proof
        title = _("Field book {code}, {office}").format(code=isolated(proof.code), office=proof.office)
        self._show("square-pen", "ok", title, _when(review))
        twice = len(review.of("twice"))
        proofs = (_way(proof), _chain(proof), _slips(proof), _people(proof, twice))
        self._row.addWidget(Flow(*(_proof(*one) for one in proofs)), 4)

    def show_refusal(self, name: str, told: str, *ways: QPushButton) -> None:
        """Show that nothing of it is looked at, with the ways out."""
        clear(self._row)
        self._show("circle-x", "bad", name, told)
        for way in ways:
            self._row.addWidget(way)

    def _show(self, icon_name: str, state: str, title: str, told: str) -> None:
        self._row.addWidget(IconBadge(icon_name, state))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Elided(title, "card"))
        words.addWidget(Elided(told, "small", "bad" if state == "bad" else "muted"))
        words.addStretch(1)
        self._row.addLayout(words, 1)


def _when(review: Review) -> str:
    days = [one.on for one in review.payments]
    if not days:
        return together(*review.proof.writers)
    period = _("{first} to {last}").format(first=day(min(days)), last=day(max(days)))
    return together(*review.proof.writers, period)


def _way(proof: Proof) -> tuple[str, str, str]:
    if proof.is_sealed:
        return "signature", _("Signed and sealed"), _("by the field book, for these books")
    return "folder-open", _("The field book itself"), _("from this computer or a stick")


def _chain(proof: Proof) -> tuple[str, str, str]:
    if not proof.first:
        return "check", _("Chain unbroken"), _("nothing is new in it")
    told = _("{first} to {last}, nothing is missing").format(
        first=isolated(str(proof.first)), last=isolated(str(proof.last))
    )
    return "check", _("Chain unbroken"), told


def _slips(proof: Proof) -> tuple[str, str, str]:
    title = ngettext("{count} deposit slip", "{count} deposit slips", proof.slips).format(
        count=count(proof.slips)
    )
    cheques = ngettext("{count} cheque", "{count} cheques", proof.cheques).format(count=count(proof.cheques))
    cash = _("cash {amount}").format(amount=money(proof.cash)) if proof.cash > ZERO else ""
    return "landmark", title, together(*filter(None, (cheques, cash)))


def _people(proof: Proof, twice: int) -> tuple[str, str, str]:
    title = ngettext("{count} new person", "{count} new people", proof.people).format(
        count=count(proof.people)
    )
    told = (
        _("none recorded twice")
        if not twice
        else ngettext(
            "{count} payment of somebody recorded twice", "{count} payments of people recorded twice", twice
        ).format(count=count(twice))
    )
    return "user-plus", title, told


def _proof(icon_name: str, title: str, told: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().px(8))
    row.addWidget(picture_label(icon_name, theme().primary, 18))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(title, "name"))
    words.addWidget(Label(told, "small", "muted"))
    row.addLayout(words)
    return made
