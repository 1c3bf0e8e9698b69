"""What goes wrong with a vendor's next calls. Off by default; the faulty story and its tests switch it on.

busy    429 with Retry-After, nothing done
slow    done after some seconds, still within what callers wait
fails   500, nothing done
lost    done, and the answer lost on the way (502)
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Wrong = Literal["busy", "slow", "fails", "lost"]
RETRY_AFTER = "30"
SLOW = 3.0  # seconds; Slack is given five, Meta ten


@dataclass(slots=True)
class Trouble:
    """The switches of one vendor. `spared`: the last part of the path of calls that nothing happens to."""

    spared: frozenset[str] = frozenset()
    met: list[Wrong] = field(default_factory=list)
    _next: deque[Wrong] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def brew(self, wrongs: Iterable[Wrong]) -> None:
        """Let these happen to the next calls, one each, in this order, after those that are still to come."""
        with self._lock:
            self._next.extend(wrongs)

    def left(self) -> list[Wrong]:
        """What has not happened yet."""
        with self._lock:
            return list(self._next)

    def take(self, path: str) -> Wrong | None:
        """What happens to a call of that path."""
        with self._lock:
            if not self._next or path.rpartition("/")[2] in self.spared:
                return None
            self.met.append(wrong := self._next.popleft())
            return wrong

    def around(self, app: ASGIApp) -> ASGIApp:
        """The vendor's application with its trouble."""

        async def troubled(scope: Scope, receive: Receive, send: Send) -> None:
            wrong = self.take(str(scope["path"])) if scope["type"] == "http" else None
            if wrong is None:
                await app(scope, receive, send)
                return
            await _HAPPENS[wrong](app, scope, receive, send)

        return troubled


async def _busy(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    answer = JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": RETRY_AFTER})
    await answer(scope, receive, send)


async def _slow(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(SLOW)
    await app(scope, receive, send)


async def _fails(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    await JSONResponse({"message": "it failed"}, status_code=500)(scope, receive, send)


async def _lost(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    async def dropped(message: Message) -> None:
        """The answer goes nowhere."""

    await app(scope, receive, dropped)
    await JSONResponse({"message": "bad gateway"}, status_code=502)(scope, receive, send)


_HAPPENS: dict[Wrong, Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]] = {
    "busy": _busy, "slow": _slow, "fails": _fails, "lost": _lost,
}  # fmt: skip
