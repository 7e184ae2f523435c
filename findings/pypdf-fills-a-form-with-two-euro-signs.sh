#!/bin/sh
# PDF: an amount as babel writes it in French, filled by pypdf into a form of reportlab's, shows two euro signs.
#
# Packages: pypdf 7.1.1, reportlab 5.1.0, babel 2.19.0; pypdfium2 5.15.2 reads the page. Tried 2026-11-29
#   (Python 3.11.7).
# One would guess: "1 234,50 €" stays itself; should a font lack the narrow no-break space, a blank stands for it.
# What happens: babel writes U+202F between thousands and U+00A0 before the sign. The field's fonts are encoded
#   as PDFDocEncoding, where the byte A0 IS the euro sign. One character outside of it (U+202F) makes pypdf write
#   "?" for that one and the byte A0 for the no-break space: the page says "1?234,50€€". pypdf logs a warning of
#   "text corruption" and goes on; the value in the field is right, so that reading the field back proves nothing.
#   With U+00A0 in both places, or with plain spaces, the page is right.
# Why it matters: official forms are filled this way. The wrong amount is on paper, the right one in the test.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'pypdf==7.1.1' 'reportlab==5.1.0' 'babel==2.19.0' 'pypdfium2==5.15.2'

cat >"$work/try.py" <<'PY'
import io
import logging
from decimal import Decimal

from babel.numbers import format_currency
from pypdf import PdfReader, PdfWriter
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

logging.disable()
form = io.BytesIO()
canvas = Canvas(form)
canvas.acroForm.textfield(name="amount", x=50, y=700, width=300, height=20, fontName="Helvetica")
canvas.showPage()
canvas.save()


def fill(text, *, flat):
    writer, made = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(form.getvalue())))
    writer.update_page_form_field_values(writer.pages[0], {"amount": text}, auto_regenerate=False, flatten=flat)
    writer.write(made)
    return made.getvalue()


written = format_currency(Decimal("1234.5"), "EUR", locale="fr_FR")
for text in (written, written.replace("\u202f", "\u00a0"), written.replace("\u202f", " ").replace("\u00a0", " ")):
    value = PdfReader(io.BytesIO(fill(text, flat=False))).get_fields()["amount"].value
    shown = PdfDocument(fill(text, flat=True))[0].get_textpage().get_text_range()
    print(f"{ascii(text)} | value kept: {value == text} | page: {ascii(shown)}")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'1\u202f234,50\xa0\u20ac' | value kept: True | page: '1?234,50\u20ac\u20ac'
'1\xa0234,50\xa0\u20ac' | value kept: True | page: '1 234,50 \u20ac'
'1 234,50 \u20ac' | value kept: True | page: '1 234,50 \u20ac'
SEEN
