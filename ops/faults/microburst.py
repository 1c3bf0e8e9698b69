"""microburst's own command, but for one thing: the Host header stays, because the caller's signature covers it.

As it is, microburst puts the upstream's host there, which MiniStack with AUTH=true refuses; signing anew would give
every Lambda the rights of the account's root, and the roles' policies would not be tried.
"""

import argparse

from aiohttp import web
from microburst.app import make_app  # type: ignore[import-untyped]
from microburst.core.pipeline import Microburst  # type: ignore[import-untyped]
from microburst.forward import Upstream  # type: ignore[import-untyped]


class Signed(Upstream):  # type: ignore[misc] # microburst has no types
    """An upstream that gets requests as they were signed."""

    def _outbound_headers(self, request: web.Request) -> dict[str, str]:
        headers: dict[str, str] = super()._outbound_headers(request)
        return headers | {"host": request.headers["Host"]}


def main() -> None:
    """Serve on 127.0.0.1 until told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    microburst = Microburst(given.upstream, rules=[], resign=False)
    microburst.upstream = Signed(given.upstream, stats=microburst.stats)
    web.run_app(make_app(microburst), host="127.0.0.1", port=given.port, print=None)


if __name__ == "__main__":
    main()
