"""All connections of all shops, one after the other. A vendor that is away is told, and the next one is looked at."""

from collections.abc import Callable, Iterable, Iterator

from chalicelib.bootstrap import Services
from chalicelib.care.rules import Policy
from chalicelib.config import settings
from chalicelib.errors import AftercareError, PermanentError, TemporaryError
from chalicelib.secrets import secret
from chalicelib.sources.base import OUTSIDE
from ops.cli.connections import meta, shopify, surveymonkey, woocommerce
from ops.cli.connections.connection import Connection
from ops.cli.connections.heard import heard
from ops.cli.finding import Finding

# Vendors whose API tells how we are connected, with what the secret holds.
VENDORS: dict[str, Callable[[Connection], Iterable[Finding]]] = {
    "shopify": shopify.check,
    "woocommerce": woocommerce.check,
    "meta": meta.check,
    "surveymonkey": surveymonkey.check,
}
TOKEN_IN_ADDRESS = frozenset({"shippo", "trustpilot"})


def connections_check(shops: dict[str, Policy], services: Services | None) -> Iterator[Finding]:
    """Each vendor that has a secret: its address, what came from it, and what it says itself."""
    for shop, policy in shops.items():
        for source in OUTSIDE:
            try:
                secrets = secret(shop, source)
            except AftercareError:
                continue  # not connected, or told by the check of the secrets
            connection = Connection(
                shop=shop, source=source, secrets=secrets, policy=policy, base_url=settings().base_url
            )
            yield from _connection(connection, services)


def _connection(connection: Connection, services: Services | None) -> Iterator[Finding]:
    with_token = connection.source in TOKEN_IN_ADDRESS and connection.newest("token")
    yield connection.ok(f"the vendor posts to {connection.address}{'?token=<the token>' if with_token else ''}")
    if services:
        yield from heard(connection, services)
    if connection.source not in VENDORS:
        return
    try:
        yield from VENDORS[connection.source](connection)
    except TemporaryError as error:
        yield connection.warn(f"not asked: {error}", "try again later")
    except PermanentError as error:
        yield connection.bad(str(error), "see")
