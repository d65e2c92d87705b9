"""What is read out is chosen on the command line, and plan shows every choice."""

import json

from narrator.cli.main import main

STORY = "# A\n\nOne[^1].\n\n[^1]: Two.\n"


def plan(path, tmp_path, capsys, *options):
    """Run plan, and give its exit code and what it printed."""
    code = main(
        ["plan", str(path), "--engine", "tone", "--cache", str(tmp_path / "cache"), *options]
    )
    return code, capsys.readouterr()


def test_plan_shows_the_choices_and_their_effect(tmp_path, capsys):
    """The file beside the manuscript counts; plan prints it, and what is skipped."""
    path = tmp_path / "a.md"
    path.write_text(STORY)
    _, before = plan(path, tmp_path, capsys)
    (tmp_path / "a.book.toml").write_text('[reading]\nnotes = "chapter"\n')
    _, after = plan(path, tmp_path, capsys)
    assert "notes=skip" in before.out
    assert "note 1" in before.out
    assert "notes=chapter" in after.out
    assert "note 1" not in after.out


def test_the_option_wins(tmp_path, capsys):
    """An option is heard before the file, and the JSON holds all choices."""
    path = tmp_path / "a.md"
    path.write_text(STORY)
    (tmp_path / "a.book.toml").write_text('[reading]\nnotes = "chapter"\n')
    _, said = plan(path, tmp_path, capsys, "--reading", "notes=skip", "--json")
    assert json.loads(said.out)["reading"]["notes"] == "skip"


def test_a_wrong_choice_is_a_fault_of_use(tmp_path, capsys):
    """Exit code 2 for the option, 3 for the file."""
    path = tmp_path / "a.md"
    path.write_text(STORY)
    assert plan(path, tmp_path, capsys, "--reading", "notes=loud")[0] == 2
    (tmp_path / "a.book.toml").write_text("[reading]\nnotes = 'loud'\n")
    assert plan(path, tmp_path, capsys)[0] == 3
