"""The one table: every item in it, at one glance.

    pk                             sk                kind      holds
    R#<receipt>                    status            receipt   a receipt; 90 days [due]
    R#<receipt>                    body              body      its delivery, packed, or where in S3; 35 days
    <shop>#RL#<status>             <time>#<receipt>  list      receipts that need eyes; 90 days
    <shop>#M#<digest of event>     mark              mark      an event that was decided, its facts; 400 days [due]
    <shop>#<type>#<id>             @                 subject   the snapshot of an order, parcel, ... [open, kept, late]
    <shop>#<type>                  @<id>             subject   that of an agent, ...: a list is one query
    <shop>#<type>#<id>             T#<time>#<event>  timeline  what one event came to (an agent's, too)
    <shop>#A#<type>#<keyed hash>   @                 alias     the subject that a name leads to
    O#<row>                        @                 outbox    a message; 400 days [due]
    <shop>#timer#<subject>#<kind>  @                 timer     when to wake a subject [due]
    <shop>#tally#<month>           <row>             tally     its columns are top-level numbers
    <shop>#tally#<month>#<series>  <row>             tally     the same of a fact by one of its dimensions
    <shop>#facts#<day>             <fold>            journal   facts that were counted on a day together; 400 days
    <shop>#lane#<channel>          @                 lane      a channel whose messages stand in line [due]
    <shop>#S#<name>                @                 setting   what a team set
    <shop>#S#<name>                H#<time>#<what>   setting   what it was set to, each time
    <shop>#P#<anchor>              @                 post      where a message lives on an outside channel
    <shop>#L#<type>#<keyed hash>   <until>           tries     how often somebody did what has a limit; until then
    <shop>#K                       <token>           token     who may ask our API; its secret as a hash
    <shop>#E                       <erasure>         erasure   how far an erasure has come, and its receipt

`kind` is on every item, `status` on receipts, outbox rows and marks with facts: the stream's filters read both. Sparse
indexes, keys only: [due] while a thing is to be driven on (a mark: until its facts are counted), [open] while a case is
open, in its queue's order ([kept]: when it may be forgotten; [late]: an order, while it is). Times are UTC text.
"""

from datetime import timedelta

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)  # fmt: skip
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

RECEIPT_DAYS = timedelta(days=90)
BODY_DAYS = timedelta(days=35)
MARK_DAYS = timedelta(days=400)
OUTBOX_DAYS = timedelta(days=400)
TOKEN_DAYS = timedelta(days=180)  # after its end: who asks why an integration stopped finds it


class Due(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class Open(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "open"
        projection = KeysOnlyProjection()

    open_queue = UnicodeAttribute(hash_key=True)
    open_since = UnicodeAttribute(range_key=True)


class Item(Model):
    """What every item has. `writer`: whose write won last. Time-outs are short: a vendor, Slack, a stream ask again."""

    class Meta:
        table_name = "unbound"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = "NEW_IMAGE"
        connect_timeout_seconds = 1
        read_timeout_seconds = 2
        max_retry_attempts = 2
        max_pool_connections = 10

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="@")
    kind = DiscriminatorAttribute()
    expires_at = TTLAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    open_queue = UnicodeAttribute(null=True)
    open_since = UnicodeAttribute(null=True)
    writer = UnicodeAttribute(null=True)
    due = Due()
    open = Open()


class ReceiptItem(Item, discriminator="receipt"):
    id = UnicodeAttribute()
    shop = UnicodeAttribute()
    source = UnicodeAttribute()
    received_at = UTCDateTimeAttribute()
    status = UnicodeAttribute()
    attempts = NumberAttribute()
    fate = UnicodeAttribute()
    events = JSONAttribute()


class BodyItem(Item, discriminator="body"):
    """`packed`, or `s3` (an object's key) where it is too large for an item."""

    packed = BinaryAttribute(null=True, legacy_encoding=False)
    s3 = UnicodeAttribute(null=True)


class ListItem(Item, discriminator="list"):
    receipt = UnicodeAttribute()


class MarkItem(Item, discriminator="mark"):
    """With `facts` (id, name, at, value, dimensions of each) its `status` is uncounted, then counted.

    Without an `outcome` it is done, as nearly all are.
    """

    event = UnicodeAttribute()
    receipt = UnicodeAttribute()
    now = UTCDateTimeAttribute()
    rows = JSONAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    facts = JSONAttribute(null=True)
    status = UnicodeAttribute(null=True)


class SubjectItem(Item, discriminator="subject"):
    """`state` is the snapshot as JSON; `version` counts its writes from 1."""

    type = UnicodeAttribute()
    version = NumberAttribute()
    state = UnicodeAttribute()


class TimelineItem(Item, discriminator="timeline"):
    """`lines`: what and why, of each line in the decision's order."""

    at = UTCDateTimeAttribute()
    lines = JSONAttribute()
    event = UnicodeAttribute()


class AliasItem(Item, discriminator="alias"):
    ref = UnicodeAttribute()


class OutboxItem(Item, discriminator="outbox"):
    """`due_at` is the row's next try."""

    id = UnicodeAttribute()
    shop = UnicodeAttribute()
    message_kind = UnicodeAttribute()
    channel = UnicodeAttribute()
    to = UnicodeAttribute()
    about = UnicodeAttribute()
    params = JSONAttribute()
    conditions = JSONAttribute()
    not_after = UTCDateTimeAttribute()
    wakes = BooleanAttribute()
    version = NumberAttribute()
    created_at = UTCDateTimeAttribute()
    status = UnicodeAttribute()
    attempts = NumberAttribute()
    claimed_at = UTCDateTimeAttribute(null=True)
    provider_id = UnicodeAttribute()
    reason = UnicodeAttribute()
    lined = BooleanAttribute(null=True)


class LaneItem(Item, discriminator="lane"):
    shop = UnicodeAttribute()
    channel = UnicodeAttribute()
    failures = NumberAttribute()
    since = UTCDateTimeAttribute(null=True)
    until = UTCDateTimeAttribute()
    turn_at = UTCDateTimeAttribute()
    emptied_at = UTCDateTimeAttribute(null=True)
    version = NumberAttribute()


class TimerItem(Item, discriminator="timer"):
    shop = UnicodeAttribute()
    about = UnicodeAttribute()
    timer_kind = UnicodeAttribute()
    version = UnicodeAttribute()
    params = JSONAttribute()


class TallyItem(Item, discriminator="tally"):
    """Its columns have names of their own, so they are read and added to without a model."""


class JournalItem(Item, discriminator="journal"):
    packed = BinaryAttribute(legacy_encoding=False)


class SettingItem(Item, discriminator="setting"):
    value = JSONAttribute()
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class TriesItem(Item, discriminator="tries"):
    spent = NumberAttribute(null=True)
    placed = UnicodeSetAttribute(null=True)


class TokenItem(Item, discriminator="token"):
    shop = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = JSONAttribute()
    hash = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    created_by = UnicodeAttribute()
    until = UTCDateTimeAttribute()
    revoked_at = UTCDateTimeAttribute(null=True)
    revoked_by = UnicodeAttribute(null=True)


class PostItem(Item, discriminator="post"):
    value = JSONAttribute()


class ErasureItem(Item, discriminator="erasure"):
    # `progress`: what is to be done, what was found and how far it is; empty once it is done.
    shop = UnicodeAttribute()
    who = UnicodeAttribute()
    by = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    done_at = UTCDateTimeAttribute(null=True)
    progress = JSONAttribute()
    counts = JSONAttribute()
    proof = UnicodeAttribute()
