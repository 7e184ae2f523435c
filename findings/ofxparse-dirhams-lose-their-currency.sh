#!/bin/sh
# OFX: an amount that the file marks as dirhams is handed on by ofxparse as if it were of the account, in euros.
#
# Packages: ofxparse 0.21, ofxtools 1.1.1. Tried 2026-11-29 (Python 3.11.7).
# One would guess: the aggregate CURRENCY of a transaction (by OFX, its amount is in that currency, not in
#   the account's) comes along with the amount, or the line is refused.
# What happens: ofxparse reads 1000.00 and no attribute of the transaction says MAD; the only currency in sight
#   is that of the account, eur. ofxtools keeps MAD and the rate.
# Why it matters: a transfer of 1000 dirhams (about 92 euros) enters the books, and a receipt, as 1000 euros.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'ofxparse==0.21' 'ofxtools==1.1.1' \
    'beautifulsoup4==4.15.0' 'lxml==6.1.3'

cat >"$work/bank.ofx" <<'OFX'
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260105120000<LANGUAGE>FRA</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260105
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260103<TRNAMT>1000.00<FITID>A1<NAME>MEMBER ONE<CURRENCY><CURRATE>0.0924<CURSYM>MAD</CURRENCY></STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>92.40<DTASOF>20260105</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX

cat >"$work/try.py" <<'PY'
import sys
import warnings

warnings.simplefilter("ignore")  # of the parser below ofxparse
from ofxparse import OfxParser
from ofxtools.Parser import OFXTree

with open(sys.argv[1], "rb") as file:
    statement = OfxParser.parse(file).account.statement
gift = statement.transactions[0]
print("ofxparse", gift.amount, statement.currency, "MAD" in repr(vars(gift)).upper())
tree = OFXTree()
tree.parse(sys.argv[1])
gift = tree.convert().statements[0].transactions[0]
print("ofxtools", gift.trnamt, gift.currency.cursym, gift.currency.currate)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/bank.ofx" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
ofxparse 1000.00 eur False
ofxtools 1000.00 MAD 0.0924
SEEN
