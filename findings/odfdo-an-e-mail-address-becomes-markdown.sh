#!/bin/sh
# Spreadsheets: odfdo hands on an e-mail address of an OpenDocument table as Markdown.
#
# Packages: odfdo 3.27.3, odsparsator 1.17.0 (stands on it), odfpy 1.4.1 (writes the file), python-calamine 0.9.1. Tried
#   2026-12-01 (Python 3.11.7).
# One would guess: the value of a cell of the type string is its text. A link in it (text:a), which spreadsheets make by
#   themselves of an address that is typed or pasted, is how it looks and where a click leads.
# What happens: the value is "[claire@example.org](mailto:claire@example.org)", in cell.value, in the CSV that the table
#   writes and in the JSON of odsparsator. Of a web page it is the same. Bold text in a cell comes without marks.
# Why it matters: in one column some addresses are links and some are not, as they were entered. What is sent goes to
#   nobody, and the same member in two lists is two.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'odfdo==3.27.3' 'odsparsator==1.17.0' 'odfpy==1.4.1' 'python-calamine==0.9.1'

cat >"$work/try.py" <<'PY'
import json
import sys
from pathlib import Path
from subprocess import run

import odfdo
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import A, P, Span
from python_calamine import CalamineWorkbook

ods, made = sys.argv[1], sys.argv[1] + ".json"
book, table, bold = OpenDocumentSpreadsheet(), Table(name="Members"), Style(name="bold", family="text")
bold.addElement(TextProperties(fontweight="bold"))
book.automaticstyles.addElement(bold)
for piece in (
    "claire@example.org",
    A(href="mailto:claire@example.org", text="claire@example.org"),
    A(href="https://example.org/", text="example.org"),
    Span(stylename=bold, text="Ben Ali"),
):
    paragraph, cell, row = P(), TableCell(valuetype="string"), TableRow()
    paragraph.addText(piece) if isinstance(piece, str) else paragraph.addElement(piece)
    cell.addElement(paragraph)
    row.addElement(cell)
    table.addElement(row)
book.spreadsheet.addElement(table)
book.save(ods)

sheet = odfdo.Document(ods).body.tables[0]
run([str(Path(sys.executable).with_name("odsparsator")), ods, made], check=True, capture_output=True)
values = [sheet.get_cell((0, row)).value for row in range(4)]
parsed = [row[0] for row in json.loads(Path(made).read_text(encoding="utf-8"))["body"][0]["table"]]
calamine = [row[0] for row in CalamineWorkbook.from_path(ods).get_sheet_by_index(0).to_python()]
for row in zip(calamine, values, sheet.to_csv().splitlines(), parsed, strict=False):
    print(" | ".join(row))
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/members.ods" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
claire@example.org | claire@example.org | claire@example.org | claire@example.org
claire@example.org | [claire@example.org](mailto:claire@example.org) | [claire@example.org](mailto:claire@example.org) | [claire@example.org](mailto:claire@example.org)
example.org | [example.org](https://example.org/) | [example.org](https://example.org/) | [example.org](https://example.org/)
Ben Ali | Ben Ali | Ben Ali | Ben Ali
SEEN
