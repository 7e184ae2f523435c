"""Draws printed documents of the invented books: receipts, and the first page of each document of a year."""

from pathlib import Path

from picture_books import TODAY


def draw_documents(place: Path, folder: Path) -> None:
    """Draw a receipt of a person, one of a company, and the first page of each document of the year."""
    import pypdfium2

    from donations_app.db.books import utc_now
    from donations_app.db.open import open_books
    from donations_app.db.queries.register import register_lines
    from donations_app.services.receipts.copies import receipt_copy
    from donations_app.services.statements.control import control
    from donations_app.services.statements.declaration import declaration
    from donations_app.services.statements.files import printed
    from donations_app.services.statements.register import write_register

    books = open_books(str(place), clock=utc_now, today=lambda: TODAY)
    with books.read() as session:
        lines = list(register_lines(session))
    richest, of_company = (
        max((line for line in lines if line.form.startswith(form)), key=lambda line: len(line.payments))
        for form in ("11580", "16216")
    )
    register = place.with_name("register.pdf")
    write_register(books, register, form="pdf")
    for name, content in (
        ("receipt", receipt_copy(books, richest.number)),
        ("receipt-company", receipt_copy(books, of_company.number)),
        ("register", register.read_bytes()),
        ("control", printed(control(books, richest.year))),
        ("declaration", printed(declaration(books, richest.year))),
    ):
        pypdfium2.PdfDocument(content)[0].render(scale=1.6).to_pil().save(folder / f"{name}.png")
    books.close()
