"""A sentence for each problem of a project: its place and carriers, its funders, what is valued and decided of it."""

from typing import Final

from donations_app.i18n import N_

OF_PROJECTS: Final = {
    "public_body_is_public": N_("A public body's money is public: leave it empty."),
    "workers_of_labour": N_("Only labour has workers and a rate for a day."),
    "labour_differs": N_("Of labour the amount is days times rate: leave it out."),
    "worker_unclear": N_(
        "“{value}”: write who worked and how many days, in halves, like “Brahim Aït Ali=3,5”."
    ),
    "half_cent_left": N_("These days at this rate leave half a cent: state an even rate."),
    "contribution_withdrawn": N_("The contribution {value} was withdrawn: record it anew."),
    "contribution_attested": N_(
        "The contribution {value} was attested otherwise before: withdraw it and record it anew."
    ),
    "public_money_stays": N_("{value} is a public body: its money is public."),
    "origin_stands": N_("It is stated so already, from that day."),
    "decided_in_future": N_("“{value}” lies in the future: only what was decided is written."),
    "decided_before_money": N_("The money came after {value}: nobody could decide on it on that day."),
    "decided_after_return": N_(
        "The money was taken back before {value}: nobody could decide on it any more."
    ),
    "decided_without_project": N_(
        "“{value}” says when it was decided, and no project says what: write the project."
    ),
    "consent_wanted": N_(
        "The donor of {value} wished the money for its project: state his consent with its day, or the reason."
    ),
    "no_cash_received": N_("Nothing that stands on {value} was received in cash in these days."),
    "moves_nothing": N_("State at least one move."),
    "axis_unknown": N_("“{value}” is not an axis of the programme. They are: {choices}."),
    "axis_is_action": N_("“{value}” is an action, of the axis “{axis}”. Write the axis."),
    "province_unknown": N_("“{value}” is not a province of the programme. They are: {choices}."),
    "municipality_unknown": N_("“{value}” is not a municipality of the programme's provinces."),
    "municipality_like": N_(
        "“{value}” is not a municipality of the programme's provinces. Nearest by name: {choices}."
    ),
    "municipality_elsewhere": N_("“{value}” does not lie in {province}, but in {own}."),
    "association_not_partner": N_("“{value}” does not carry the project {project}."),
    "association_without_project": N_("An association is named without a project."),
    "carrier_is_person": N_("“{value}” is a person. A project is carried by an organisation."),
    "association_twice": N_("The same association stands twice."),
    "part_above_cost": N_("It is a part of the cost: it cannot be above it."),
    "action_unknown": N_("“{value}” is not an action of that axis. Nearest by name: {choices}."),
    "action_nothing": N_("“{value}” is not an action of the programme."),
    "action_is_axis": N_("“{value}” is an axis, not an action: write it as the axis."),
    "action_elsewhere": N_("“{value}” is an action of the axis “{axis}”, not of “{own}”."),
    "action_alone": N_("“{value}” is an action of the axis “{axis}”: write the axis too."),
    "programme_unknown": N_("“{value}” is not a programme that is recorded. There are: {choices}."),
    "no_programme": N_("“{value}” is not a programme that is recorded: record it first."),
    "not_partner": N_("“{value}” does not carry the project on that day."),
    "partner_already": N_("“{value}” carries the project already: say its other part."),
    "budget_ahead": N_(
        "{value} is still to come: what a project will cost is recorded when that day is there."
    ),
    "end_ahead": N_("{value} is still to come: until then write it as the end that is foreseen (ends_on)."),
    "rule_not_changed": N_(
        "A file does not change the rule of a recorded project: end it and add another, from a day on."
    ),
    "currency_of_project": N_("The project is in {currency}: the file must say the currency and the rate."),
    "parts_above_cost": N_("The parts of the associations are above the cost of the project."),
    "cash_above_minimum": N_("The part in cash is above the private part that holds it."),
    "in_kind_unbounded": N_("A ceiling relative to one's own contribution must say how much of it."),
    "rule_without_funder": N_("This bounds the money of one funder: say whose rule it is."),
    "organisation_by_receipts": N_(
        "The organisation over three years is held by all that it received, in euros: nothing else can be chosen here."
    ),
    "rule_asks_nothing": N_("The rule asks for nothing: state at least one part."),
    "rule_ended": N_("The rule ends on {value} already."),
    "rule_example_unknown": N_("No known rule has the code “{value}”. They are: {choices}."),
    "funder_asks_nothing": N_(
        "“{value}” asks nothing of this project on that day. Record its rule first (rules add)."
    ),
    "funder_is_person": N_("“{value}” is a person. A funder is an organisation."),
    "financing_replaced": N_(
        "“{value}” does not stand any more: another entry replaced it, or it was withdrawn."
    ),
    "financing_of_other": N_("“{value}” is of another funder or another project."),
    "financing_before_last": N_("It cannot be earlier than what it replaces, which was stated on {value}."),
    "financing_none": N_("Nothing that “{value}” promised or agreed for this project stands."),
    "financing_several": N_(
        "“{value}” has several entries for this project: name one of {choices} with --ref."
    ),
    "earmarked_above_amount": N_("More is said to come from earmarked money than was spent."),
    "earmarked_beyond": N_("“{value}” is more than donors earmarked for {project}: {left} of it are left."),
    "spending_puts_right": N_("“{value}” puts another spending right: nothing is put right twice."),
    "spending_later": N_("The spending is of {value}: it cannot be put right before."),
}
