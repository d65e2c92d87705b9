"""The engine's voices, as the models of a Fish Audio account, and as OpenAI clients list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from narrator.server.endpoints import Endpoint, Service
from narrator.server.orders import find_voice, say_cannot_clone
from narrator.server.schema import ModelQuery
from narrator.server.wire import read_query

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from narrator.engine import Voice

AUTHOR = "narrator"
_BORN = "2026-01-01T00:00:00Z"
_LANGUAGES = {"mul": ["en"]}
"""A voice of any language is listed under the one that it is asked to speak."""


async def list_voices(service: Service, request: Request) -> Response:
    """List the voices that fit."""
    query = read_query(request, ModelQuery)
    fitting = [v for v in service.synthesis.voices.values() if _fits(v, query)]
    end = query.page_size * query.page_number
    page = fitting[end - query.page_size : end]
    return JSONResponse(
        {
            "total": len(fitting),
            "items": [describe_voice(voice) for voice in page],
            "has_more": end < len(fitting),
        }
    )


async def get_voice(service: Service, request: Request) -> Response:
    """Describe one voice."""
    return JSONResponse(describe_voice(_find(service, request)))


async def create_voice(service: Service, request: Request) -> Response:
    """Refuse to clone: no engine of this machine can."""
    async for _ in request.stream():  # or the client, still sending, would not hear the answer
        pass
    raise HTTPException(400, say_cannot_clone(service.synthesis.engine.name))


async def change_voice(service: Service, request: Request) -> Response:
    """Refuse to change or delete what belongs to the engine."""
    voice = _find(service, request)
    raise HTTPException(403, f"The voice {voice.name!r} belongs to the engine and stays as it is.")


async def list_openai_voices(service: Service, _: Request) -> Response:
    """List the voices as OpenAI-compatible servers do."""
    voices = service.synthesis.voices.values()
    return JSONResponse({"voices": [{"id": v.name, "name": v.name} for v in voices]})


async def list_openai_models(service: Service, _: Request) -> Response:
    """List the engine as OpenAI lists its models."""
    model = {"id": service.synthesis.engine.name, "object": "model", "created": 0}
    return JSONResponse({"object": "list", "data": [{**model, "owned_by": AUTHOR}]})


def describe_voice(voice: Voice) -> dict[str, Any]:
    """Describe a voice with every field that the official SDKs want."""
    return {
        "_id": voice.name,
        "type": "tts",
        "title": voice.name,
        "description": voice.description,
        "cover_image": "",
        "train_mode": "fast",
        "state": "trained",
        "tags": [tag for tag in (voice.gender, voice.language) if tag],
        "samples": [],
        "created_at": _BORN,
        "updated_at": _BORN,
        "languages": _LANGUAGES.get(voice.language, [voice.language.partition("-")[0]]),
        "visibility": "private",
        "lock_visibility": True,
        "default_text": "",
        "like_count": 0,
        "mark_count": 0,
        "shared_count": 0,
        "task_count": 0,
        "unliked": False,
        "liked": False,
        "marked": False,
        "author": {"_id": AUTHOR, "nickname": AUTHOR, "avatar": ""},
    }


def _find(service: Service, request: Request) -> Voice:
    voice = find_voice(request.path_params["id"], service.synthesis)
    if voice is None:
        raise HTTPException(404, "Model not found")
    return voice


def _fits(voice: Voice, query: ModelQuery) -> bool:
    known = describe_voice(voice)
    spoken = {*known["languages"], voice.language}
    return (
        query.title.lower() in voice.name.lower()
        and set(query.tag) <= set(known["tags"])
        and query.author_id in (None, AUTHOR)
        and (not query.language or not spoken.isdisjoint(query.language))
    )


ENDPOINTS = (
    Endpoint("GET", "/model", list_voices, "List the voices.", ModelQuery, refusals=(400,)),
    Endpoint("GET", "/model/{id}", get_voice, "Describe one voice.", refusals=(404,)),
    Endpoint(
        "POST",
        "/model",
        create_voice,
        "Clone a voice: refused, since no engine of this machine can.",
        gives=(),
        refusals=(400, 408, 413, 429),
    ),
    Endpoint(
        "PATCH",
        "/model/{id}",
        change_voice,
        "Change a voice: refused, since voices belong to the engine.",
        gives=(),
        refusals=(403, 404, 429),
    ),
    Endpoint(
        "DELETE",
        "/model/{id}",
        change_voice,
        "Delete a voice: refused, since voices belong to the engine.",
        gives=(),
        refusals=(403, 404),
    ),
    Endpoint("GET", "/v1/models", list_openai_models, "Name the engine, for OpenAI's clients."),
    Endpoint("GET", "/v1/audio/voices", list_openai_voices, "Name the voices, for such clients."),
)
