#!/bin/sh
# Letters: docx-mailmerge2 reads the number format of a French Word letter as English: 1234,50 becomes "1,234 €".
#
# Packages: docx-mailmerge2 1.0.3, python-docx 1.2.0 (makes the letter and reads it). Tried 2026-11-29 (Python 3.11.7).
# One would guess: the switch of a field (\# "0,00 €") means what it means to Word, which reads it by the marks of the
#   computer's country; or what cannot be kept is left alone with a warning, as the package does with other formats.
# What happens: the comma is one of thousands and the zeros behind it are digits to be filled: 1234.50 is "1,234 €",
#   which a French reader takes for one euro, and 12.50 is "012 €". With thousands apart, "# ##0,00 €", the format
#   itself is printed behind the number: "1234 ##0,00 €". The cents are gone in both, and nothing warns.
# Why it matters: such letters are written once in Word and merged by a program. The sum in the letter of thanks is
#   not that of the receipt which goes with it. (Amounts are floats here, as readers of spreadsheets hand them on.)
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'docx-mailmerge2==1.0.3' 'python-docx==1.2.0'

cat >"$work/try.py" <<'PY'
import io
import warnings

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from mailmerge import MailMerge

FIELD = """<w:fldSimple {} w:instr=' MERGEFIELD amount \\# "{}" '><w:r><w:t>...</w:t></w:r></w:fldSimple>"""


def letter(switch):
    document, made = Document(), io.BytesIO()
    document.add_paragraph()._p.append(parse_xml(FIELD.format(nsdecls("w"), switch)))
    document.save(made)
    return made


for switch in ("#,##0.00 €", "0,00 €", "# ##0,00 €", "#\u00a0##0,00 €"):
    for amount in (1234.5, 12.5):
        merged = io.BytesIO()
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            letters = MailMerge(letter(switch))
            letters.merge(amount=amount)
            letters.write(merged)
        print(f"{ascii(switch)} {amount}: {ascii(Document(merged).paragraphs[0].text)}, {len(told)} warnings")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
'#,##0.00 \u20ac' 1234.5: '1,234.50 \u20ac', 0 warnings
'#,##0.00 \u20ac' 12.5: '12.50 \u20ac', 0 warnings
'0,00 \u20ac' 1234.5: '1,234 \u20ac', 0 warnings
'0,00 \u20ac' 12.5: '012 \u20ac', 0 warnings
'# ##0,00 \u20ac' 1234.5: '1234 ##0,00 \u20ac', 0 warnings
'# ##0,00 \u20ac' 12.5: '12 ##0,00 \u20ac', 0 warnings
'#\xa0##0,00 \u20ac' 1234.5: '1234\xa0##0,00 \u20ac', 0 warnings
'#\xa0##0,00 \u20ac' 12.5: '12\xa0##0,00 \u20ac', 0 warnings
SEEN
