"""Who may claim, and which projects a claim may be given to, as one types their names."""

from donations_app.db.queries.parties import find_parties
from donations_app.db.queries.projects import targets
from donations_app.domain.folding import fold
from donations_app.domain.parties import PEOPLE
from donations_app.ui.desk import Desk
from donations_app.ui.payments.allocations import choice_of
from donations_app.ui.widgets.picker import Choice, Picker


def find_volunteers(desk: Desk, typed: str) -> list[Choice]:
    """Return the people of that name; an organisation drives no car."""
    found = desk.read(find_parties, typed)
    return [Choice(row.ref, row.name, row.place) for row in found if row.kind in PEOPLE]


def find_targets(desk: Desk, typed: str) -> list[Choice]:
    """Return the projects, and the associations that carry them, of which each word typed begins a word."""
    words, found = fold(typed).split(), []
    for target in desk.read(targets):
        titles = f"{target.title_fr} {target.title_en} {target.title_ar}"
        names = fold(f"{target.project} {titles} {target.association_name}").split()
        if all(any(name.startswith(word) for name in names) for word in words):
            found.append(choice_of(target))
    return found[:20]


def chosen(picker: Picker) -> Choice | None:
    """Return what was picked, as it is shown."""
    value = picker.value()
    return None if value is None else Choice(value, picker.text(), shown=picker.text())
