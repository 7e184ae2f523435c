#!/bin/sh
# Statements: for mt940-js each payment that comes in is an expense.
#
# Packages: mt940-js 1.0.0, tslib 2.8.1 (npm), which it needs and does not ask for. Tried 2026-12-01 (Node.js 20.20.2).
# One would guess: isExpense of a transaction is the other side of isCredit, true for what goes out (mark D of tag 61).
# What happens: it is true for everything but three codes of two banks of the Netherlands (N653, N654, N060), which
#   the library holds; the mark has no say. A gift by transfer (NTRF) is a credit and an expense at once, and a debit
#   under one of the three codes is none. Amounts carry no sign by which to notice it.
# Why it matters: of the two fields the one is exact and the other has the plainer name. Whoever sorts by it books all
#   gifts of a French or Moroccan bank as money spent, and the sum of a statement comes out below nothing.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'mt940-js@1.0.0' 'tslib@2.8.1' >/dev/null

cat >try.js <<'JS'
const { read } = require("mt940-js");
const lines = [":20:A", ":25:FR7630006000011234567890189", ":28C:1/1", ":60F:C251231EUR100,00",
  ":61:2601020102C50,00NTRFNONREF", ":86:DON BEN ALI", ":61:2601030103D5,50NCHGNONREF", ":86:FRAIS",
  ":61:2601050105D20,00N653NONREF", ":86:LOYER", ":62F:C260105EUR124,50", "-"];
read(Buffer.from(lines.join("\r\n"))).then(([statement]) => {
  for (const { description, amount, code, isCredit, isExpense } of statement.transactions) {
    console.log(`${description} ${amount} ${code} | isCredit ${isCredit} | isExpense ${isExpense}`);
  }
  const sum = statement.transactions.reduce((all, t) => all + (t.isExpense ? -t.amount : t.amount), 0);
  console.log(`${statement.openingBalance.value} and ${sum}, closing ${statement.closingBalance.value}`);
});
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
DON BEN ALI 50 NTRF | isCredit true | isExpense true
FRAIS 5.5 NCHG | isCredit false | isExpense true
LOYER 20 N653 | isCredit false | isExpense false
100 and -35.5, closing 124.5
SEEN
