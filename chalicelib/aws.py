"""AWS's services, all by one session of botocore: making a second one takes as long as a client.

botocore is there for the table. boto3 on top of it costs 40 ms of a start, and does nothing that is used here.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.session import Session


@cache
def session() -> "Session":
    """This container's session. Region, address and credentials come from the environment, when first asked for."""
    from botocore.session import get_session

    return get_session()


def client(service: str, *, connect: float, read: float, tries: int) -> Any:
    """A new client. `connect`, `read`: seconds; `tries`: how often a request is sent at most."""
    from botocore.config import Config

    limits = Config(
        connect_timeout=connect, read_timeout=read, retries={"mode": "standard", "total_max_attempts": tries}
    )
    return session().create_client(service, config=limits)
