"""The store on DynamoDB: one table (see tables.py), whose parts each answer for some calls of the port."""

from chalicelib.store.dynamo_commit import Commits
from chalicelib.store.dynamo_lanes import Lanes
from chalicelib.store.dynamo_numbers import Numbers
from chalicelib.store.dynamo_outbox import Outbox
from chalicelib.store.dynamo_privacy import Privacy
from chalicelib.store.dynamo_subjects import Subjects
from chalicelib.store.dynamo_tokens import Tokens
from chalicelib.store.port import Store


class DynamoStore(Privacy, Subjects, Commits, Outbox, Lanes, Numbers, Tokens, Store):
    """`DynamoStore(table, hash_keys, bucket="", counted=COUNTED_EVERY)`; see dynamo_table.Table for what they are.

    All stores of a process use one table: the models are bound to it. Creating one makes no call.
    """
