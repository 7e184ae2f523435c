#!/bin/sh
# Statements: for iso20022.js no entry is ever a reversal, whatever the bank says.
#
# Package: iso20022.js 0.0.15 (npm). Tried 2026-11-30 (Node.js 20.20.2).
# One would guess: an entry with RvslInd true, as banks send for a debit that came back or a credit taken back, has
#   reversal: true; the library gives the field for it.
# What happens: its XML parser has made a boolean of the text by then, which is compared with the text "true": the
#   answer is false for each entry. Written as "1", which the schema allows too, it is false as well. Nothing tells
#   of a field that is never set.
# Why it matters: direct debits that come back are found by this field; here they are payments out, to nobody known,
#   and the gifts that they undo stay, with their receipts.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" 'iso20022.js@0.0.15' >/dev/null

cat >"$work/try.mjs" <<'JS'
import { CashManagementEndOfDayReport } from "iso20022.js";

const entry = (indicator) => `<Ntry><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>${indicator}
  <Sts>BOOK</Sts><BookgDt><Dt>2026-11-27</Dt></BookgDt><BkTxCd/>
  <NtryDtls><TxDtls><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>`;
const said = ["", "<RvslInd>true</RvslInd>", "<RvslInd>1</RvslInd>", "<RvslInd>false</RvslInd>"];
const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-28T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-28T06:00:00</CreDtTm>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy>
<Svcr><FinInstnId><BIC>AGRIFRPP</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-27</Dt></Dt></Bal>${said.map(entry).join("")}</Stmt></BkToCstmrStmt></Document>`;

CashManagementEndOfDayReport.fromXML(statement).statements[0].entries.forEach((one, n) =>
  console.log(said[n] || "nothing said", "->", "reversal:", one.reversal),
);
JS
node "$work/try.mjs" >"$work/seen"
cat "$work/seen"

diff -u - "$work/seen" <<'SEEN'
nothing said -> reversal: false
<RvslInd>true</RvslInd> -> reversal: false
<RvslInd>1</RvslInd> -> reversal: false
<RvslInd>false</RvslInd> -> reversal: false
SEEN
