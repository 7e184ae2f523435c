"""From a planned receipt to all that its document says, and to the columns that keep it."""

import hashlib
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from donations_app.domain.deaths import named
from donations_app.domain.errors import Incomplete
from donations_app.domain.gifts import Giver
from donations_app.domain.numbers import letter_of
from donations_app.domain.parameters import value_on
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.receipt_content import (
    Beneficiary,
    Donor,
    ReceiptContent,
    ReceiptedLine,
    Signatory,
)
from donations_app.domain.receipts import PlannedReceipt
from donations_app.services.books.beneficiary import address_of, beneficiary_of
from donations_app.services.books.in_force import InForce
from receipts.amount_words import amount_in_words
from receipts.printable import Unprintable, check_texts, own_texts, surely_fit

if TYPE_CHECKING:  # a plan prints nothing
    from receipts.press import Press

SAMPLE: Final = "APERÇU"  # in place of a number


class Issuer(Struct, frozen=True):
    """The organisation and its signatory on the day of issue."""

    pattern: str  # of the numbers
    beneficiary: Beneficiary
    signatory: Signatory
    image: bytes | None
    wordings: dict[str, str]  # letter of the form -> version of the texts


def issuer_of(standing: InForce) -> Issuer:
    """Return who issues on the day of what is in force.

    Raises:
        Incomplete: nobody may sign on that day.
    """
    person = standing.signatory
    if person is None:
        raise Incomplete("signatory")
    digest = hashlib.sha256(person.image).hexdigest() if person.image else ""
    return Issuer(
        pattern=standing.facts.number_pattern,
        beneficiary=beneficiary_of(standing.facts),
        signatory=Signatory(person.name, person.title, digest),
        image=person.image,
        wordings={
            letter: str(value_on(standing.figures, f"wording_{whom}", standing.day).value)
            for letter, whom in (("P", "individuals"), ("E", "companies"))
        },
    )


def content_of(
    planned: PlannedReceipt, issuer: Issuer, *, number: str, replaces: str, today: date
) -> ReceiptContent:
    """Return everything that the receipt will say."""
    lines = tuple(
        ReceiptedLine(line.payment, line.position, day, line.kind, line.method, line.amount)
        for line, day in zip(planned.lines, planned.days, strict=True)
    )
    amount, natures = planned.amount, planned.nature_boxes
    return ReceiptContent(
        number=number,
        replaces=replaces,
        form=planned.form,
        wording=issuer.wordings[letter_of(planned.form)],
        year=planned.year,
        beneficiary=issuer.beneficiary,
        donor=donor_of(planned.giver),
        amount=amount,
        amount_in_words=amount_in_words(amount),
        first_on=min(planned.days),
        last_on=max(planned.days),
        articles=planned.articles,
        gift_forms=() if planned.giver.is_company else ("manual_gift",),
        natures=natures,
        other_nature="don en nature" if "other" in natures else "",
        methods=planned.method_boxes,
        issued_on=today,
        signatory=issuer.signatory,
        lines=lines,
        **_company_part(planned),
    )


def _company_part(planned: PlannedReceipt) -> dict[str, Any]:
    """Return what the form for companies says beside the total: in kind, described, and in money."""
    if not planned.giver.is_company:
        return {}
    money = planned.amount - planned.in_kind
    return {
        "in_kind": planned.in_kind,
        "in_kind_in_words": amount_in_words(planned.in_kind) if planned.in_kind else "",
        "descriptions": descriptions_of(planned),
        "money_in_words": amount_in_words(money) if money else "",
    }


def descriptions_of(planned: PlannedReceipt) -> tuple[str, ...]:
    """Return what a company gave in kind, as the form for companies describes it; nothing for others."""
    if not planned.giver.is_company:
        return ()
    return tuple(line.description for line in planned.lines if line.kind in IN_KIND_KINDS)


def obstacle_to(planned: PlannedReceipt, issuer: Issuer, today: date) -> Unprintable | None:
    """Return what stands against printing a receipt: letters that the fonts lack, a text that does not fit.

    Short texts fit by their length; others are printed, so that the plan knows what the issue will find.
    """
    donor, descriptions = donor_of(planned.giver), descriptions_of(planned)
    try:
        check_texts(own_texts(donor, descriptions))
        if not surely_fit(donor, descriptions):
            content = content_of(planned, issuer, number=SAMPLE, replaces="", today=today)
            press_for(issuer, planned.form).print(content)
    except Unprintable as error:
        return error
    return None


def donor_of(giver: Giver) -> Donor:
    """Return the giver as named on a receipt: a couple by both names, a company by its own, an estate so."""
    address = address_of((giver.address, giver.address2), giver.postcode, giver.city, giver.country)
    statement = giver.residence_statement
    if giver.is_company:
        name = giver.organisation
        return Donor(name, "", name, address, giver.legal_form, giver.siren, statement)
    last, first = giver.last_name, giver.first_name
    if giver.kind == "couple":
        second = giver.second_last_name or giver.last_name
        last = last if second == last else f"{last} et {second}"
        first = f"{first} et {giver.second_first_name}"
    return Donor(last, first, named(giver), address, residence_statement=statement)


def press_for(issuer: Issuer, form: str) -> "Press":
    """Return the press of an issuer for a form, made ready once."""
    version = issuer.wordings[letter_of(form)]
    return press_of(issuer.beneficiary, issuer.signatory, version, issuer.image, form)


@lru_cache(maxsize=8)
def press_of(
    beneficiary: Beneficiary, signatory: Signatory, wording: str, image: bytes | None, form: str
) -> "Press":
    """Return a press, made ready once: to draw its page takes longer than to print a hundred receipts."""
    from receipts.press import Press

    return Press(beneficiary, signatory, version=wording, signature=image, form=form)
