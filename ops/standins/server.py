"""Runs the stand-ins: one web server and one SMTP server on loopback, in threads of this process."""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Router

from ops.ministack import free_port
from ops.standins.graph_api import GraphApi
from ops.standins.mailbox import Mailbox
from ops.standins.shop_system import PATH, ShopSystem
from ops.standins.shopify_api import ShopifyApi
from ops.standins.slack_api import SlackApi
from ops.standins.trouble import Trouble
from ops.standins.world import World
from ops.standins.x_api import XApi

PATIENCE = 15.0


class StandinsError(Exception):
    """Raised when a stand-in does not come up, usually because its port is taken."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What Aftercare must show to be let in."""

    slack: str
    meta: str
    meta_app_secret: str
    x: str = ""
    shopify: str = ""
    outgoing: str = ""


class Standins:
    """Slack, Meta, X, Shopify, the shop's own system and the mailbox over one world.

    A context manager; `routes` are served beside them.
    """

    def __init__(self, tokens: Tokens, world: World | None = None, port: int = 0) -> None:
        self.world = world or World()
        self.port = port or free_port()
        self.slack = SlackApi(self.world, tokens.slack)
        self.graph = GraphApi(self.world, tokens.meta, tokens.meta_app_secret)
        self.x = XApi(self.world, tokens.x)
        self.shopify = ShopifyApi(self.world, tokens.shopify, lambda _: None)
        self.system = ShopSystem(self.world, tokens.outgoing)
        self.mailbox = Mailbox(self.world, free_port())
        self.slack_trouble, self.meta_trouble = Trouble(), Trouble()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the console is, and everything else below it. Without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def slack_api_url(self) -> str:
        """For the parameter SlackApiUrl."""
        return f"{self.url}/slack-api/"

    @property
    def meta_api_url(self) -> str:
        """For the parameter MetaApiUrl."""
        return f"{self.url}/graph-api/v23.0/"

    @property
    def x_api_url(self) -> str:
        """For the parameter XApiUrl."""
        return f"{self.url}/x-api/"

    @property
    def shopify_api_url(self) -> str:
        """For the parameter ShopifyApiUrl."""
        return f"{self.url}/shopify-api/"

    @property
    def system_url(self) -> str:
        """Where the shop's own system is told of goodwill."""
        return f"{self.url}/shop-system{PATH}"

    def start(self, routes: Iterable[BaseRoute] = ()) -> "Standins":
        """Serve. StandinsError if the port is taken."""
        mounts = [
            Mount("/slack-api", self.slack_trouble.around(Router(self.slack.routes()))),
            Mount("/graph-api", self.meta_trouble.around(Router(self.graph.routes()))),
            Mount("/x-api", routes=self.x.routes()),
            Mount("/shopify-api", routes=self.shopify.routes()),
            Mount("/shop-system", routes=self.system.routes()),
        ]
        app = Starlette(routes=[*mounts, *routes])
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_level="error", access_log=False, lifespan="off"
        )
        config.timeout_graceful_shutdown = 1
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="stand-ins", daemon=True)
        self._thread.start()
        self.mailbox.start()
        self._wait()
        return self

    def stop(self) -> None:
        """Serve no more. Safe to call twice."""
        if self._server is None or self._thread is None:
            return
        # Requests that are cut off now are no errors to tell of.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._server = None
        self.mailbox.stop()

    def _serve(self) -> None:
        assert self._server is not None
        # uvicorn leaves by SystemExit when the port is taken; _wait reports it.
        try:
            self._server.run()
        except SystemExit:
            return

    def _wait(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        deadline = time.monotonic() + PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.mailbox.stop()
                raise StandinsError(f"nothing can listen on 127.0.0.1:{self.port}: is another `make run` on?")
            time.sleep(0.02)

    def __enter__(self) -> "Standins":
        return self if self._server else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
