"""Files made to do harm, harmless themselves: each is made on the fly, and must end in a verdict.

`python -m tests.formats.hostile` tries them all and prints a table (docs/tests.md).
"""

from tests.formats.hostile.of_books import FILES as OF_BOOKS
from tests.formats.hostile.of_papers import FILES as OF_PAPERS
from tests.formats.hostile.places import FILES as PLACES
from tests.formats.hostile.texts import FILES as TEXTS
from tests.formats.hostile.workbooks import FILES as WORKBOOKS

FILES = (*PLACES, *TEXTS, *WORKBOOKS, *OF_PAPERS, *OF_BOOKS)
