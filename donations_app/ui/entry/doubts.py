"""What is said beside the fields of a line before it is saved, though nothing refuses it."""

from datetime import timedelta
from typing import Final

from donations_app.db.queries.parties import PartyRow
from donations_app.domain.money import ZERO
from donations_app.domain.payments import LineDraft, PaymentDraft
from donations_app.i18n import _
from donations_app.services.payments.doubts import Doubt, closed_doubts, doubts_by_itself
from donations_app.services.payments.doubts import doubts_about as doubts_of
from donations_app.ui.desk import Desk
from donations_app.ui.entry.drafting import days_of, worth_of
from donations_app.ui.entry.line import USUAL, PaymentLine
from donations_app.ui.widgets.fields import Field
from donations_app.words.payments import doubt_sentence

_NEVER_CLOSED: Final = timedelta(days=28)
Said = dict[str, str]  # what is said, by what it is known as: said once a line


def doubts_about(desk: Desk, line: PaymentLine, payer: PartyRow | None) -> Said:
    """Say beside its field each doubt about a line; what no longer holds goes."""
    kind, draft = payer.kind if payer else "", _sketch(desk, line)
    if draft.payer or draft.cheque_number or line.rare.chosen().article != USUAL.article:
        found = desk.read(doubts_of, draft, kind, today=desk.today(), besides=line.stands_for)
    else:
        found = [*_of_closed_year(desk, draft), *doubts_by_itself(draft)]
    places = {
        "cheque_number": line.number_field, "amount": line.amount_field, "payer": line.payer_field,
        "counterpart_value": line.rare.counterpart_field, "kind": line.other_field,
        "evidence": line.thing.evidence_field, "article": line.rare.article_field,
        "received_on": line.on_field, "credited_on": line.on_field,
    }  # fmt: skip
    for field in dict.fromkeys(places.values()):
        names = [name for name, place in places.items() if place is field]
        _warn(field, next((doubt_sentence(one) for one in found if one.field in names), ""))
    return {one.known_as: _in_short(one) for one in found}


def _of_closed_year(desk: Desk, draft: PaymentDraft) -> list[Doubt]:
    """Return that the line bears a day of a closed year; of days just gone by none is closed yet."""
    on = draft.received_on or draft.credited_on
    if on is None or on > desk.today() - _NEVER_CLOSED:
        return []
    return desk.read(lambda session: list(closed_doubts(session, draft)))


def _warn(field: Field, told: str) -> None:
    """Say a doubt, or take away what was said of an older one; what refuses the field stays."""
    if told:
        field.say(told, "warn")
    elif field.state == "warn":
        field.say("")


def _in_short(doubt: Doubt) -> str:
    if doubt.code == "like_recorded":
        return _("Something like it is recorded already.")
    return doubt_sentence(doubt)


def _sketch(desk: Desk, line: PaymentLine) -> PaymentDraft:
    """Return the payment as far as it is typed: what goes to projects in the last line."""
    whole, of_gift = worth_of(line) or (ZERO, ZERO)
    method, nature = line.paid_by(), line.nature.value()
    kind = {"dues": "dues", "other": line.other_kind.value()}.get(nature, "donation")
    evidence = line.thing.evidence.text().strip() if line.is_in_kind else ""
    dues = (LineDraft(kind="dues", amount=whole - of_gift),) if whole != of_gift else ()
    received_on, credited_on = days_of(line)
    return PaymentDraft(
        key=line.key,
        office=desk.author.office,
        method=method,
        payer=line.payer.value() or "",
        lines=(*dues, LineDraft(kind=kind, amount=of_gift, evidence=evidence, **line.rare.of_line())),
        received_on=received_on,
        credited_on=credited_on,
        cheque_number=line.cheque_number.text().strip() if method == "cheque" else "",
    )
