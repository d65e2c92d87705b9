"""The dialects of Markdown: what their signs hold is left out, and their text is read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from manuscript.books import is_accounted_for, rules, texts

from narrator.manuscript import read

SIGNS = ["::: {.note}", ":::", "{: .lead}", "%% a comment", "| ", "|", "-# ", "==",
         "^2^", "~2~", "[[", "a|label]]", "]]", "![[", "{{x}}", "{% y %}", "[!NOTE] ", "%%", "> ",
         "- ", "    ", "*", "{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{>>", "<<}",
         "{==", "==}", "one", "two", "x", " ", "\n", "\n\n", "{#id}"]  # fmt: skip


def read_text(folder, text):
    """Read a text as Markdown, and hold it against the witness."""
    path = folder / "book.md"
    path.write_text(text, encoding="utf-8")
    assert is_accounted_for(path)
    return read(path)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("::: {.epigraph}\nOne\n:::", [("paragraph", "One")]),
        ("One\n{: .lead}\n\nTwo{: .x} three", [("paragraph", "One"), ("paragraph", "Two three")]),
        ("A> One\nA> two\n\nC> Three",
         [("quote", "One two"), ("paragraph", "Three")]),
        ("-# One", [("heading", "One")]),
        ("| One\n| two\n|\n| three", [("verse", "One\ntwo"), ("paragraph", "three")]),
        ("One\n%% nobody\ntwo %%nor this%% three\n\n%%\nnor\n\nthat\n%%",
         [("paragraph", "One"), ("paragraph", "two three")]),
        ("[[Target|One]] and [[two]] ![[three.png]]", [("paragraph", "One and two")]),
        ("> [!NOTE] One\n\n- [x] two", [("quote", "One"), ("item", "two")]),
        ("{% include x %}\n\nOne {{ y }} two", [("paragraph", "One two")]),
        ("10^2^ H~2~O 5 m<sup>2</sup> ==one== a == b", [("paragraph", "10² H2O 5 m² one a == b")]),
        ("`[[one]] {{two}}` \\%% 5%% x==y [a][[b]]",
         [("paragraph", "[[one]] {{two}} %% 5%% x==y [a]b")]),
        ("One {++two ++}thr{--x--}ee {~~four~>five~~} {==six==}{>>why?<<}, s{++even++}",
         [("paragraph", "One two three five six, seven")]),
        ("{++*one*++} {-- two\nthree --}{~~a~>*b*~~}. {--", [("paragraph", "one b. {--")]),
        ("C++} a ~~} `{--b--}` {~~c~~}", [("paragraph", "C++} a ~~} {--b--} {c}")]),
        ("| a | b |\n|---|---|\n| c | d |", [("row", "a, b"), ("row", "c, d")]),
    ],
)  # fmt: skip
def test_signs_of_dialects_are_no_text(tmp_path, text, heard):
    """Pandoc's, kramdown's, Leanpub's, Obsidian's, Liquid's, an editor's; in code they are text."""
    assert texts(read_text(tmp_path, text)) == heard


def test_what_signs_hold_is_skipped_by_rule(tmp_path):
    """Nothing that a sign holds is lost quietly."""
    text = "::: {.x}\nOne [[a|two]] ![[b]] {{c}}\n:::\n%% d"
    assert rules(read_text(tmp_path, text)) == [
        ("attribute", "::: {.x}"), ("attribute", "a"), ("image", "![[b]]"), ("include", "{{c}}"),
        ("attribute", ":::"), ("comment", "%% d"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "head",
    ["% One\n  Two\n% Ann; Ben\n% 1900\n", "Title: One\n  Two\nauthor: Ann\nDate:1900\n\n"],
)
def test_heads_without_fences_tell_of_the_book(tmp_path, head):
    """Pandoc's title block and MultiMarkdown's names are metadata, not text."""
    manuscript = read_text(tmp_path, f"{head}\n# Three\n\nText.")
    assert [text for _, text in texts(manuscript)] == ["Three", "Text."]
    assert (manuscript.metadata.title, manuscript.metadata.date) == ("One Two", "1900")
    assert manuscript.metadata.authors[0] == "Ann"


@pytest.mark.parametrize(
    "text", ["Ann: Yes.\nBen: No.\n\nEnd.", "Title: One\nand text.", "50 % of"]
)
def test_other_lines_with_names_are_text(tmp_path, text):
    """A chat is no head, nor is a paragraph that only begins like one."""
    heard = " ".join(text for _, text in texts(read_text(tmp_path, text)))
    assert heard == " ".join(text.split())


@pytest.mark.parametrize(
    "sign",
    ["| a\n", "|\n", "A> a\n", "%%\n", "%%a", "{{a", "^a", "==a", "^2", "{++a", "{~~a", "{>>"],
)
def test_thousands_of_signs_end_soon(tmp_path, sign):
    """Five thousand of them are read in one pass, and no word is lost."""
    assert read_text(tmp_path, f"a\n{sign * 5_000}\nTitle: a\n").chapters


@example(parts=["~2~", "~2~", ":::", "~2~", ":::", "~2~", "~2~"])
@given(parts=st.lists(st.sampled_from(SIGNS), max_size=25))
def test_property_signs_of_dialects_cost_no_word(tmp_path_factory, parts):
    """However the signs stand, every word is spoken or skipped, once and in order."""
    read_text(tmp_path_factory.mktemp("dialects"), "Begin\n\n" + "".join(parts))
