"""A server of OpenAI's protocol on this machine that answers as a test wants it to."""

import json
import logging
import socket
import threading
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Endpoint:
    """What was asked, by body and headers; ``answer`` turns a body into an answer's text.

    It may give a ``Response`` in place of a text.
    """

    def __init__(self, answer):
        self.answer = answer
        self.asked = []
        self.headers = []
        self.url = ""

    async def complete(self, request):
        """Answer as the protocol has it."""
        body = await request.json()
        self.asked.append(body)
        self.headers.append(dict(request.headers))
        said = self.answer(body)
        if isinstance(said, Response):
            return said
        return JSONResponse({"choices": [{"message": {"role": "assistant", "content": said}}]})


@contextmanager
def chatting(answer):
    """Run a server whose model gives the same text, or what a function makes of each request."""
    endpoint = Endpoint(answer if callable(answer) else lambda _: answer)
    paths = ("/v1/chat/completions", "/v1/audio/speech")
    app = Starlette(routes=[Route(path, endpoint.complete, methods=["POST"]) for path in paths])
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield endpoint
        finally:
            server.should_exit = True
            thread.join()


def says(person):
    """Give an answer that names one person for every line that is asked about."""

    def answer(body):
        text = body["messages"][-1]["content"]
        numbers = [it.partition("?⟧")[0] for it in text.split("⟦")[1:] if "?⟧" in it[:8]]
        return json.dumps(dict.fromkeys(numbers, person))

    return answer
