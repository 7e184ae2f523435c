#!/bin/sh
# OFX: a properly escaped ampersand comes out of node-ofx-parser escaped twice more, as text.
#
# Package: node-ofx-parser 0.5.1 (npm), beside ofx-js 1.1.1. Tried 2026-11-29 (Node.js 20.20.2).
# One would guess: NAME "BEN ALI &amp; FILS" in the file is "BEN ALI & FILS" in the object.
# What happens: node-ofx-parser gives "BEN ALI &amp;amp;amp; FILS"; it escapes what is escaped and
#   unescapes less often. Even a bare "&", which the rule forbids, comes out as "&amp;amp;". ofx-js gives the name.
# Why it matters: the name no longer matches the member's, so that each gift makes a new donor, and the text
#   goes on to the letter and the receipt.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'node-ofx-parser@0.5.1' 'ofx-js@1.1.1' >/dev/null

cat >bank.ofx <<'OFX'
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
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260103<TRNAMT>50.00<FITID>A1<NAME>BEN ALI &amp; FILS</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>50.00<DTASOF>20260105</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX

cat >try.js <<'JS'
const text = require("fs").readFileSync("bank.ofx", "utf8");
const name = (read) => read.OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN.NAME;
const node = require("node-ofx-parser");
console.log("node-ofx-parser", name(node.parse(text)));
console.log("node-ofx-parser, bare", name(node.parse(text.replace("&amp;", "&"))));
require("ofx-js").parse(text).then((read) => console.log("ofx-js", name(read)));
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
node-ofx-parser BEN ALI &amp;amp;amp; FILS
node-ofx-parser, bare BEN ALI &amp;amp; FILS
ofx-js BEN ALI & FILS
SEEN
