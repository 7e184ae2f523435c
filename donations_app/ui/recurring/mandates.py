"""A mandate on a card: its reference and state, its days, and what was amended of it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from donations_app.db.queries.mandate_list import MandateRow
from donations_app.i18n import _, isolated
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Label, Wrapped
from donations_app.ui.widgets.signs import Pill
from donations_app.words.codes import together
from donations_app.words.debits import KINDS, STATES, last_digits, mandate_words, terms_words


def mandate_rows(row: MandateRow) -> QVBoxLayout:
    """Return how a mandate stands: what it is for, its days, and each amendment."""
    text, tone = STATES[row.state]
    head = QHBoxLayout()
    head.setSpacing(theme().px(8))
    head.addWidget(Label(isolated(row.now.reference or "–")))
    head.addWidget(Pill(_(text), tone))
    head.addStretch(1)
    if row.now.iban:
        head.addWidget(Label(last_digits(row.now.iban), "small", "muted"))
    rows = QVBoxLayout()
    rows.setSpacing(theme().px(4))
    rows.addLayout(head)
    kind = [_(KINDS[row.facts.kind])] if row.facts.kind == "one_off" else []
    said = together(*kind, *mandate_words(row))
    for told in (said[:1].upper() + said[1:], *terms_words(row.facts)):
        if told:
            rows.addWidget(Wrapped(told, "small", "muted"))
    return rows
