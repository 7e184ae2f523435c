"""Whether what people typed can be printed on a receipt: asked by each plan, without what prints it."""

from collections.abc import Iterable, Mapping

from donations_app.domain.receipt_content import Donor
from receipts.text import Unprintable, missing_glyphs


def own_texts(donor: Donor, descriptions: Iterable[str]) -> dict[str, str]:
    """Return what people typed of a receipt, by its place; of a company its name alone."""
    if donor.siren:
        named = {"name": donor.name, "legal_form": donor.legal_form, "siren": donor.siren}
    else:
        named = {"last_name": donor.last_name, "first_names": donor.first_names, "name": donor.name}
    return {**named, "address": " ".join(donor.address.printed()), "description": " ".join(descriptions)}


def check_texts(texts: Mapping[str, str]) -> None:
    """Raise ``Unprintable`` for the first place with characters that the fonts lack."""
    for place, text in texts.items():
        if missing := missing_glyphs(text):
            raise Unprintable("".join(sorted(missing)), place)
