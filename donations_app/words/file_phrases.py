"""A sentence for each problem of a file to be imported: how it is read, a line of it, a cell of it."""

from typing import Final

from donations_app.i18n import N_

OF_FILES: Final = {
    "update_of_people": N_(
        "Only people and projects are changed by a file. Of a payment say “payments correct”, of a recurring gift “recurring change”."
    ),
    "party_erased": N_("“{value}” was erased: no file brings the data back."),
    "map_unclear": N_("“{value}” decides nothing: write the heading, the sign = and the column."),
    "correction_unclear": N_(
        "“{value}” corrects nothing: write the line, a colon, the column, the sign = and the value."
    ),
    "correction_line_unknown": N_("“{value}”: the file has no line of that number."),
    "correction_line_broken": N_("“{value}”: that line cannot be read as a whole; correct it in the file."),
    "correction_column_unknown": N_("“{value}”: the file has no column of that name."),
    "correction_twice": N_("“{value}”: the same cell is corrected twice."),
    "mapped_twice": N_("Two headings, or a heading and a value, should both be {value}."),
    "mapping_unknown": N_("No choices of columns are kept under the name “{value}” for files of this kind."),
    "day_month_order": N_(
        "“{value}”: day and month may be the other way round in the whole column, since line {line} says {example}. Write the day first everywhere, like 31/12/2025."
    ),
    "month_day_order": N_(
        "“{value}”: the days are said to be written month first, and line {line} says {example}: none of the column is sure."
    ),
    "decimals_otherwise": N_("“{value}” does not fit how the amounts of the file are said to be written."),
    "written_in_workbook": N_(
        "A workbook says itself what is a day and what an amount; how they are written is said of a text alone."
    ),
    "name_order_unknown": N_(
        "“{value}”: say whether last or first names come first, or write a comma after the last name."
    ),
    "name_doubtful": N_(
        "“{value}”: nobody can tell where the last name ends. Write a comma after it, such as “Garcia Lopez, Maria”."
    ),
    "name_alone": N_(
        "“{value}” is one name alone. Write last and first name, or say that it is an organisation."
    ),
    "name_of_two": N_("“{value}” names two people: their names need columns of their own."),
    "name_of_organisation": N_("“{value}” is the name of an organisation: say so in the kind of the line."),
    "zero_lost": N_(
        "“{value}” lacks a zero in front, which spreadsheets take away. Write {proposed}, or for abroad the country."
    ),
    "digits_lost": N_(
        "“{value}” is a long number that a spreadsheet shortened: its digits are lost. Give the column the format of a text and write it anew."
    ),
    "differs_from_first_line": N_("“{value}” differs from the first line of the same reference."),
    "line_repeated": N_(
        "Line {before} of the file is for the same thing under the reference “{value}”. If it is a copy, remove one; "
        "otherwise write one line with the sum, or two references."
    ),
    "next_line_unnamed": N_(
        "A line after it has no reference that can be read and may belong to “{value}”, which is taken whole or not at all."
    ),
    "ref_of_program": N_(
        "“{value}” looks like a reference of this program, and no record has it. Leave it empty: the program gives references."
    ),
    "ref_reused": N_("“{value}” is recorded already, with another content. Nothing recorded is overwritten."),
    "ref_of_other_line": N_(
        "Line {before} of the file says something else under the reference “{value}”. Correct one of the two, or give it a reference of its own."
    ),
    "row_ragged": N_("The line has not as many cells as the header."),
    "large_amount": N_(
        "The amount is above 50 000 euros. Check the figures; if they are right, import with --accept large_amount."
    ),
    "nul_byte": N_("The line holds a zero byte: the file is damaged or no text."),
    "mojibake": N_("The letters are garbled (“Ã©” for “é”). Save the file again as UTF-8."),
    "formula_without_value": N_("A formula of the line has no stored value. Save the file with its values."),
    "cell_error": N_("The formula of the cell failed: {value}."),
    "cell_scaled": N_(
        "The cell shows another number than it holds, in thousands for example; it holds {value}. Give it a plain number format."
    ),
    "cell_merged": N_(
        "The cells {range} are merged over several lines, and “{value}” cannot count for each of them. Unmerge them."
    ),
    "currency_shown": N_(
        "“{value}” is shown in {shown}, and the line is in {currency}. Write currency and rate in their columns."
    ),
}
