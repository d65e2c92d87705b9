"""The pages: every parameter with its range, and nothing loaded from anywhere."""

import json
import re

import pytest

from narrator.server import schema
from narrator.server.app import ENDPOINTS


@pytest.fixture(scope="module")
def described(server):
    """The OpenAPI description."""
    return server.get("/openapi.json").json()


def test_the_reference_loads_nothing(server):
    """It is one file, which works without a network, and forbids to load anything more."""
    answer = server.get("/docs")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert not re.search(r"<(script|img|link|iframe)|src=|@import|url\(", answer.text)


def test_the_first_page_leads_to_the_reference(server):
    """Who comes to the studio's page to write a program finds the way."""
    assert 'href="/docs"' in server.get("/").text


@pytest.mark.parametrize(
    "model", [schema.TTSRequest, schema.SpeechRequest, schema.ASRRequest, schema.ModelQuery]
)
def test_every_parameter_is_in_the_reference(server, model):
    """Every parameter has a row with its meaning."""
    page = server.get("/docs").text
    for name in model.model_fields:
        row = re.search(rf"<td><code>{name}( \(query\))?</code>(.*?)(<tr|</table)", page, re.DOTALL)
        assert row, name
        assert len(row[2].rsplit("<td>", 1)[1]) > 8, name


def test_ranges_and_defaults_are_in_the_reference(server):
    """Types, defaults and ranges are told as they are checked."""
    page = server.get("/docs").text
    speed = re.search(r"<code>prosody\.speed</code>.*?<tr", page)[0]
    assert all(said in speed for said in ("number", "1.0", "0.5 to 2"))
    assert "wav, pcm, mp3, opus" in page
    assert "-1000, 24, 32, 48, 64, 24000" in page
    assert "WebSocket /v1/tts/live" in page


def test_every_endpoint_is_described(described):
    """OpenAPI has every row, with its refusals in the one form that there is."""
    for row in ENDPOINTS:
        operation = described["paths"][row.path][row.method.lower()]
        assert {"403", *map(str, row.refusals)} <= set(operation["responses"])
    assert described["components"]["schemas"]["Refusal"]["required"] == ["status", "message"]


def test_every_reference_leads_somewhere(described):
    """Every $ref in the description is to a schema that is in it."""
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))
    assert named <= set(described["components"]["schemas"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/tts", 405), ("GET", "/nothing", 404), ("PUT", "/model/x", 405)],
)
def test_what_there_is_not_is_told_in_the_same_form(server, method, path, status):
    """An unknown page or method is refused like everything else."""
    import httpx

    answer = httpx.request(method, server.url + path)
    assert (answer.status_code, set(answer.json())) == (status, {"status", "message"})
