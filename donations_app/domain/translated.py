"""Texts that the books keep in three languages."""


def translated(language: str, fr: str, en: str, ar: str) -> str:
    """Return the text in a language, or in French where it was not translated.

    >>> translated("en", "Puits", "Well", ""), translated("ar", "Puits", "Well", "")
    ('Well', 'Puits')
    """
    return {"en": en, "ar": ar}.get(language) or fr


Names = tuple[str, str, str]  # French, English, Arabic


def short_or_title(language: str, titles: Names, shorts: Names) -> str:
    """Return the short name in a language; the French one where nothing is translated; without one the title.

    >>> short_or_title("ar", ("Puits de Tinzart", "", ""), ("Puits", "", ""))
    'Puits'
    >>> short_or_title("ar", ("Puits de Tinzart", "", "بئر تنزرت"), ("Puits", "", ""))
    'بئر تنزرت'
    """
    place = {"en": 1, "ar": 2}.get(language, 0)
    if shorts[place]:
        return shorts[place]
    return (not titles[place] and shorts[0]) or translated(language, *titles)
