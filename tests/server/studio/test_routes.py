"""The page and its endpoints, as strangers and friends come to them."""

import httpx
import pytest


def test_the_page_forbids_what_it_does_not_need(studio):
    """No script or style within the page, nothing from another host."""
    for path in ("/", "/studio/static/app.js", "/studio/static/studio.css"):
        policy = httpx.get(studio.url + path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
    page = httpx.get(studio.url).text
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count('<script type="module" src="/studio/static/')


@pytest.mark.parametrize("name", ["nothing.js", "..%2froutes.py", "page.html", "%2e%2e/guard.py"])
def test_only_the_files_of_the_page_are_static(studio, name):
    """What is not one of them is not there."""
    assert httpx.get(f"{studio.url}/studio/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/books?name=x.md"), ("POST", "{book}/build"), ("POST", "{book}/changes"),
     ("POST", "{book}/stop"), ("POST", "{book}/lines/1:2/sound"), ("GET", "{book}")],
)  # fmt: skip
def test_other_sites_are_refused(studio, book, method, path):
    """A page of another site may neither change nor read anything."""
    where = f"{studio.url}/studio{path.format(book=book)}"
    for origin in ("https://evil.example", "null"):
        answer = httpx.request(method, where, headers={"origin": origin}, content=b"{}")
        assert answer.status_code == 403
    assert studio.get(book)["build"] is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_load_nothing(studio, book, site):
    """What a page of another site loads as a picture bears no Origin, and is refused as well."""
    where = f"{studio.url}/studio{book}/delivery"
    assert httpx.get(where, headers={"sec-fetch-site": site}).status_code == 403
    assert httpx.get(studio.url, headers={"sec-fetch-site": site}).status_code == 200


def test_the_key_is_wanted_for_all_but_the_page(locked):
    """Without the key the page and its files can be had, which tell nothing."""
    assert httpx.get(locked.url).status_code == 200
    assert httpx.get(f"{locked.url}/studio/static/app.js").status_code == 200
    for path in ("/state", "/books", "/static/../books"):
        assert httpx.get(f"{locked.url}/studio{path}").status_code in (401, 404)
    bearer = {"authorization": "Bearer correct horse"}
    assert httpx.get(f"{locked.url}/studio/books", headers=bearer).json() == {"books": []}


def test_every_engine_is_offered(studio):
    """The server's own first; one that lacks a key says which, one that is there lists voices."""
    told = studio.get("/state")
    why = {it["name"]: it["why"] for it in told["engines"]}
    assert next(iter(why)) == told["engine"] == "tone"
    assert why["dear"] == ""
    assert "FISH_API_KEY" in why["fish"]
    assert {it["engine"] for it in told["voices"]} >= {"tone", "dear"}


def test_another_engine_speaks(studio):
    """What the page sends to another engine's address is said by that engine."""
    body = {"text": "Good evening.", "reference_id": "bass", "format": "wav"}
    answer = httpx.post(f"{studio.url}/studio/engines/dear/tts", json=body, timeout=30)
    assert answer.content.startswith(b"RIFF")
    assert httpx.post(f"{studio.url}/studio/engines/fish/tts", json=body).status_code == 400
    assert httpx.post(f"{studio.url}/studio/engines/nobody/tts", json=body).status_code == 400
