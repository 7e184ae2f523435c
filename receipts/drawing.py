"""Texts on reportlab's canvas: what is constant on many pages."""

from reportlab.pdfgen.canvas import Canvas

from receipts.fonts import font as font_object
from receipts.operators import encoded, shapes
from receipts.shaping import shaped
from receipts.text import width


def draw_text(
    canvas: Canvas, x: float, y: float, text: str, font: str, size: float, *, at_right: bool = False
) -> None:
    """Draw a line of text in the present colour; ``x`` is its left edge, or its right one."""
    line = shaped(text, font)
    x -= width(text, font, size) * at_right
    canvas.setFont(font, size)
    if line.characters == text:
        canvas.drawString(x, y, text)
        return
    face, document = font_object(font), canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 -- its subsets
    codes = {}
    for character in line.characters:
        [(subset, code)] = face.splitString(character, document)
        codes[character] = face.getSubsetInternalName(subset, document), code.hex()
    shown = " ".join(f"{name} {size:g} Tf <{piece}> Tj" for name, piece in encoded(line.characters, codes))
    canvas.addLiteral(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {shown} ET{shapes(line.marks, x, y, size)}")
