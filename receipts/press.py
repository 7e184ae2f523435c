"""Printing receipts: a press is made ready once for an organisation and a signatory, then prints fast."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from io import BytesIO
from typing import BinaryIO, Final

from msgspec import Struct
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from donations_app.domain.receipt_content import Beneficiary, ReceiptContent, Signatory
from receipts import company, individual
from receipts.filling import Places
from receipts.fonts import drawn_characters
from receipts.frame import Box, Constants, Part, Pen, Texts
from receipts.metadata import Facts
from receipts.pages import Base, Printed, make_base, make_tail, write_merged
from receipts.printable import check_texts, own_texts
from receipts.sheet import Sheet
from receipts.text import Unprintable, missing_glyphs
from receipts.wording import wording

LARGEST_IMAGE: Final = 2 * 1024 * 1024  # bytes
LARGEST_PICTURE: Final = 4_000_000  # pixels
LATIN: Final = (
    *(chr(code) for code in range(0x20, 0x7F)),
    *(chr(code) for code in range(0xA0, 0x180)),
    *"ƐɛƔɣǦǧČčḌḍḤḥṚṛṢṣṬṭẒẓẞʷȘșȚț‐–—‘’‚“”„†•…‹›€™№−\u202f",
)


class _Page(Struct, frozen=True):
    """The page of a form: what is constant, its boxes, what is each receipt's own."""

    frame: Callable[[Constants], list[Part]]  # in the order in which the page is read
    boxes: Callable[[Texts], list[Box]]
    draw: Callable[[Sheet, ReceiptContent, Texts, Places], None]


_PAGES: Final = {
    "11580": _Page(individual.frame, individual.boxes, individual.draw),
    "16216": _Page(company.frame, company.boxes, company.draw),
}


class ImageRefused(ValueError):
    """The signature's image is too large or no image; ``args[0]`` says which."""


class Press:
    """Prints receipts of one wording, organisation and signatory.

    Args:
        beneficiary: the organisation.
        signatory: who signs.
        version: of the wording, such as ``11580-05``; its form decides the page.
        signature: a PNG or JPEG of the signature, or ``None``.
        form: printed, such as ``11580*06`` where a person decided so before its texts ship; that of the
            wording when empty.

    Raises:
        Unprintable: a text of the organisation does not fit or has characters that the fonts lack.
        ImageRefused: the image is above 2 MiB or 4 million pixels, or cannot be read.
        ValueError: the wording is of the other form.
    """

    def __init__(
        self,
        beneficiary: Beneficiary,
        signatory: Signatory,
        *,
        version: str,
        signature: bytes | None = None,
        form: str = "",
    ) -> None:
        constant = [
            beneficiary.name,
            beneficiary.object,
            *beneficiary.address.printed(),
            signatory.name,
            signatory.title,
        ]
        if missing := set().union(*map(missing_glyphs, constant)):
            raise Unprintable("".join(sorted(missing)), "organisation")
        self._texts = _wording_as(version, form)
        self._key = (beneficiary, signatory, version, self._texts["form"])
        self._page = _PAGES[_number(self._texts["form"])]
        self._constants = Constants(self._texts, beneficiary, signatory, _image(signature))
        self._places = {code: (x, y) for x, y, code, _ in self._page.boxes(self._texts)}

    @cached_property
    def latin(self) -> Base:
        """The base of names in Latin and Amazigh Latin letters, sealed."""
        return self._plain_latin.sealed()

    @cached_property
    def full(self) -> Base:
        """The base with every letter that the fonts have: Arabic, Tifinagh ...; sealed."""
        return self._plain_full.sealed()

    @cached_property
    def _plain_latin(self) -> Base:
        return make_base(LATIN, *self._frame(), title=self._texts["title"])

    @cached_property
    def _plain_full(self) -> Base:
        return make_base(drawn_characters(), *self._frame(), title=self._texts["title"])

    def _frame(self) -> list[Callable[[Canvas], None]]:
        return [partial(_draw_part, part) for part in self._page.frame(self._constants)]

    def print(self, content: ReceiptContent) -> Printed:
        """Return the receipt, sealed; the same content gives the same bytes.

        Raises:
            Unprintable: a character is missing in the fonts, or a text does not fit its place.
            ValueError: the content is of another organisation, signatory, wording or form, or a company's
                on the form for individuals, or the other way round.
        """
        if (content.beneficiary, content.signatory, content.wording, content.form) != self._key:
            raise ValueError("a press prints for one organisation, signatory, wording and form")
        if bool(content.donor.siren) != (self._page is _PAGES["16216"]):
            raise ValueError("the form for companies is for companies, and no other")
        own = own_texts(content.donor, content.descriptions)
        check_texts(own)
        base = self._base_of(content, own)
        facts = Facts(
            title=f"Reçu fiscal n° {content.number}",
            author=content.beneficiary.name,
            subject=f"{self._texts['title']}, {content.form}, {content.year}",
            on=content.issued_on,
        )
        return Printed(base, make_tail(base, [self.draw(base, content)], facts))

    def _base_for(self, content: ReceiptContent) -> Base:
        return self._base_of(content, own_texts(content.donor, content.descriptions))

    def _base_of(self, content: ReceiptContent, own: Mapping[str, str]) -> Base:
        texts = (content.number, content.other_nature, *own.values())
        return self.latin if all(map(self.latin.can_print, texts)) else self.full

    def draw(self, base: Base, content: ReceiptContent) -> bytes:
        """Return the content stream of the receipt for one of the two bases."""
        sheet = Sheet(base)
        self._page.draw(sheet, content, self._texts, self._places)
        return sheet.stream()

    def write_merged(self, out: BinaryIO, contents: Iterable[ReceiptContent], *, title: str) -> int:
        """Write one file to print with a page a receipt, not sealed; return the number of pages."""
        contents = list(contents)
        latin = all(self._base_for(content) is self.latin for content in contents)
        base = self._plain_latin if latin else self._plain_full
        return write_merged(out, base, (self.draw(base, content) for content in contents), title=title)


def _draw_part(part: Part, canvas: Canvas) -> None:
    part(Pen(canvas))


def _number(form: str) -> str:
    """Return a form without its edition: ``11580``."""
    return form.partition("*")[0]


def _wording_as(version: str, form: str) -> Texts:
    """Return the texts of a version under the edition ``form`` of the same form."""
    texts = wording(version)
    if not form or form == texts["form"]:
        return texts
    if _number(form) != _number(texts["form"]):
        raise ValueError(f"{version} is no wording of {form}")
    return {**texts, "form": form, "form_number": texts["form_number"].replace(texts["form"], form)}


def _image(signature: bytes | None) -> ImageReader | None:
    """Decode, check and re-encode the image: nothing of the file itself goes into the PDF."""
    if signature is None:
        return None
    from PIL import Image, UnidentifiedImageError

    if len(signature) > LARGEST_IMAGE:
        raise ImageRefused("image_too_large")
    try:
        picture = Image.open(BytesIO(signature), formats=("PNG", "JPEG"))
        if picture.width * picture.height > LARGEST_PICTURE:
            raise ImageRefused("image_too_large")
        plain = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ImageRefused("image_unreadable") from error
    ground = Image.new("RGBA", plain.size, "white")
    ground.alpha_composite(plain)
    out = BytesIO()
    ground.convert("RGB").save(out, "PNG")
    return ImageReader(BytesIO(out.getvalue()))
