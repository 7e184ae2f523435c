#!/bin/sh
# Statements: the cents that iso20022.js gives for an amount are not always whole.
#
# Package: iso20022.js 0.0.15 (npm). Tried 2026-11-30 (Node.js 20.20.2).
# One would guess: an amount of 19.99 euros is 1999 in the smallest unit, since that is what such units are for.
# What happens: it is 19.99 times 100 in binary fractions: 1998.9999999999998. So are 9 175 of the 100 000 amounts from
#   one cent to a thousand euros. What the file says is exact, and the field is a plain number, so nothing tells.
# Why it matters: a gift of 19.99 does not equal the 1999 cents that were expected; cut to a whole number, as some
#   databases do, a cent is gone; and the sum of the entries no longer ties with the balances.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" 'iso20022.js@0.0.15' >/dev/null

cat >"$work/try.mjs" <<'JS'
import { CashManagementEndOfDayReport } from "iso20022.js";

const entry = (amount) => `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
  <BookgDt><Dt>2026-11-27</Dt></BookgDt><BkTxCd/></Ntry>`;
const read = (amounts) =>
  CashManagementEndOfDayReport.fromXML(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-28T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-28T06:00:00</CreDtTm>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy>
<Svcr><FinInstnId><BIC>AGRIFRPP</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-27</Dt></Dt></Bal>${amounts.map(entry).join("")}</Stmt></BkToCstmrStmt></Document>`)
    .statements[0].entries.map((one) => one.amount);

const few = ["20.00", "19.99", "0.07", "1.10"];
read(few).forEach((cents, n) => console.log(few[n], "->", cents));
const all = Array.from({ length: 100_000 }, (_, n) => ((n + 1) / 100).toFixed(2));
console.log("not whole:", read(all).filter((cents) => !Number.isInteger(cents)).length, "of", all.length);
JS
node "$work/try.mjs" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
20.00 -> 2000
19.99 -> 1998.9999999999998
0.07 -> 7.000000000000001
1.10 -> 110.00000000000001
not whole: 9175 of 100000
SEEN
