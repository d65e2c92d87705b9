"""The page, its files, and the endpoints that it calls: JSON in and out, except for sound.

They are the page's own and change with it; programs use the API that ``/docs`` describes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from narrator.book.bind import FORMATS
from narrator.delivery.profile import list_profiles, read_profile
from narrator.server.guard import OPEN_FILES
from narrator.server.schema import Query, Wire
from narrator.server.speech import EVENTS, tts
from narrator.server.studio import checks, sounds
from narrator.server.studio.builds import BuildRequest, make_options
from narrator.server.studio.edits import ChangeRequest, ConflictError, change_book, find_cost
from narrator.server.studio.words import list_words
from narrator.server.wire import read_query, read_request

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from starlette.requests import Request

    from narrator.server.endpoints import Service
    from narrator.server.studio.book import View
    from narrator.server.studio.shelf import Title
    from narrator.server.studio.studio import Studio

POLICY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HARMLESS = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'"}


class LinesQuery(Query):
    """Which lines are given."""

    first: Annotated[int, Field(ge=0)] = 0
    count: Annotated[int, Field(ge=1, le=200)] = 50


class SoundQuery(Query):
    """Which take is heard; left out, the one that the book has."""

    take: Annotated[int, Field(ge=1)] | None = None


class MakeRequest(Wire):
    """A line to be made: what of it is missing, or another take."""

    another: bool = False


class ProfileQuery(Query):
    """Against what finished files are held."""

    profile: str = "acx"


class CostQuery(Query):
    """For whom a book is made."""

    profile: str = ""


class UploadQuery(Query):
    """What is put on the shelf."""

    name: Annotated[str, Field(min_length=1, max_length=300)]


def make_routes(service: Service, studio: Studio) -> list[Route]:
    """Make the routes of the page and of what it calls."""
    return [
        Route("/", show_page),
        Route(OPEN_FILES + "{name}", show_static),
        *(
            Route(path, partial(handle, service, studio), methods=[method])
            for method, path, handle in _ROWS
        ),
    ]


async def show_page(_: Request) -> Response:
    """Show the page."""
    return Response(_read_static("page.html"), media_type="text/html", headers=POLICY)


async def show_static(request: Request) -> Response:
    """Show a file of the page's."""
    name = request.path_params["name"]
    kind = _TYPES.get(name.rpartition(".")[2])
    if not kind or name not in _list_static():
        raise HTTPException(404, "Not Found")
    return Response(_read_static(name), media_type=kind, headers=POLICY)


def _list_static() -> set[str]:
    return {file.name for file in files("narrator.server.studio").joinpath("page").iterdir()}


def _read_static(name: str) -> bytes:
    return files("narrator.server.studio").joinpath("page", name).read_bytes()


async def tell_state(service: Service, studio: Studio, _: Request) -> Response:
    """Tell what the page offers: engines, voices, formats, profiles."""

    def tell() -> dict[str, object]:
        return {
            "engine": service.synthesis.engine.name,
            "engines": studio.engines.list_engines(),
            "voices": studio.engines.list_voices(),
            "formats": list(FORMATS),
            "profiles": [
                {"name": name, "formats": read_profile(name).master.formats}
                for name in list_profiles()
            ],
        }

    return JSONResponse(await asyncio.to_thread(tell))


async def say(service: Service, studio: Studio, request: Request) -> Response:
    """Say a text with the engine that is named: ``POST /v1/tts`` over another engine."""
    synthesis = await asyncio.to_thread(studio.engines.find, request.path_params["engine"])
    return await tts(replace(service, synthesis=synthesis), request)


async def list_books(_: Service, studio: Studio, __: Request) -> Response:
    """List the shelf."""
    titles = await asyncio.to_thread(studio.shelf.list_titles)
    return JSONResponse(
        {"books": [{"id": it.id, "name": it.name, "file": it.path.name} for it in titles]}
    )


async def add_book(_: Service, studio: Studio, request: Request) -> Response:
    """Put a manuscript on the shelf: the body is the file."""
    asked = read_query(request, UploadQuery)
    data = await request.body()
    title = await asyncio.to_thread(studio.shelf.add, asked.name, data)
    return JSONResponse({"id": title.id, "name": title.name, "file": title.path.name}, 201)


async def show_book(_: Service, studio: Studio, request: Request) -> Response:
    """Describe a book."""
    return JSONResponse(await _do(studio, request, partial(_describe, studio), again=True))


async def show_cost(_: Service, studio: Studio, request: Request) -> Response:
    """Tell what a book costs that is made as a profile wants it."""
    options = make_options(read_query(request, CostQuery).profile, ("m4b",))
    return JSONResponse(
        await _do(studio, request, lambda view: find_cost(studio.books, view, options))
    )


async def show_lines(_: Service, studio: Studio, request: Request) -> Response:
    """Describe some lines of a book."""
    asked = read_query(request, LinesQuery)

    def describe(view: View) -> dict[str, object]:
        lines = view.describe_lines(asked.first, asked.count)
        return {"revision": view.revision, "lines": lines}

    return JSONResponse(await _do(studio, request, describe))


async def show_line(_: Service, studio: Studio, request: Request) -> Response:
    """Describe a line with its takes."""
    segment = request.path_params["segment"]
    return JSONResponse(
        await _do(studio, request, lambda view: sounds.describe(studio.books, view, segment))
    )


async def hear_line(_: Service, studio: Studio, request: Request) -> Response:
    """Give the sound of a line as a WAV file."""
    asked, segment = read_query(request, SoundQuery), request.path_params["segment"]
    wav = await _do(
        studio, request, lambda view: sounds.hear(studio.books, view, segment, asked.take)
    )
    return Response(wav, media_type="audio/wav", headers={"cache-control": "no-store"})


