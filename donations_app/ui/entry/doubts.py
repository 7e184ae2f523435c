"""What is said of a line before it is saved, though nothing refuses it: payments like it, deaths, returns."""

from collections.abc import Sequence

from donations_app.db.queries.deaths import deaths_before
from donations_app.db.queries.parties import PartyRow
from donations_app.db.queries.payments import duplicates
from donations_app.domain.counterparts import Counterpart
from donations_app.domain.deaths import Given
from donations_app.domain.gifts import NATURE_BOXES
from donations_app.domain.parties import PEOPLE, may_have_receipt
from donations_app.domain.payments import ASK_AGAIN_ABOVE, Duplicate, LineDraft, PaymentDraft
from donations_app.i18n import _, day, isolated, money
from donations_app.person_words import death_sentence
from donations_app.receipt_words import reason_sentence, warning_sentence
from donations_app.ui.desk import Desk
from donations_app.ui.entry.drafting import days_of, worth_of
from donations_app.ui.entry.line import PaymentLine
from donations_app.ui.widgets.fields import Field

Said = dict[str, str]  # what is said, by what it is known as: said once a line


def doubts_about(desk: Desk, line: PaymentLine, payer: PartyRow | None) -> Said:
    """Say beside its field each doubt about a line; what no longer holds goes."""
    said = _like(desk, line) | _deaths(desk, line) | _large(line)
    return said | _return(desk, line, payer) | (_skills(line, payer) or _evidence(line, payer))


def _warn(field: Field, told: str) -> None:
    """Say a doubt, or take away what was said of an older one; what refuses the field stays."""
    if told:
        field.say(told, "warn")
    elif field.state == "warn":
        field.say("")


def _like(desk: Desk, line: PaymentLine) -> Said:
    """Say that a payment looks like one that is recorded."""
    found = _duplicates(desk, line)
    for field, same_cheque in ((line.number_field, True), (line.amount_field, False)):
        like = next((one for one in found if one.same_cheque == same_cheque), None)
        told = like and _("Recorded already: {ref}, {day}, {amount}").format(
            ref=isolated(like.ref),
            day=day(like.received_on) if like.received_on else "",
            amount=money(like.amount),
        )
        _warn(field, told or "")
    return {one.ref: _("Something like it is recorded already.") for one in found}


def _duplicates(desk: Desk, line: PaymentLine) -> Sequence[Duplicate]:
    worth, method = worth_of(line), line.paid_by()
    amount = worth[0] if worth else None
    draft = PaymentDraft(
        key=line.key,
        office=desk.author.office,
        method=method,
        payer=line.payer.value() or "",
        lines=(LineDraft(kind="donation", amount=amount),) if amount else (),
        received_on=line.on.day(),
        cheque_number=line.cheque_number.text().strip() if method == "cheque" else "",
    )
    if not draft.cheque_number and not (draft.payer and amount):
        return ()
    # one that is put right is like itself
    found = [one for one in desk.read(duplicates, draft) if one.ref != line.stands_for]
    number = draft.cheque_number
    # two cheques of different numbers are two cheques, however alike
    return [one for one in found if one.same_cheque or not (number and one.cheque_number)]


def _large(line: PaymentLine) -> Said:
    worth = worth_of(line)
    if worth is None or worth[0] <= ASK_AGAIN_ABOVE:
        return {}
    told = _("The sum is above 50 000 euros. Check the figures.")
    if line.amount_field.state != "warn":
        line.amount_field.say(told, "warn")
    return {str(worth[0].cents): told}


def _deaths(desk: Desk, line: PaymentLine) -> Said:
    """Say beside the payer that the gift came after a death."""
    payer, nature = line.payer.value(), line.nature.value()
    death = None
    if payer:
        kind = line.other_kind.value() if nature == "other" else "donation"
        gift = Given(kind, line.paid_by(), *days_of(line))
        (death,) = desk.read(deaths_before, [(payer, gift)], desk.today())
    told = death_sentence(death) if death else ""
    _warn(line.payer_field, told)
    return {f"{payer} {death.code} {death.on}": told} if death else {}


def _return(desk: Desk, line: PaymentLine, payer: PartyRow | None) -> Said:
    """Say beside what was given in return that it takes the receipt away, or comes near to it."""
    worth, facts = worth_of(line), line.rare.of_line()
    on = next((one for one in reversed(days_of(line)) if one), None)
    code = ""
    if payer and may_have_receipt(payer.kind) and worth and on and facts["counterpart"]:
        from donations_app.services.receipts.counterparts import doubt_about  # which loads what prints

        got = Counterpart(
            amount=worth[1],
            worth=facts["counterpart"],
            kind=facts["counterpart_kind"],
            is_company=payer.kind == "company",
        )
        code = desk.read(doubt_about, payer.ref, got, on=on, today=desk.today(), besides=line.stands_for)
    says = reason_sentence if code == "counterpart_too_large" else warning_sentence
    told = says(code) if code else ""
    _warn(line.rare.counterpart_field, told)
    return {f"{code} {facts['counterpart']}": told} if code else {}


def _skills(line: PaymentLine, payer: PartyRow | None) -> Said:
    """Say beside the kind that a person gets no receipt for lent skills."""
    is_none = line.is_in_kind and payer is not None and payer.kind in PEOPLE
    is_none = is_none and line.other_kind.value() not in NATURE_BOXES
    told = _("Only a company gets a receipt for lent skills.") if is_none else ""
    _warn(line.other_field, told)
    return {"skills": told} if told else {}


def _evidence(line: PaymentLine, payer: PartyRow | None) -> Said:
    """Say beside the evidence that without it there is no receipt."""
    lacks = payer is not None and may_have_receipt(payer.kind) and line.is_in_kind
    lacks = lacks and not line.thing.evidence.text().strip()
    told = _("There is no receipt without a paper that says what it is worth.") if lacks else ""
    _warn(line.thing.evidence_field, told)
    return {"evidence": told} if told else {}
