"""Contents that no markup and no heading names: links in rows that lead on through the book."""

import pytest
from manuscript.books import is_accounted_for, make_epub, rules, texts, xhtml

from narrator.manuscript import Reading, read

TITLES = ["The Start", "The Sea", "The Storm", "The Shore", "The End"]
LINKS = [f'<a href="{n}.xhtml">{title}</a>' for n, title in enumerate(TITLES)]


def read_book(folder, first, *, reading=None):
    """Read a book of five chapters with a page before them; no word may be lost."""
    pages = {"first.xhtml": xhtml(first)} | {
        f"{n}.xhtml": xhtml(f"<h1 id='c{n}'>{title}</h1><p>Text {n}.</p>")
        for n, title in enumerate(TITLES)
    }
    path = make_epub(folder / "book.epub", pages)
    assert is_accounted_for(path, reading)
    return read(path, reading or Reading())


@pytest.mark.parametrize(
    "page",
    [
        "".join(f"<p>{link}</p>" for link in LINKS),
        f"<p>{'<br/>'.join(LINKS)}</p>",
        f"<div>{' '.join(LINKS)}</div>",
        f"<ul>{''.join(f'<li>{link}</li>' for link in LINKS)}</ul>",
        f"<ol><li>{LINKS[0]}<ol>{''.join(f'<li>{x}</li>' for x in LINKS[1:])}</ol></li></ol>",
        "<table>"
        + "".join(f"<tr><td>{n}</td><td>{x}</td><td>{9 * n}</td></tr>" for n, x in enumerate(LINKS))
        + "</table>",
        f"<p>{LINKS[0]}</p><p>Part Two</p>" + "".join(f"<p>{link}</p>" for link in LINKS[1:]),
        "".join(f"<h3>{link}</h3>" for link in LINKS),
        "".join(f"<p>{n} . . . . . {link} . . . 1{n}</p>" for n, link in enumerate(LINKS)),
    ],
    ids=["paragraphs", "breaks", "line", "list", "deep", "table", "parts", "headings", "points"],
)
def test_links_that_lead_on_are_contents(tmp_path, page):
    """However they are set; what a list of them has between its links goes with them."""
    manuscript = read_book(tmp_path, page)
    assert [chapter.title for chapter in manuscript.chapters] == TITLES
    assert {rule for rule, _ in rules(manuscript)} == {"table-of-contents"}
    spoken = read_book(tmp_path, page, reading=Reading(speak=frozenset(["table-of-contents"])))
    assert rules(spoken) == []


@pytest.mark.parametrize(
    "page",
    [
        "".join(f"<p>{link}</p>" for link in LINKS[:3]),
        "".join(f"<p>{link}</p>" for link in reversed(LINKS)),
        "".join(f"<p>You may turn to {link} now.</p>" for link in LINKS),
        "".join(f"<p>{link.replace('</a>', '.</a>')}</p>" for link in LINKS),
        "".join(f'<p><a href="http://x/{title}">{title}</a></p>' for title in TITLES),
        "".join(f"<p>{link}</p><p>{'It was a long tale. ' * 5}</p>" for link in LINKS),
        "".join(f"<p>{LINKS[0]}</p>" for _ in TITLES),
    ],
    ids=["few", "backwards", "choices", "sentences", "outside", "text", "one place"],
)
def test_other_links_are_text(tmp_path, page):
    """Choices, references, sentences and links out of the book are read."""
    manuscript = read_book(tmp_path, page)
    assert rules(manuscript) == []
    assert len(texts(manuscript)) > 10


def test_contents_above_the_text_of_one_file(tmp_path):
    """A book in one file has its contents above its chapters, and text beside them stays."""
    listed = "".join(f'<a href="#c{n}">{title}</a> ' for n, title in enumerate(TITLES))
    chapters = "".join(f"<h1 id='c{n}'>{t}</h1><p>Text.</p>" for n, t in enumerate(TITLES))
    path = make_epub(tmp_path / "a.epub", {"a.xhtml": xhtml(f"<div>{listed}{chapters}</div>")})
    assert [chapter.title for chapter in read(path).chapters] == TITLES
    assert is_accounted_for(path)
