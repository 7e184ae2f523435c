#!/bin/sh
# Spreadsheets: an amount that the sheet shows with "DH" behind it is a day and an hour for xlsx2csv.
#
# Packages: xlsx2csv 0.8.6, XlsxWriter 3.3.1 (writes the file). Tried 2026-12-01 (Python 3.11.7).
# One would guess: in the format of a number, 0.00" DH", what stands between quotes is text; the amount comes out as
#   500, or as the sheet shows it, 500.00 DH.
# What happens: any D, H, M, S or Y in the format makes the number a date, quotes or not. The cell becomes the format
#   itself with the letters filled in, '0.00" 1412"' for 500 (day 14, hour 12), and the amount is nowhere in the file.
#   DH, MAD, "dirhams" and USD all do so; "EUR" and the sign of the euro do not, nor a currency in brackets ([$MAD]).
#   A debit keeps its number, since what is less than nothing is no date.
# Why it matters: "DH" behind the amount is how Morocco writes it. The euros of the list are right, the dirhams
#   are gone, and what stands there instead has digits enough to be cleaned into 1412.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'xlsx2csv==0.8.6' 'XlsxWriter==3.3.1'

cat >"$work/try.py" <<'PY'
import io
import sys

import xlsxwriter
from xlsx2csv import Xlsx2csv

FORMATS = ('0.00" DH"', '0.00" MAD"', '0.00" dirhams"', '0.00" USD"', '0.00" EUR"', '#,##0.00\\ "\u20ac"', "0.00\\ [$MAD]")
AMOUNTS = (500, 1234.5, -500)
with xlsxwriter.Workbook(sys.argv[1]) as book:
    sheet = book.add_worksheet("Gifts")
    for row, code in enumerate(FORMATS):
        form = book.add_format({"num_format": code})
        for column, amount in enumerate(AMOUNTS):
            sheet.write_number(row, column, amount, form)
made = io.StringIO()
Xlsx2csv(sys.argv[1], delimiter=";").convert(made)
for code, line in zip(FORMATS, made.getvalue().splitlines(), strict=True):
    print(ascii(code)[1:-1], "|", line)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/gifts.xlsx" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
0.00" DH" | "0.00"" 1412""";"0.00"" 1812""";-500
0.00" MAD" | "0.00"" 05a14""";"0.00"" 05a18""";-500
0.00" dirhams" | "0.00"" 14ir12a05s""";"0.00"" 18ir12a05s""";-500
0.00" USD" | "0.00"" us14""";"0.00"" us18""";-500
0.00" EUR" | 500;1234.50000000;-500
#,##0.00\\ "\u20ac" | 500;1234.5;-500
0.00\\ [$MAD] | 500;1234.500000000;-500
SEEN
