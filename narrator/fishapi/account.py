"""What is asked of the account: ``/wallet``."""

from __future__ import annotations

from narrator.fishapi.options import RequestOptions
from narrator.fishapi.replies import Credits, Package, read_json
from narrator.fishapi.wire import Call, Request, make_params


def get_credits(
    *, check_free_credit: bool | None = None, request_options: RequestOptions | None = None
) -> Call[Credits]:
    """Tell how much API credit is left; it costs nothing, and so also tells whether a key is good.

    ``check_free_credit``: ask too whether there is free credit. What was spent shows after some
    seconds.
    """
    request = Request(
        "GET",
        "/wallet/self/api-credit",
        params=make_params(check_free_credit=check_free_credit),
        options=request_options or RequestOptions(),
    )
    return Call(request, lambda reply: read_json(reply.content, Credits))


def get_package(*, request_options: RequestOptions | None = None) -> Call[Package]:
    """Tell what is left of the platform's package, which is apart from API credit."""
    request = Request("GET", "/wallet/self/package", options=request_options or RequestOptions())
    return Call(request, lambda reply: read_json(reply.content, Package))
