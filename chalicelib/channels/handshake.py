"""Connections of which it is known whether anything went out: what fails in a TLS handshake comes before the request.

urllib3 says SSLError of both, of a handshake and of an answer that breaks off. Imported only where it is called: it
needs urllib3, which takes long to import.
"""

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError


class Shaken(HTTPSConnection):
    """NewConnectionError: there is no connection, whatever failed on the way to it."""

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:  # of which ssl.SSLError is one
            raise NewConnectionError(self, type(error).__name__) from error


class _Pool(HTTPSConnectionPool):
    ConnectionCls = Shaken


def manager(connect: float, read: float) -> PoolManager:
    """Connects within `connect` seconds and waits `read` seconds for each part of an answer; nothing is tried again."""
    made = PoolManager(timeout=Timeout(connect=connect, read=read), retries=False)
    made.pool_classes_by_scheme = {"http": HTTPConnectionPool, "https": _Pool}
    return made
