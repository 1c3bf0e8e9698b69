"""Which table the models are bound to, and the connection that all of them share."""

from pynamodb.connection import TableConnection

from chalicelib import aws
from chalicelib.store.tables import Item


def bind(table: str) -> TableConnection:
    """Point every model at `table`. The endpoint and the region come from the environment (botocore)."""
    Item.Meta.table_name = table
    bound = Item._get_connection()  # of the base class first: every model inherits it, else each makes its own client
    bound.connection._local.session = aws.session()  # it would make one of its own
    return bound


def forget() -> None:
    """Connect anew at the next `bind`: the environment leads elsewhere now, perhaps to a table of the same name."""
    Item._connection = None
    aws.session.cache_clear()
