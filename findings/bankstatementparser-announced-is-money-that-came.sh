#!/bin/sh
# Statements: bankstatementparser counts what is only announced as money that came, and drops the word that tells.
#
# Package: bankstatementparser 0.0.29. Tried 2026-12-01 (Python 3.11.7).
# One would guess: of a report of the day (camt.052) the entries with status PDNG (expected) and INFO (for information,
#   ISO 20022 EntryStatus2Code) are apart from those that are booked (BOOK), or at least bear their status.
# What happens: all are alike. No column holds the status, and the summary adds them up: 60.00 booked, 90.00 expected and
#   30.00 for information are a total of 180.00.
# Why it matters: announced transfers may not come, and those that do come again in the statement of the next day. The
#   gift is entered twice, or without money; whoever has the table alone cannot tell.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check 'bankstatementparser==0.0.29'

cat >"$work/try.py" <<'PY'
import sys

from bankstatementparser import Camt052Parser


def entry(amount, status):
    return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{status}</Sts>
      <BookgDt><Dt>2026-11-27</Dt></BookgDt><BkTxCd/></Ntry>"""


report = f"""<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"><BkToCstmrAcctRpt>
  <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-27T10:00:00</CreDtTm></GrpHdr>
  <Rpt><Id>1</Id><CreDtTm>2026-11-27T10:00:00</CreDtTm>
    <Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
    {entry("60.00", "BOOK")}{entry("90.00", "PDNG")}{entry("30.00", "INFO")}
  </Rpt></BkToCstmrAcctRpt></Document>"""
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(report)
parser = Camt052Parser(sys.argv[1])
read = parser.parse()
print(*read.columns)
print(read.map(str).isin(["BOOK", "PDNG", "INFO"]).any().any(), *read["Amount"])
print(parser.get_summary()["transaction_count"], parser.get_summary()["total_amount"])
PY
PYTHONUTF8=1 "$work/venv/bin/python" "$work/try.py" "$work/report.xml" 2>/dev/null >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
Amount Currency DrCr Debtor Creditor Reference EndToEndId ValDt BookgDt AccountId description amount date currency account_id
False 60.00 90.00 30.00
3 180.00
SEEN
