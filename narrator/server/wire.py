"""Bodies and messages into checked requests, and what is wrong with those that are not."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeVar

import msgpack
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from narrator.server.schema import LONGEST_RECORDING, Wire

if TYPE_CHECKING:
    from starlette.requests import Request

    from narrator.server.limits import Limits

JSON = "application/json"
MSGPACK = "application/msgpack"
FORM = "multipart/form-data"

Model = TypeVar("Model", bound=Wire)

_MOST_ITEMS = 1024
"""In one array or map: what is longer is no request of ours."""
_AUDIO_FAULTS = {
    "bytes_type": "Reference Audio is not valid, please check your reference audio",
    "bytes_too_long": "Reference audio too long",
}
"""In the hosted API's words."""


async def read_request(request: Request, model: type[Model], limits: Limits) -> Model:
    """Read a body of JSON or MessagePack. Raises HTTPException: 400, 413, 415."""
    kind = media_type(request)
    body = await request.body()
    if kind == JSON and len(body) > limits.json:
        raise HTTPException(413, f"JSON is taken up to {limits.json} bytes. Send MessagePack.")
    if kind == JSON:
        return check(model, await asyncio.to_thread(_parse_json, body))
    if kind in (MSGPACK, "application/x-msgpack"):
        return check(model, await asyncio.to_thread(unpack, body))
    raise HTTPException(415, f"Send {JSON} or {MSGPACK}, and say which in Content-Type.")


async def read_form(request: Request, model: type[Model], limits: Limits) -> Model:
    """Read a form, with files in it as bytes; JSON and MessagePack are taken too."""
    if not media_type(request).startswith(FORM):
        return await read_request(request, model, limits)
    async with request.form(max_files=2, max_fields=32) as form:
        fields: dict[str, Any] = {}
        for name, value in form.items():
            if isinstance(value, UploadFile):
                fields[name] = await value.read(LONGEST_RECORDING + 1)
            else:
                fields[name] = value
    return check(model, fields)


def read_query(request: Request, model: type[Model]) -> Model:
    """Read the parameters in the address: of those that are said twice, the last, or a list."""
    schema = model.model_fields
    said = {
        name: value if schema[name].annotation != list[str] else request.query_params.getlist(name)
        for name, value in request.query_params.items()
        if name in schema
    }
    return check(model, said)


def check(model: type[Model], values: object) -> Model:
    """Check values against a model; the first that is wrong is told. Raises HTTPException 400."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise HTTPException(400, _explain(error)) from error


def unpack(data: bytes) -> object:
    """Read MessagePack. Raises HTTPException 400."""
    try:
        return msgpack.unpackb(
            data, max_array_len=_MOST_ITEMS, max_map_len=_MOST_ITEMS, max_ext_len=0
        )
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise HTTPException(400, "The body is not MessagePack.") from error


def media_type(request: Request) -> str:
    """Tell what kind of body the client says that it sends."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _parse_json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The body is not JSON.") from error


def _explain(error: ValidationError) -> str:
    """Say in a line what is wrong first, in the API's own words where it has some."""
    first = error.errors(include_url=False, include_input=False)[0]
    path = [str(part) for part in first["loc"] if str(part).isidentifier() or part == 0]
    name = ".".join(path)
    if first["type"] == "missing":
        return f"missing field {name}"
    if name.startswith("references") and first["type"] in _AUDIO_FAULTS:
        return _AUDIO_FAULTS[first["type"]]
    words = first["msg"].removeprefix("Value error, ")
    return f"{name}: {words}" if name else words