async def make_line(service: Service, studio: Studio, request: Request) -> Response:
    """Make a line, or another take of it, and describe it."""
    asked = await read_request(request, MakeRequest, service.limits)
    segment, library = request.path_params["segment"], studio.books

    def make(view: View) -> dict[str, object]:
        take = sounds.make(library, view, segment, another=asked.another)
        after = library.look(view.title)
        return {"take": take, **sounds.describe(library, after, segment)}

    return JSONResponse(await _do(studio, request, make))


async def change(service: Service, studio: Studio, request: Request) -> Response:
    """Weigh a change, and make it where it is confirmed; 409 with the book as it is by now."""
    asked = await read_request(request, ChangeRequest, service.limits)
    title = await _find(studio, request)
    try:
        weight = await asyncio.to_thread(change_book, studio.books, title, asked)
    except ConflictError as error:
        now = await _do(studio, request, partial(_describe, studio))
        told = {"status": error.status_code, "message": error.detail, "book": now}
        return JSONResponse(told, error.status_code)
    return JSONResponse(weight)


async def build(service: Service, studio: Studio, request: Request) -> Response:
    """Begin to build a book, or to listen back to it."""
    asked = await read_request(request, BuildRequest, service.limits)
    begun = studio.builds.begin(await _find(studio, request), asked)
    return JSONResponse(begun.progress, 202)


async def stop(_: Service, studio: Studio, request: Request) -> Response:
    """Ask a build to stop."""
    studio.builds.stop(await _find(studio, request))
    return JSONResponse({}, 202)


async def follow(_: Service, studio: Studio, request: Request) -> Response:
    """Tell in server-sent events what becomes of a book's builds, while somebody looks."""
    title = await _find(studio, request)

    async def tell() -> AsyncGenerator[str]:
        yield ": follow\n\n"
        async with aclosing(studio.builds.follow(title)) as states:
            async for progress in states:
                told = json.dumps(progress, ensure_ascii=False)
                yield f"data: {told}\n\n" if progress else ": quiet\n\n"

    return StreamingResponse(tell(), media_type=EVENTS, headers={"cache-control": "no-store"})


async def show_files(_: Service, studio: Studio, request: Request) -> Response:
    """List the finished files of a book."""
    listed = await _do(studio, request, lambda view: checks.list_files(studio.books, view))
    return JSONResponse({"files": listed})


async def get_file(_: Service, studio: Studio, request: Request) -> Response:
    """Give a finished file, to be kept."""
    name = request.path_params["name"]
    path = await _do(studio, request, lambda view: checks.find_file(studio.books, view, name))
    return FileResponse(path, filename=path.name, headers=_HARMLESS)


async def check_delivery(_: Service, studio: Studio, request: Request) -> Response:
    """Hold the finished files against a profile, with pictures."""
    asked = read_query(request, ProfileQuery)
    told = await _do(
        studio, request, lambda view: checks.check_delivery(studio.books, view, asked.profile)
    )
    return JSONResponse(told)


async def show_words(_: Service, studio: Studio, request: Request) -> Response:
    """List the words that no dictionary knows, and what the lexicon says."""
    return JSONResponse(await _do(studio, request, list_words))


async def show_proof(_: Service, studio: Studio, request: Request) -> Response:
    """Tell what listening back has found."""
    return JSONResponse(
        await _do(studio, request, partial(checks.recall_proof, studio.books), again=True)
    )


async def _find(studio: Studio, request: Request) -> Title:
    return await asyncio.to_thread(studio.shelf.find, request.path_params["book"])


async def _do(
    studio: Studio, request: Request, work: Callable[[View], Any], *, again: bool = False
) -> Any:  # noqa: ANN401  what the work gives
    """Do something with a book, in a thread."""

    def do() -> object:
        title = studio.shelf.find(request.path_params["book"])
        return work(studio.books.look(title, again=again))

    return await asyncio.to_thread(do)


def _describe(studio: Studio, view: View) -> Mapping[str, object]:
    """Describe a book with its build and its files."""
    known = studio.builds.find(view.title)
    return {
        **studio.books.describe(view),
        "build": known.progress if known else None,
        "files": checks.list_files(studio.books, view),
    }


_BOOK = "/studio/books/{book}"
Method = Literal["GET", "POST"]
Handler = Callable[["Service", "Studio", "Request"], Awaitable[Response]]
_ROWS: tuple[tuple[Method, str, Handler], ...] = (
    ("GET", "/studio/state", tell_state),
    ("POST", "/studio/engines/{engine}/tts", say),
    ("GET", "/studio/books", list_books),
    ("POST", "/studio/books", add_book),
    ("GET", _BOOK, show_book),
    ("GET", f"{_BOOK}/cost", show_cost),
    ("GET", f"{_BOOK}/lines", show_lines),
    ("GET", f"{_BOOK}/lines/{{segment}}", show_line),
    ("GET", f"{_BOOK}/lines/{{segment}}/sound", hear_line),
    ("POST", f"{_BOOK}/lines/{{segment}}/sound", make_line),
    ("POST", f"{_BOOK}/changes", change),
    ("POST", f"{_BOOK}/build", build),
    ("POST", f"{_BOOK}/stop", stop),
    ("GET", f"{_BOOK}/events", follow),
    ("GET", f"{_BOOK}/files", show_files),
    ("GET", f"{_BOOK}/files/{{name}}", get_file),
    ("GET", f"{_BOOK}/delivery", check_delivery),
    ("GET", f"{_BOOK}/words", show_words),
    ("GET", f"{_BOOK}/proof", show_proof),
)
