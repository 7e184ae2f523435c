#!/bin/sh
# Spreadsheets: every yes of an OpenDocument table that was made in French is a no for pandas.
#
# Packages: pandas 3.1.1, odfpy 1.4.1 (reads for pandas, and writes the file here), python-calamine 0.9.1. Tried
#   2026-12-01 (Python 3.11.7).
# One would guess: a cell of the type boolean is what its value says (office:boolean-value="true"); the text beside it
#   is how it looks, VRAI in French, and has no say.
# What happens: numbers and days are read by their values; here pandas takes the text, and whatever is not the English
#   "TRUE" is False. VRAI and "oui" are False, and so is "true" in small letters. The engine calamine has them True.
# Why it matters: consents, "wants a receipt", "has paid" are such columns. The same list made in English is right;
#   from a French computer nobody agreed to anything, and a column of plain False looks healthy.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'pandas==3.1.1' 'odfpy==1.4.1' 'python-calamine==0.9.1'

cat >"$work/try.py" <<'PY'
import sys

import pandas
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

SHOWN = (("TRUE", "true"), ("VRAI", "true"), ("oui", "true"), ("true", "true"), ("FAUX", "false"))
book, table = OpenDocumentSpreadsheet(), Table(name="Members")
for text, value in SHOWN:
    cell, row = TableCell(valuetype="boolean", booleanvalue=value), TableRow()
    cell.addElement(P(text=text))
    row.addElement(cell)
    table.addElement(row)
book.spreadsheet.addElement(table)
book.save(sys.argv[1])

seen = {engine: pandas.read_excel(sys.argv[1], header=None, engine=engine)[0] for engine in ("odf", "calamine")}
for (text, value), odf, calamine in zip(SHOWN, seen["odf"], seen["calamine"], strict=True):
    print(f"shown {text}, value {value} | odf: {odf} | calamine: {calamine}")
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/members.ods" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
shown TRUE, value true | odf: True | calamine: True
shown VRAI, value true | odf: False | calamine: True
shown oui, value true | odf: False | calamine: True
shown true, value true | odf: False | calamine: True
shown FAUX, value false | odf: False | calamine: False
SEEN
