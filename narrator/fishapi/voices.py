"""What is asked of voices: ``/model``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from narrator.fishapi.errors import ParameterError
from narrator.fishapi.options import RequestOptions
from narrator.fishapi.replies import PaginatedResponse, Voice, read_json
from narrator.fishapi.wire import Call, Request, make_params

if TYPE_CHECKING:
    from collections.abc import Sequence

Visibility = Literal["public", "unlist", "private"]
SortBy = Literal["score", "task_count", "created_at"]


def list_voices(  # noqa: PLR0913  the API's parameters
    *,
    page_size: int = 10,
    page_number: int = 1,
    title: str | None = None,
    tags: str | Sequence[str] | None = None,
    self_only: bool = False,
    author_id: str | None = None,
    language: str | Sequence[str] | None = None,
    title_language: str | Sequence[str] | None = None,
    sort_by: SortBy = "task_count",
    request_options: RequestOptions | None = None,
) -> Call[PaginatedResponse[Voice]]:
    """List one page of the library's voices, or of the account's own.

    ``page_size``: 1 to 100; ``page_number`` counts from 1; ``title``: words in it; ``tags``: all of
    these; ``self_only``: the account's own; ``sort_by``: score, task_count, created_at.
    """
    params = make_params(
        page_size=page_size,
        page_number=page_number,
        title=title,
        tag=tags,
        self=self_only,
        author_id=author_id,
        language=language,
        title_language=title_language,
        sort_by=sort_by,
    )
    options = request_options or RequestOptions()
    request = Request("GET", "/model", params=params, options=options)
    return Call(request, lambda reply: read_json(reply.content, PaginatedResponse[Voice]))


def get_voice(voice_id: str, *, request_options: RequestOptions | None = None) -> Call[Voice]:
    """Give one voice. Raises NotFoundError where there is none of that id."""
    options = request_options or RequestOptions()
    request = Request("GET", _make_path(voice_id), options=options)
    return Call(request, lambda reply: read_json(reply.content, Voice))


def create_voice(  # noqa: PLR0913  the API's parameters
    *,
    title: str,
    voices: Sequence[bytes],
    description: str | None = None,
    texts: Sequence[str] | None = None,
    tags: Sequence[str] | None = None,
    cover_image: bytes | None = None,
    visibility: Visibility = "private",
    train_mode: str = "fast",
    enhance_audio_quality: bool = True,
    request_options: RequestOptions | None = None,
) -> Call[Voice]:
    """Make a voice from 1 to 20 recordings and give it.

    ``texts``: what is said in each, in their order; the server listens for itself where there are
    none. ``visibility``: private by default; the API's own default is public, and then it wants a
    ``cover_image``. ``enhance_audio_quality``: whether the recordings are cleaned first.
    """
    if not voices:
        raise ParameterError("A voice is made of at least one recording: give voices.")
    form = {
        "title": title,
        "description": description,
        "visibility": visibility,
        "type": "tts",
        "train_mode": train_mode,
        "texts": texts or (),
        "tags": tags or (),
        "enhance_audio_quality": str(enhance_audio_quality).lower(),
    }
    files = tuple(("voices", voice) for voice in voices)
    request = Request(
        "POST",
        "/model",
        form=_keep_given(form),
        files=files + _list_cover(cover_image),
        options=request_options or RequestOptions(),
    )
    return Call(request, lambda reply: read_json(reply.content, Voice))


def update_voice(
    voice_id: str,
    *,
    title: str | None = None,
    description: str | None = None,
    cover_image: bytes | None = None,
    visibility: Visibility | None = None,
    tags: Sequence[str] | None = None,
    request_options: RequestOptions | None = None,
) -> Call[None]:
    """Change what is given of a voice; the rest stays. Tags can be replaced, not taken away."""
    form = _keep_given(
        {"title": title, "description": description, "visibility": visibility, "tags": tags or None}
    )
    if not form and cover_image is None:
        raise ParameterError("Nothing to change: give a title, description, cover image or tags.")
    request = Request(
        "PATCH",
        _make_path(voice_id),
        form=form,
        files=_list_cover(cover_image),
        options=request_options or RequestOptions(),
    )
    return Call(request, lambda _: None)


def delete_voice(voice_id: str, *, request_options: RequestOptions | None = None) -> Call[None]:
    """Delete a voice for good."""
    options = request_options or RequestOptions()
    return Call(Request("DELETE", _make_path(voice_id), options=options), lambda _: None)


def _make_path(voice_id: str) -> str:
    if voice_id in {"", ".", ".."}:  # these would name another address
        raise ParameterError(f"{voice_id!r} is no voice's id.")
    return f"/model/{quote(voice_id, safe='')}"


def _keep_given(
    form: dict[str, str | Sequence[str] | None],
) -> dict[str, str | Sequence[str]]:
    return {name: value for name, value in form.items() if value is not None}


def _list_cover(image: bytes | None) -> tuple[tuple[str, bytes], ...]:
    return () if image is None else (("cover_image", image),)
