"""Speakers in Japanese and Chinese."""

import pytest

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import write_script
from narrator.script.who.eastern import find_eastern_subject, read_eastern


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "と太郎は言った。", "太郎"),
        ("", "と、佐藤さんは明るい声で言った。", "佐藤"),
        ("", "と女の子が尋ねた。", "女の子"),
        ("", "メアリーが叫んだ。", "メアリー"),
        ("田中さんは、", "と言った。", "田中"),
        ("", "と彼女は小さく呟いた。", "she"),
        ("", "と今度は答えた。", ""),
        ("", "窓の外では雨の音が聞こえた。", ""),
        ("", "李明说。", "李明"),
        ("", "，小李接过茶，轻轻地说。", "小李"),
        ("", "欧阳锋冷笑一声，道：", "欧阳锋"),
        ("门开了。王芳笑道：", "", "王芳"),
        ("", "她摇摇头说，", "she"),
        ("", "门开了。", ""),
    ],
)
def test_whom_a_verb_of_saying_names(before, after, told):
    """The subject of the verb beside the quote, its manner and its honorific left out."""
    assert read_eastern(before, after).text == told


def test_whom_a_sentence_is_about():
    """A particle tells in Japanese, a pronoun or a verb of saying in Chinese."""
    sentences = ("太郎は笑った。", "すると、花子が来た。", "她走了。", "王芳说：", "下雨了。")
    told = [find_eastern_subject(it).text for it in sentences]
    assert told == ["太郎", "花子", "she", "王芳", ""]


@pytest.mark.parametrize(
    ("language", "paragraphs", "speakers"),
    [
        (
            "ja",
            ["「寒いね」と太郎は言った。", "「そうね」と花子が答えた。", "「行こう」"],
            ["太郎", "花子", "太郎"],
        ),
        (
            "zh",
            ["“天气很冷。”李明说。", "王芳说：“是啊。”", "“走吧。”"],
            ["李明", "王芳", "李明"],
        ),
    ],
)
def test_turns_go_on_from_who_is_named(language, paragraphs, speakers):
    """Who speaks without a tag is known by the turns, as in other languages."""
    blocks = tuple(
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(paragraphs, 1)
    )
    script = write_script(Manuscript(Metadata("T", language=language), (Chapter("一", blocks),)))
    said = [it.speaker for it in script.chapters[0].segments if it.kind == "speech"]
    assert said == speakers
