"""Texts that the books keep in three languages."""


def translated(language: str, fr: str, en: str, ar: str) -> str:
    """Return the text in a language, or in French where it was not translated.

    >>> translated("en", "Puits", "Well", ""), translated("ar", "Puits", "Well", "")
    ('Well', 'Puits')
    """
    return {"en": en, "ar": ar}.get(language) or fr
