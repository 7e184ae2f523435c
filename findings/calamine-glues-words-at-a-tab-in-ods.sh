#!/bin/sh
# Spreadsheets: calamine drops tabs and line breaks inside a cell of an OpenDocument table, and glues the words.
#
# Packages: python-calamine 0.9.1, odfpy 1.4.1 (writes the file). Tried 2026-11-29 (Python 3.11.7).
# One would guess: what stands for white space in the format (text:s, text:tab, text:line-break) comes out as such.
# What happens: text:s is read, with its count. text:tab and text:line-break are passed over: "Ben" and "Ali" become
#   "BenAli", no warning. Two paragraphs of a cell keep their line break.
# Why it matters: names pasted from a web page or a letter carry tabs. The register gets another surname, the search
#   for duplicates misses it, and an address of two lines is one word.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'python-calamine==0.9.1' 'odfpy==1.4.1'

cat >"$work/try.py" <<'PY'
import sys

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, S, Tab
from python_calamine import CalamineWorkbook

book, table = OpenDocumentSpreadsheet(), Table(name="Members")
for mark in (S(c=2), Tab(), LineBreak()):
    paragraph, cell, row = P(), TableCell(valuetype="string"), TableRow()
    paragraph.addText("Ben")
    paragraph.addElement(mark)
    paragraph.addText("Ali")
    cell.addElement(paragraph)
    row.addElement(cell)
    table.addElement(row)
cell, row = TableCell(valuetype="string"), TableRow()
cell.addElement(P(text="Ben"))
cell.addElement(P(text="Ali"))
row.addElement(cell)
table.addElement(row)
book.spreadsheet.addElement(table)
book.save(sys.argv[1])

rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name("Members").to_python()
for name, row in zip(("text:s", "text:tab", "text:line-break", "two paragraphs"), rows, strict=True):
    print(name, ascii(row[0]))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/members.ods" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
text:s 'Ben  Ali'
text:tab 'BenAli'
text:line-break 'BenAli'
two paragraphs 'Ben\nAli'
SEEN
