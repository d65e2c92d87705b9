"""The page that tells programmers how to call us. It loads nothing from anywhere."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

from narrator.server.reference import LIVE
from narrator.web_page import render_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """
code, pre { font: .9em ui-monospace, monospace }
pre { overflow-x: auto; padding: .8rem; border: 1px solid #8886 }
h2 { margin-top: 2.5rem }
"""


def render_reference(described: Mapping[str, Any]) -> str:
    """Render the reference from the OpenAPI description."""
    sections = [
        _render_operation(method, path, operation, described)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    info = described["info"]
    head = f"""<h1>{escape(info["title"])} {escape(info["version"])}</h1>
<p>{escape(info["description"])} Where a parameter is
left out, or null, its default is meant. What fails is answered with JSON:
<code>{escape('{"status": 400, "message": "…"}')}</code>.</p>"""
    body = "\n".join([head, *sections, _render_live(described)])
    return render_page("Narrator: reference", body, style=_STYLE, width=60)


def _render_operation(
    method: str, path: str, operation: Mapping[str, Any], described: Mapping[str, Any]
) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    schema = next((_resolve(form["schema"], described) for form in content.values()), {})
    parameters = [
        _render_row(
            f"{parameter['name']} ({parameter['in']})",
            {**parameter["schema"], **parameter},
            required=parameter.get("required", False),
        )
        for parameter in operation["parameters"]
    ]
    rows = [*parameters, *_render_fields(schema, described)]
    answers = ", ".join(
        f"{status} ({', '.join(answer['content'])})"
        for status, answer in operation["responses"].items()
    )
    return "\n".join(
        [
            f"<h2><code>{method.upper()} {escape(path)}</code></h2>",
            f"<p>{_mark_up(operation['summary'])}</p>",
            f"<p>Body: {escape(' or '.join(content))}</p>" if content else "",
            _render_table(rows),
            f"<p>Answers: {escape(answers)}</p>",
        ]
    )


def _render_live(described: Mapping[str, Any]) -> str:
    ((path, live),) = described["x-websocket"].items()
    rows = _render_fields(_resolve(live["request"], described), described)
    title = f"<h2><code>WebSocket {escape(path)}</code></h2>"
    return f"{title}<p>{_mark_up(LIVE)}</p>{_render_table([*rows])}"


def _render_table(rows: list[str]) -> str:
    head = "<tr><th>name<th>type<th>default<th>range<th>meaning"
    return f"<table>{head}{''.join(rows)}</table>" if rows else ""


def _render_fields(
    schema: Mapping[str, Any], described: Mapping[str, Any], prefix: str = ""
) -> Iterator[str]:
    """Render a row for each field, and for the fields of what lies within it."""
    for name, field in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        yield _render_row(prefix + name, field, required=required)
        if inner := re.search(r'"#/components/schemas/(\w+)"', json.dumps(field)):
            within = described["components"]["schemas"][inner[1]]
            yield from _render_fields(within, described, f"{prefix}{name}.")


def _render_row(name: str, field: Mapping[str, Any], *, required: bool) -> str:
    default = "required" if required else json.dumps(field.get("default"), ensure_ascii=False)
    cells = [
        f"<code>{escape(name)}</code>",
        escape(_say_type(field)),
        f"<code>{escape(default)}</code>",
        escape(_say_range(field)),
        _mark_up(field.get("description", "")),
    ]
    return "<tr>" + "".join(f"<td>{cell}" for cell in cells)


def _say_type(field: Mapping[str, Any]) -> str:
    if reference := field.get("$ref"):
        return str(reference).rpartition("/")[2]
    if choices := field.get("anyOf"):
        return " or ".join(_say_type(c) for c in choices if c.get("type") != "null")
    if "items" in field:
        return f"list of {_say_type(field['items'])}"
    if field.get("format") == "binary":
        return "bytes"
    kinds = field.get("type", "any")
    return kinds if isinstance(kinds, str) else str(kinds[0])


def _say_range(field: Mapping[str, Any]) -> str:
    """Say which values are taken: those listed, those between two, those not too long."""
    if "enum" in field:
        return ", ".join(str(value) for value in field["enum"] if value is not None)
    parts = [_say_range(choice) for choice in field.get("anyOf", ())]
    low, high = field.get("minimum"), field.get("maximum")
    if low is not None:
        parts.append(f"{low} to {high}" if high is not None else f"{low} and more")
    letters = "bytes" if field.get("format") == "binary" else "characters"
    for name, unit in (("maxLength", letters), ("maxItems", "items")):
        if name in field:
            parts.append(f"up to {field[name]:,} {unit}")
    return "; ".join(filter(None, parts))


def _resolve(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema["$ref"]).rpartition("/")[2]
    found: Mapping[str, Any] = described["components"]["schemas"][name]
    return found


def _mark_up(text: str) -> str:
    """Escape a text, and set what stands between backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
