"""IPA as Arpabet."""

import pytest

from narrator.script.arpabet import to_arpabet


@pytest.mark.parametrize(
    ("ipa", "arpabet"),
    [
        ("ˌɛndʒɪˈnɪɹ", "EH2 N JH IH0 N IH1 R"),
        ("hɜːˈmaɪəni", "HH ER0 M AY1 AH0 N IY0"),
        ("t͡ʃʌmli", "CH AH1 M L IY0"),
        ("sənt ˈaɪvz", "S AH1 N T / AY1 V Z"),
        ("ɡəʊ", "G OW1"),
        ("ǃxoʊ", ""),
        ("", ""),
    ],
)
def test_sounds_have_symbols(ipa, arpabet):
    """Diphthongs and affricates are one symbol, stress a digit; a strange sound makes it empty."""
    assert to_arpabet(ipa) == arpabet
