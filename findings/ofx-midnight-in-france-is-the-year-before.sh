#!/bin/sh
# OFX: a gift booked at midnight French time is read as one of the day, month and year before.
#
# Packages: ofxparse 0.21, ofxtools 1.1.1. Tried 2026-11-29 (Python 3.11.7).
# One would guess: DTPOSTED 20260101000000[+1:CET] is the 1st of January 2026, the day that the bank's
#   own statement prints; at worst a time that still knows its zone.
# What happens: both readers turn the time into UTC, so that .date() is 31 December 2025.
#   The same day written 20260101, as other banks do, stays the 1st of January. ofxparse drops the zone as
#   well, so that nothing tells the two kinds apart.
# Why it matters: the receipt of a gift belongs to the year of payment. Every gift that a bank stamps with
#   midnight moves by a day, and those of New Year's Day into a tax year that may be closed.
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
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260101000000[+1:CET]<TRNAMT>50.00<FITID>A1<NAME>MEMBER ONE</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260101<TRNAMT>60.00<FITID>A2<NAME>MEMBER TWO</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>110.00<DTASOF>20260105</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX

cat >"$work/try.py" <<'PY'
import sys
import warnings

warnings.simplefilter("ignore")  # of the parser below ofxparse
from ofxparse import OfxParser
from ofxtools.Parser import OFXTree

with open(sys.argv[1], "rb") as file:
    gifts = OfxParser.parse(file).account.statement.transactions
for gift in gifts:
    print("ofxparse", gift.id, gift.date.date(), gift.date.tzinfo)
tree = OFXTree()
tree.parse(sys.argv[1])
for gift in tree.convert().statements[0].transactions:
    print("ofxtools", gift.fitid, gift.dtposted.date(), gift.dtposted.tzinfo)
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/bank.ofx" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
ofxparse A1 2025-12-31 None
ofxparse A2 2026-01-01 None
ofxtools A1 2025-12-31 <UTC>
ofxtools A2 2026-01-01 <UTC>
SEEN
