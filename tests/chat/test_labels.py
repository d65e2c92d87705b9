"""A book whose unsure lines a chat model labels: what is asked, kept and changed."""

import json
import re

import pytest
from chatting import chatting, says
from starlette.responses import PlainTextResponse

from narrator.cli.main import main
from narrator.engines import patience

BOOK = """\
# One

“Well?” said Tom. “Ann, come.”

“I am here,” said Ann.

The door opened, and Mrs. Gray came in with Mr. Gray. Then Joe and Will came too.

“It is late.”

They looked at each other, and at the clock, and then at the door.

“Who says so?”

It rained. Nobody moved. Will and Joe sat down with Tom, and Ann stood by Mrs. Gray.

“Not I.”
"""


@pytest.fixture
def manuscript(tmp_path, monkeypatch):
    """Write the book, with folders of its own for everything."""
    monkeypatch.setenv("NARRATOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NARRATOR_ENGINE", "tone")
    monkeypatch.setenv("NARRATOR_CHAT_MODEL", "small")
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.01)
    path = tmp_path / "book.md"
    path.write_text(BOOK, encoding="utf-8")
    return path


def script(manuscript, capsys, *options):
    """Return what ``narrator script --json`` gives, and what is said beside it."""
    assert main(["script", str(manuscript), "--json", *options]) == 0
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def segments(told):
    """Return all segments of a script."""
    return [it for chapter in told["chapters"] for it in chapter["segments"]]


def test_an_answer_gives_unsure_lines_a_speaker_once(manuscript, capsys, monkeypatch):
    """The model is asked with --chat only, and never twice; its labels count from then on."""
    with chatting(says(1)) as endpoint:
        monkeypatch.setenv("NARRATOR_CHAT_URL", endpoint.url)
        before, _ = script(manuscript, capsys)
        assert endpoint.asked == []
        asked, said = script(manuscript, capsys, "--chat")
        assert len(endpoint.asked) == 1
        assert script(manuscript, capsys, "--chat") == (asked, said)
        assert len(endpoint.asked) == 1
    assert script(manuscript, capsys)[0] == asked
    assert "chat" in {it["by"] for it in segments(asked)}
    assert "chat" not in {it["by"] for it in segments(before)}
    assert [it["text"] for it in segments(asked)] == [it["text"] for it in segments(before)]
    assert said == ""


def test_plan_tells_the_price_and_asks_nothing(manuscript, capsys, monkeypatch):
    """Chunks, lines, tokens and the price, even with --chat."""
    monkeypatch.setenv("NARRATOR_CHAT_PRICE", "2.5")
    with chatting(says(1)) as endpoint:
        monkeypatch.setenv("NARRATOR_CHAT_URL", endpoint.url)
        for extra in (["--json"], [], ["--list"]):
            assert main(["plan", str(manuscript), "--chat", *extra]) == 0
        told = capsys.readouterr().out
        assert endpoint.asked == []
        assert '"chunks": 1' in told
        assert re.search(r"--chat would ask about \d unsure lines in 1 chunk: about .*\$0\.0", told)
        main(["script", str(manuscript), "--chat"])
        assert len(endpoint.asked) == 1
    capsys.readouterr()
    main(["plan", str(manuscript), "--json"])
    assert json.loads(capsys.readouterr().out)["chat"] is None


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("no", 500),
        PlainTextResponse("no", 400),
        PlainTextResponse("", 200),
        "I will not.",
    ],
)
def test_an_endpoint_that_fails_costs_nothing_but_its_labels(
    manuscript, capsys, monkeypatch, answer
):
    """The script is what it was, one notice says so, and the next run asks again."""
    before, _ = script(manuscript, capsys)
    with chatting(lambda _: answer) as endpoint:
        monkeypatch.setenv("NARRATOR_CHAT_URL", endpoint.url)
        after, said = script(manuscript, capsys, "--chat")
        endpoint.answer = says(1)
        again, _ = script(manuscript, capsys, "--chat")
    assert after == before
    assert said.count("\n") == 1
    assert "The narrator reads what is not sure in 1 chunk" in said
    assert again != before


def test_a_hostile_answer_changes_no_text(manuscript, capsys, monkeypatch):
    """Texts, markup and numbers of nobody are nothing: no line, no speaker is new."""
    before, _ = script(manuscript, capsys)
    hostile = json.dumps({"1": "Eve", "2": 10**30, "Eve": 1, "4": {"text": "x"}, "5": -1})
    with chatting(hostile) as endpoint:
        monkeypatch.setenv("NARRATOR_CHAT_URL", endpoint.url)
        assert script(manuscript, capsys, "--chat")[0] == before


def test_chat_without_a_model_says_what_to_set(manuscript, capsys, monkeypatch):
    """The option alone is a slip."""
    monkeypatch.delenv("NARRATOR_CHAT_MODEL")
    assert main(["script", str(manuscript), "--chat"]) == 2
    assert "NARRATOR_CHAT_MODEL" in capsys.readouterr().err


def test_a_build_goes_on_without_an_endpoint(manuscript, tmp_path, capsys, monkeypatch):
    """One notice, and the book."""
    monkeypatch.setenv("NARRATOR_CHAT_URL", "http://127.0.0.1:1")
    output = tmp_path / "out"
    built = main(["build", str(manuscript), "--chat", "--format", "mp3", "--output", str(output)])
    assert built == 0
    assert capsys.readouterr().err.count("cannot be reached") == 1


def test_no_money_asks_nothing(manuscript, tmp_path, capsys, monkeypatch):
    """--max-cost holds for the chat model too."""
    monkeypatch.setenv("NARRATOR_CHAT_PRICE", "1000")
    with chatting(says(1)) as endpoint:
        monkeypatch.setenv("NARRATOR_CHAT_URL", endpoint.url)
        main(["build", str(manuscript), "--chat", "--max-cost", "0.01", "--format", "mp3",
              "--output", str(tmp_path / "out")])  # fmt: skip
        assert endpoint.asked == []
    assert "--max-cost" in capsys.readouterr().err
