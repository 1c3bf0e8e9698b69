"""The console's pages: one page, its parts for refreshing, mails in frames, and the buttons.

For development, on loopback. It loads nothing from elsewhere, and takes presses from its own page only.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ops.console.deeds import DeedError, do
from ops.console.view import Choice, View, themed
from ops.presses import PressError
from ops.standins.mailbox import letter
from ops.web import UnreachableError

HERE = Path(__file__).parent
PARTS = ("story", "shop", "numbers", "slack", "home", "dialog", "mails", "mail", "log")
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STATIC = {"console.css": "text/css", "console.js": "text/javascript"}
Handler = Callable[[Request], Awaitable[Response]]


class Console:
    """The console over one view."""

    def __init__(self, view: View) -> None:
        self.view = view
        # Slack leaves out of its blocks what is empty.
        loader = FileSystemLoader(HERE / "templates")
        self._templates = Environment(loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True)

    def routes(self) -> list[BaseRoute]:
        """To be served beside the stand-ins."""
        return [
            Route("/", _own(self.page)),
            Route("/parts", _own(self.parts)),
            Route("/do/{deed}", _own(self.deed), methods=["POST"]),
            Route("/upload", _own(self.upload), methods=["POST"]),
            Route("/me", _own(self.me), methods=["POST"]),
            Route("/mail/{number:int}", _own(self.mail)),
            Route("/static/{name}", self.static),
        ]

    async def page(self, request: Request) -> Response:
        """The whole page."""
        seen = await run_in_threadpool(self.view.of, _choice(request))
        return HTMLResponse(self._templates.get_template("console.html.j2").render(seen))

    async def parts(self, request: Request) -> Response:
        """The page's parts by name, to put in place of those that changed."""
        seen = await run_in_threadpool(self.view.of, _choice(request))
        return JSONResponse({name: self._templates.get_template(f"{name}.html.j2").render(seen) for name in PARTS})

    async def deed(self, request: Request) -> Response:
        """A button."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        try:
            await run_in_threadpool(do, self.view.local, request.path_params["deed"], form, _choice(request).me)
        except (DeedError, PressError, UnreachableError) as error:
            self.view.local.world.happened("stack", str(error), good=False)
        return _back(request)

    async def upload(self, request: Request) -> Response:
        """A file chosen in a dialog: in Slack it is uploaded before the dialog is sent. Its id."""
        name, content = request.query_params.get("name", ""), await request.body()
        return PlainTextResponse(self.view.local.world.upload(name, content).id)

    async def me(self, request: Request) -> Response:
        """Choose who I am in Slack."""
        form = dict(parse_qsl((await request.body()).decode()))
        response = _back(request)
        if form.get("me") in self.view.local.world.people:
            response.set_cookie("me", form["me"], samesite="strict", httponly=True)
        return response

    async def mail(self, request: Request) -> Response:
        """A mail's HTML, for a sandboxed frame."""
        number, mails = request.path_params["number"], self.view.local.world.mails
        found = next((letter(mail) for mail in mails if mail.number == number), None)
        if found is None:
            return PlainTextResponse("no such mail", 404)
        html = themed(found.html, request.query_params.get("dark") == "1")
        return HTMLResponse(html, headers={"Content-Security-Policy": FRAME_POLICY})

    async def static(self, request: Request) -> Response:
        """The page's style and its little script."""
        name = request.path_params["name"]
        if name not in STATIC:
            return PlainTextResponse("no such file", 404)
        return Response((HERE / name).read_text("utf-8"), media_type=STATIC[name])


def _choice(request: Request) -> Choice:
    query, me = request.query_params, request.cookies.get("me", "")
    number = query.get("mail", "")
    return Choice(
        me=me if me in ("U0ZUZANA", "U0ADAM", "U0MARTA", "U0STRANGER") else "U0ZUZANA",
        mail=int(number) if number.isdigit() else 0, text=query.get("text") == "1", dark=query.get("dark") == "1",
    )  # fmt: skip


def _back(request: Request) -> Response:
    if request.headers.get("x-console"):
        return Response(status_code=204)
    query = urlsplit(request.headers.get("referer", "")).query
    return RedirectResponse(f"/?{query}" if query else "/", 303)


def _own(handler: Handler) -> Handler:
    """Only for this machine's browser, and presses only from the console's own page."""

    async def guarded(request: Request) -> Response:
        host = request.headers.get("host", "")
        origin = request.headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != host
        if host.partition(":")[0] not in ("127.0.0.1", "localhost") or foreign:
            return PlainTextResponse("this console serves its own page only", 403)
        return await handler(request)

    return guarded
