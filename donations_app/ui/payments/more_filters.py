"""What payments are asked for less often: a project, an association, a batch, and who recorded them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal

from donations_app.db.queries.batches import batch_names
from donations_app.db.queries.payment_list import recorders
from donations_app.db.queries.projects import targets
from donations_app.domain.folding import fold
from donations_app.domain.payment_filter import SELDOM
from donations_app.i18n import _, isolated, language
from donations_app.ui.desk import Desk
from donations_app.ui.widgets.choices import Choice
from donations_app.ui.widgets.flow import Flow
from donations_app.ui.widgets.sought import SoughtBox

_MOST: Final = 20  # choices at once


class MoreFilters(Flow):
    """A row of fields, each of which one types some letters into; what there is to choose is read once.

    Attributes:
        fields: by what they ask for, of ``SELDOM``.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        every = {
            "project": _("Every project"),
            "association": _("Every association"),
            "batch": _("Every batch"),
            "recorded_by": _("Recorded by anybody"),
        }
        names = {
            "project": _("Project"),
            "association": _("Association"),
            "batch": _("Batch"),
            "recorded_by": _("Recorded by"),
        }
        known = _read(desk)
        self.fields = {
            code: SoughtBox(_like(known[code]), _of(known[code]), every=every[code], name=names[code])
            for code in SELDOM
        }
        for field in self.fields.values():
            field.as_chip()
            field.chosen.connect(lambda *_: self.changed.emit())
        super().__init__(*self.fields.values())
        self.setAccessibleName(_("More filters"))


def _read(desk: Desk) -> dict[str, dict[str, Choice]]:
    """Return what each field offers, by code."""
    projects, associations = dict[str, Choice](), dict[str, Choice]()
    for one in desk.read(targets):
        code = isolated(one.project)
        if one.association:
            associations.setdefault(one.association, Choice(one.association, one.association_name))
        else:
            projects[one.project] = Choice(one.project, one.title(language()), code, shown=code)
    batches = {name: Choice(name, name) for name in desk.read(batch_names)}
    people = {who: Choice(who, who) for who in desk.read(recorders)}
    in_order = sorted(associations.items(), key=lambda one: fold(one[1].name))
    return {"project": projects, "association": dict(in_order), "batch": batches, "recorded_by": people}


def _like(known: Mapping[str, Choice]) -> Callable[[str], Sequence[Choice]]:
    """Return what finds the first choices of whose words each word typed begins one."""
    words_of = [(one, fold(one.whole).split()) for one in known.values()]

    def search(typed: str) -> list[Choice]:
        wanted = fold(typed).split()
        found = (
            one
            for one, words in words_of
            if all(any(word.startswith(begun) for word in words) for begun in wanted)
        )
        return [one for one, _n in zip(found, range(_MOST), strict=False)]

    return search


def _of(known: Mapping[str, Choice]) -> Callable[[str], Choice | None]:
    """Return what a code stands for; one that names nothing any more is shown as it is."""
    return lambda code: known.get(code) or (Choice(code, code) if code else None)
