"""Why a line of the bank cannot be said to be something."""

from typing import Final

from donations_app.i18n import N_

OF_MATCHES: Final = {
    "line_unmatched": N_("The line {value} is matched with nothing: there is nothing to take back."),
    "nothing_matched": N_("No match stands any more: there is nothing to take back."),
    "line_matched": N_("The line {value} is explained whole. Take its match back first."),
    "other_currency": N_("The payment is in {value}: lines of its currency bring it or lines in euros, never both."),
    "only_in_euros": N_("“{value}” is in euros, the line is not. Record the payment in its currency with its rate first, then match it."),
    "slip_currency": N_("The slip is in {value}: only a line in its currency brings it."),
    "rate_wanted": N_("No rate of {value} stands in the books for {line_on}. Say how many {value} are one euro, and who says it."),
    "rate_wanted_last": N_("No rate of {value} stands in the books for {line_on}; the last one before is {rate}, of {rate_on} ({source}). Say how many {value} are one euro, and who says it."),
    "rate_for_nothing": N_("The rate {value} is of nothing: only a new gift or an instalment that comes in another currency becomes euros by one."),
    "line_of_file_aside": N_("The line {value} is of a file that was set aside: it counts no more. Take the file anew, and say it of its new line."),
    "files_named_so": N_("Several files bear that name. Say which one by its number: {value}."),
    "file_aside": N_("The file {value} is set aside already."),
    "line_full": N_("Nothing is left of the line for “{value}”."),
    "nothing_open": N_("Nothing of “{value}” waits for the bank any more."),
    "payment_on_slip": N_("The payment stands on the deposit slip {value}: the bank credits the slip, not each cheque."),
    "instalment_collected": N_("The run {value} collects that instalment: mark it as sent, and the line is its payment; or cancel it, if it never goes to the bank."),
    "beyond_open": N_("The part is more than what is left of the line, or open of what it shall be."),
    "credit_no_fee": N_("Money that came in is no fee of the bank."),
    "fee_differs": N_("The payments less the fee are not what is left of the line: name each payment whole, and the fee once."),
    "fee_unsaid": N_("Say the fee with its amount (fee=1,50) where a new gift is among the payments."),
    "fee_unreadable": N_("“{value}” is no fee: write a per cent, an amount or both (1,5 % + 0,25), up to 20 % and 10,00."),
    "debit_no_gift": N_("Money that left the account is never a gift: “{value}”."),
    "return_differs": N_("The return is not of the amount of “{value}”."),
    "rule_by_one": N_("A rule is by an account or by words, one of both."),
    "rule_stands": N_("The rule {value} says something of this already: change that one, or switch it off and state another."),
    "rule_of_fee": N_("The rule {value} says a fee, and is nobody's: switch it off, and state another one."),
    "rule_of_payer": N_("The rule {value} says whose money it is, no fee: switch it off, and state another one."),
    "proposal_unknown": N_("The line has no proposal {value}."),
}  # fmt: skip
