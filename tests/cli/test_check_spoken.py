"""What is said otherwise than printed, on the command line."""

import json

import pytest

from narrator.cli.main import main


@pytest.fixture
def numbers(tmp_path):
    """A manuscript with what is not said as it is printed."""
    path = tmp_path / "numbers.md"
    path.write_text("# One\n\nMr. Bell had 3 dogs, Mr. Bell.\n", encoding="utf-8")
    return path


def test_the_rules_are_listed(capsys, numbers):
    """Each rule shows what it made of what, and how often."""
    assert main(["check", str(numbers), "--spoken"]) == 0
    shown = capsys.readouterr().out
    assert any(row.split() == ["abbreviations", "2", "Mr.", "Mister"] for row in shown.splitlines())
    assert "Said otherwise than printed: abbreviations 2, cardinals 1." in shown


def test_the_json_lists_all(capsys, numbers):
    """Tools get the same under ``said``, which is not there unless it was asked for."""
    assert main(["check", str(numbers), "--spoken", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["said"]
    assert said[1]["changes"] == [{"printed": "3", "spoken": "three", "count": 1}]
    assert main(["check", str(numbers), "--json"]) == 0
    assert "said" not in json.loads(capsys.readouterr().out)
