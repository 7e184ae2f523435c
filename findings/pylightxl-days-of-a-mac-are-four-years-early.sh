#!/bin/sh
# Spreadsheets: pylightxl reads each day of a workbook that counts from 1904 four years and a day too early.
#
# Packages: pylightxl 1.61, XlsxWriter 3.3.1 (writes the files), python-calamine 0.9.1. Tried 2026-12-01
#   (Python 3.11.7).
# One would guess: a workbook says from which year it counts its days (date1904, which Excel of the Macintosh set for
#   decades, and which lists that were begun there keep), and a reader that turns numbers into days looks at it.
# What happens: 1 March 2026 is 2022/02/28, and New Year's Day of 2026 is 31 December 2021, without a word. The same
#   list counted from 1900 is read well.
# Why it matters: gifts of one year move into another whose receipts are long issued, members come out as unpaid for
#   years, and a birth four years early or late looks as good as any.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'pylightxl==1.61' 'XlsxWriter==3.3.1' 'python-calamine==0.9.1'

cat >"$work/try.py" <<'PY'
import sys
from datetime import datetime

import pylightxl
import xlsxwriter
from python_calamine import CalamineWorkbook

DAYS = (datetime(2026, 1, 1), datetime(2026, 3, 1), datetime(1980, 2, 29))
for from_1904 in (False, True):
    with xlsxwriter.Workbook(sys.argv[1], {"date_1904": from_1904}) as book:
        sheet, form = book.add_worksheet("Gifts"), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, day in enumerate(DAYS):
            sheet.write_datetime(row, 0, day, form)
    light = pylightxl.readxl(sys.argv[1]).ws("Gifts").col(1)
    calamine = [str(row[0]) for row in CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()]
    print("from 1904" if from_1904 else "from 1900", "| pylightxl", light, "| calamine", calamine)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/gifts.xlsx" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
from 1900 | pylightxl ['2026/01/01', '2026/03/01', '1980/02/29'] | calamine ['2026-01-01', '2026-03-01', '1980-02-29']
from 1904 | pylightxl ['2021/12/31', '2022/02/28', '1976/02/28'] | calamine ['2026-01-01', '2026-03-01', '1980-02-29']
SEEN
