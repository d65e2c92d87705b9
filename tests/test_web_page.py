"""Pages for people: what they may load, and whose text they take for markup."""

from narrator.web_page import render_page


def test_a_title_is_text():
    """A book's title cannot close the title of its page."""
    page = render_page("</title><script>", "<p>body</p>")
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in page
    assert "<p>body</p>" in page


def test_a_page_loads_nothing():
    """Its policy forbids all but its own style, unless a page says what else it needs."""
    assert "default-src 'none'; style-src 'unsafe-inline'\"" in render_page("A", "")
    assert "media-src 'self'" in render_page("A", "", policy="media-src 'self'")
