"""The setting of ``tests/unit`` without the fixtures of the suite, which make books: the language they speak."""


def pytest_runtest_setup() -> None:
    """Speak English, as every test of the suite begins; loaded late, once a change has been planted."""
    from donations_app import i18n

    i18n.set_language("en")
