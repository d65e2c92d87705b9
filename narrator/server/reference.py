"""The OpenAPI description of the server, from the rows of endpoints and the table of parameters."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING, Any

from narrator.server.schema import LiveRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrator.server.endpoints import Endpoint
    from narrator.server.schema import Wire

LIVE = """Text in and sound out while the text is still being written. Every message is a binary
frame with a MessagePack map. The client sends `{event: "start", request: {…}}` with the parameters
below, then any number of `{event: "text", text: "…"}` and `{event: "flush"}` (speak what there is
now), then `{event: "stop"}`. The server sends `{event: "audio", audio: bytes}` as it speaks, a
sentence at a time, and last `{event: "finish", reason: "stop"}`, or `reason: "error"` with a
`message`; then it closes."""

_REFS = "#/components/schemas/{model}"
_MEANINGS = {
    400: "The request cannot be done as it is; the message says why.",
    403: "Not allowed.",
    404: "There is no such voice.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "The body is of a kind that is not read.",
    429: "Too many requests at once; see the headers `ratelimit-limit-concurrency` and "
    "`ratelimit-current-concurrency`.",
    503: "The engine cannot work.",
}
_REFUSAL = {
    "type": "object",
    "required": ["status", "message"],
    "additionalProperties": False,
    "properties": {"status": {"type": "integer"}, "message": {"type": "string"}},
}
_EVENT = {
    "type": "object",
    "description": 'The data of each event is JSON: {"audio_base64", "content", "alignment": '
    '{"audio_duration", "segments": [{"text", "start", "end"}]}, "chunk_seq", '
    '"chunk_audio_offset_sec"}. Times are in seconds.',
    "required": ["data"],
    "properties": {"data": {"type": "string"}},
}


def describe_server(endpoints: Iterable[Endpoint], engine: str) -> dict[str, Any]:
    """Describe everything that can be asked for, as OpenAPI 3.1 has it."""
    rows = tuple(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _describe_operation(row)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Narrator",
            "version": metadata.version("narrator"),
            "description": f"Voices of the engine {engine}, in Fish Audio's protocol and OpenAI's.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Refusal": _REFUSAL, **_describe_models(rows)},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}, {}],
        "x-websocket": {"/v1/tts/live": {"description": LIVE, "request": _refer(LiveRequest)}},
    }


def _describe_operation(row: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": row.summary,
        "parameters": [*_describe_parameters(row)],
        "responses": _describe_responses(row),
    }
    if row.takes and row.forms:
        content = {form: {"schema": _refer(row.takes)} for form in row.forms}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _describe_parameters(row: Endpoint) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", row.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if row.hears_model:
        model = {"type": "string", "default": "s2.1-pro"}
        text = "Any name: it decides only whose directions are left out of the text."
        yield {"name": "model", "in": "header", "schema": model, "description": text}
    if row.takes and not row.forms:
        for name, schema in _schema_of(row.takes)["properties"].items():
            yield {"name": name, "in": "query", "schema": schema}


def _describe_responses(row: Endpoint) -> dict[str, Any]:
    refusal = {"application/json": {"schema": {"$ref": _REFS.format(model="Refusal")}}}
    refused = {
        str(status): {"description": _MEANINGS[status], "content": refusal}
        for status in sorted({*row.refusals, 403})
    }
    return {**({"200": _describe_answer(row)} if row.gives else {}), **refused}


def _describe_answer(row: Endpoint) -> dict[str, Any]:
    schemas = {"application/json": {"type": "object"}, "text/event-stream": _EVENT}
    binary = {"type": "string", "format": "binary"}
    content = {kind: {"schema": schemas.get(kind, binary)} for kind in row.gives}
    return {"description": "Done.", "content": content}


def _describe_models(rows: Iterable[Endpoint]) -> dict[str, Any]:
    models = {row.takes for row in rows if row.takes and row.forms} | {LiveRequest}
    schemas: dict[str, Any] = {}
    for model in sorted(models, key=lambda model: model.__name__):
        schema = _schema_of(model)
        schemas |= {**schema.pop("$defs", {}), model.__name__: schema}
    return schemas


def _schema_of(model: type[Wire]) -> dict[str, Any]:
    return model.model_json_schema(ref_template=_REFS)


def _refer(model: type[Wire]) -> dict[str, str]:
    return {"$ref": _REFS.format(model=model.__name__)}
