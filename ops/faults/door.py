"""A door in front of a stand-in: open, it leads there; shut, nobody listens and every connection is refused."""

import contextlib
import socket
import threading
from typing import Self

from ops.ministack import free_port

HOST = "127.0.0.1"


class Door:
    """Leads to 127.0.0.1:`target`. A context manager."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._target = target
        self._listener: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Take connections. Nothing if it is open."""
        if self._listener is not None:
            return
        listener = socket.create_server((HOST, self.port), reuse_port=False)
        self._listener = listener
        threading.Thread(target=self._serve, args=(listener,), name="door", daemon=True).start()

    @property
    def is_shut(self) -> bool:
        """Is every connection refused?"""
        return self._listener is None

    def shut(self) -> None:
        """Refuse every new connection; those that are there go on. Nothing if it is shut."""
        listener, self._listener = self._listener, None
        if listener is not None:
            # Closing alone would leave the thread in its accept, and the port with it.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _serve(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = listener.accept()
                threading.Thread(target=self._lead, args=(caller,), name="door-call", daemon=True).start()

    def _lead(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError), socket.create_connection((HOST, self._target)) as called:
            back = threading.Thread(target=_pour, args=(called, caller), name="door-answer", daemon=True)
            back.start()
            _pour(caller, called)
            back.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()


def _pour(source: socket.socket, target: socket.socket) -> None:
    """Everything that comes from one side to the other, its end too."""
    with contextlib.suppress(OSError):
        while part := source.recv(65_536):
            target.sendall(part)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
