"""The line that is being typed as text, to be kept, and back: under its key, so that it is not saved twice."""

import json
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.queries.parties import party
from donations_app.db.queries.payments import is_recorded
from donations_app.db.queries.projects import targets
from donations_app.domain.entering import METHODS_TYPED, OTHER_KINDS
from donations_app.domain.structs import asdict
from donations_app.ui.desk import Desk
from donations_app.ui.entry.form import ANONYMOUS, PaymentForm
from donations_app.ui.entry.line import Standing, Typed
from donations_app.ui.payments.allocations import PartTyped
from donations_app.ui.payments.rare import RareChoices
from donations_app.ui.widgets.choices import Choice

_NATURES = ("donation", "dues", "both", "other")


class KeptLine(Struct, frozen=True):
    """A line that was being typed."""

    line: Standing
    stands_for: str  # reference of the payment that it is to stand in the place of; empty: of none


def text_of(form: PaymentForm) -> str:
    """Return what stands in the form, to be kept."""
    line = form.standing()
    typed = line.typed
    parts = [
        {
            "project": one.target.project if one.target else None,
            "association": one.target.association if one.target else None,
            "part": one.part,
            "text": one.text,
        }
        for one in typed.parts
    ]
    kept = asdict(replace(typed, payer=None, parts=())) | {
        "payer": typed.payer.value if typed.payer else None,
        "parts": parts,
        "pins": sorted(line.pins),
        "key": str(line.key),
        "stands_for": form.stands_for,
    }
    return json.dumps(kept, ensure_ascii=False, indent=1)


def line_of(desk: Desk, form: PaymentForm, text: str) -> KeptLine | None:
    """Return a line that was kept; nothing where it was saved after all, or cannot be read any more."""
    try:
        kept: dict[str, Any] = json.loads(text)
        key = UUID(kept["key"])
        typed = _typed(desk, kept)
        known = typed.nature in _NATURES and typed.method in METHODS_TYPED and typed.other_kind in OTHER_KINDS
        known = known and typed.chosen.is_known
        line = Standing(typed, frozenset(kept["pins"]), key)
        stands_for = str(kept["stands_for"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    if not known or not typed.texts.keys() <= form.edits().keys() or desk.read(is_recorded, key):
        return None
    return KeptLine(line, stands_for)


def _typed(desk: Desk, kept: dict[str, Any]) -> Typed:
    payer, searched = kept["payer"], str(kept["searched"])
    row = desk.read(party, payer) if payer else None
    found = {(one.project, one.association): one for one in desk.read(targets)}
    nobody = Choice(ANONYMOUS, searched) if payer == ANONYMOUS else None
    choice = Choice(row.ref, row.name) if row else nobody
    return Typed(
        choice,
        searched,
        kept["nature"],
        kept["other_kind"],
        kept["method"],
        {str(name): str(text) for name, text in kept["texts"].items()},
        tuple(
            PartTyped(found.get((one["project"], one["association"])), str(one["part"]), str(one["text"]))
            for one in kept["parts"]
        ),
        by_wish=bool(kept["by_wish"]),
        chosen=RareChoices(**kept.get("chosen", {})),
    )
