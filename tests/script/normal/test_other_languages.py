"""Languages besides English."""

import pytest

from narrator.script.normal import normalise


@pytest.mark.parametrize(
    ("language", "printed", "spoken"),
    [
        ("de", "Er hatte 21 Hunde.", "Er hatte einundzwanzig Hunde."),
        ("de", "im Jahr 1984", "im Jahr neunzehnhundertvierundachtzig"),
        ("fr-CA", "les 80 voleurs", "les quatre-vingts voleurs"),
        ("es", "12 hombres y 3 perros", "doce hombres y tres perros"),
        ("it", "nel 1984", "nel millenovecentottantaquattro"),
        ("de", "am 3. Mai, um 10:30, Nr. 007", "am 3. Mai, um 10:30, Nr. 007"),
        ("fr", "M. Dupont, 3,5 %", "M. Dupont, 3,5 %"),
        ("tlh", "12 Dr. Smith", "12 Dr. Smith"),
        ("", "12", "12"),
    ],
)
def test_numbers_by_themselves_are_said(language, printed, spoken):
    """Whole numbers are said where the language's are known; all else stays as printed."""
    assert normalise(printed, language)[0] == spoken
