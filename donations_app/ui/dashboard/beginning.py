"""The first steps on new books: each with its tick, leading to its place."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from donations_app.db.queries.first_steps import FirstSteps
from donations_app.i18n import _, count, labelled
from donations_app.ui.theme import theme
from donations_app.ui.widgets.basic import Card, Label, Wrapped, button, tool
from donations_app.ui.widgets.signs import IconBadge


class Step(Struct, frozen=True):
    """One of the first steps."""

    code: str
    icon_name: str
    name: str
    detail: str
    is_done: bool


def steps_of(found: FirstSteps, office: str) -> list[Step]:
    """Return the first steps, in the order in which they are best done.

    Args:
        found: what the books hold.
        office: code of the office that was chosen for this computer, or nothing.
    """
    here = len(found.offices) == 1 or office.upper() in found.offices
    return [
        Step("association", "building-2", _("The association"),
             _("Name, address, SIREN and status: they stand on every receipt."), found.association),
        Step("signatories", "signature", _("Who signs the receipts"),
             _("Without a signatory no receipt is issued."), found.signatory),
        Step("offices", "landmark", _("The offices, and yours"),
             _("Head office and relays; then say at which of them this computer stands."), here),
        Step("members", "id-card", _("Kinds of membership and fees"),
             _("What a member owes each year."), found.kinds),
        Step("people", "user-plus", _("The first person"),
             _("Type one here, or bring your list: drop a CSV or XLSX file on the window, or press Ctrl+I."),
             found.people),
    ]  # fmt: skip


def are_wanted(found: FirstSteps, steps: Sequence[Step]) -> bool:
    """Tell whether the books are new, and something of the first steps is not done."""
    return not found.payments and not all(step.is_done for step in steps)


def steps_card(steps: Sequence[Step], go: Callable[[str], object], put_away: Callable[[], object]) -> Card:
    """Show the steps.

    Args:
        steps: in order.
        go: leads to the place of a step, by its code.
        put_away: shows the card no more on this computer.
    """
    card = Card(gap=10)
    head = QHBoxLayout()
    head.addWidget(Label(_("First steps"), "card"))
    done = _("{done} of {total}").format(
        done=count(sum(step.is_done for step in steps)), total=count(len(steps))
    )
    head.addWidget(Label(done, "small", "muted"))
    head.addStretch(1)
    head.addWidget(tool("x", _("Show the first steps no more"), put_away))
    card.rows.addLayout(head)
    following = next(step for step in steps if not step.is_done)
    for step in steps:
        card.rows.addLayout(_row(step, go, is_next=step is following))
    return card


def _row(step: Step, go: Callable[[str], object], *, is_next: bool) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(IconBadge("check", "ok") if step.is_done else IconBadge(step.icon_name, "info"))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Wrapped(step.name, "name", "muted" if step.is_done else ""))
    words.addWidget(Wrapped(step.detail, "small", "muted"))
    row.addLayout(words, 1)
    if step.is_done:
        row.addWidget(Label(_("Done"), "small", "ok"))
    else:
        does = button(_("Begin") if is_next else _("Open"), "small", clicked=lambda: go(step.code))
        does.setAccessibleName(labelled(does.text(), step.name))
        row.addWidget(does)
    return row
