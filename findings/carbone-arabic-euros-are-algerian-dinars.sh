#!/bin/sh
# Letters: carbone, asked for Arabic, prints euros as dinars of Algeria, even when told that they are euros.
#
# Package: carbone 3.8.2 (npm). Tried 2026-11-29 (Node.js 20.20.2).
# One would guess: the language chooses words and marks. Of an amount said to be in euros (currencySource) either the
#   sign of the euro is printed, or, no rate being given, nothing else.
# What happens: a language brings a currency of its own, and Arabic without a country brings Algeria's: 1000.50 of the
#   source EUR is "1,000.50" with the sign of the Algerian dinar (its letters the wrong way round). Told of the target
#   EUR alone, and of rates, it takes the data for dinars and divides: 6.67 euros. Only source and target together
#   help. French of Morocco, which it does not know, is half of each: French months, English marks, euros.
# Why it matters: one template serves the French letter and the Arabic one, which is looked at by fewer people. The
#   number is right, and the currency is worth a hundred and fifty times less.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund 'carbone@3.8.2' >/dev/null

cat >try.js <<'JS'
const carbone = require("carbone");
const code = (letter) => "\\u" + letter.charCodeAt(0).toString(16).padStart(4, "0");
const ascii = (text) => text.replace(/[^\x20-\x7e]/g, code);
const template = "<p>{d.amount:formatC} | {d.amount:formatC('LL')} | {d.day:formatD('LL')}</p>";
const data = { amount: 1000.5, day: "20261201" };
const rates = { EUR: 1, DZD: 150 };
const asked = [
  { lang: "fr" },
  { lang: "ar" },
  { lang: "ar", currencySource: "EUR" },
  { lang: "ar", currencyTarget: "EUR", currencyRates: rates },
  { lang: "ar", currencySource: "EUR", currencyTarget: "EUR", currencyRates: rates },
  { lang: "ar-ma" },
  { lang: "fr-ma" },
];
const next = () => {
  const options = asked.shift();
  if (!options) return;
  const { lang, currencySource: source = "-", currencyTarget: target = "-" } = options;
  carbone.renderXML(template, data, options, (error, made) => {
    console.log(`${lang}, source ${source}, target ${target}: ${error ?? ascii(made)}`);
    next();
  });
};
next();
JS
node try.js >seen
cat seen

diff -u - seen <<'SEEN'
fr, source -, target -: <p>1 000,50 \u20ac | 1 000,50 euros | 1 d\u00e9cembre 2026</p>
ar, source -, target -: <p>1,000.50 \u062c\u062f | 1,000.50 dinars | 1 \u062f\u064a\u0633\u0645\u0628\u0631 2026</p>
ar, source EUR, target -: <p>1,000.50 \u062c\u062f | 1,000.50 dinars | 1 \u062f\u064a\u0633\u0645\u0628\u0631 2026</p>
ar, source -, target EUR: <p>6.67 \u20ac | 6.67 euros | 1 \u062f\u064a\u0633\u0645\u0628\u0631 2026</p>
ar, source EUR, target EUR: <p>1,000.50 \u20ac | 1,000.50 euros | 1 \u062f\u064a\u0633\u0645\u0628\u0631 2026</p>
ar-ma, source -, target -: <p>1.000,50 \u0645.\u062f. | 1.000,50 dirhams | 1 \u062f\u062c\u0646\u0628\u0631 2026</p>
fr-ma, source -, target -: <p>1,000.50 \u20ac | 1,000.50 \u20ac | 1 d\u00e9cembre 2026</p>
SEEN
