"""Rule 10: personal data stays where it can be erased: never in keys, logs or metrics.

Seen to fail with: the alias' value in its key (AliasKeys.of); the e-mail address in a customer's id; a comment's text
in its event's key; the body in the gate's log line; an error's own words in observability.crashed.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.errors import PermanentError
from chalicelib.gate import admit
from chalicelib.observability import logger, metrics
from chalicelib.receipts import Delivery
from chalicelib.sources import shopify
from chalicelib.store.dynamo import DynamoStore
from chalicelib.store.memory import MemoryStore
from chalicelib.store.tables import Item
from ops.simulation import bodies
from ops.simulation.world import World

MARKS = ("zmarkfirst", "zmarklast", "zmarkmail", "900777888", "zmarktext", "zmarkreply", "zmarkwish", "zmarkscan")
PERSON = {
    "id": 77, "first_name": "Zmarkfirst", "last_name": "Zmarklast", "email": "Zmarkmail@example.sk",
    "phone": "+421900777888",
}  # fmt: skip
WRITES = (
    "put_receipt", "update_receipt", "commit", "claim", "reclaim", "release", "postpone", "timer_rung", "fold",
    "postpone_facts", "put_setting", "put_post", "spend",
)  # fmt: skip


class Mirrored(MemoryStore):
    """Writes into DynamoDB whatever it is told."""

    def __init__(self, dynamo: DynamoStore) -> None:
        super().__init__()
        for name in WRITES:
            setattr(self, name, _both(getattr(self, name), getattr(dynamo, name)))


def _both(here: Any, there: Any) -> Any:
    def written(*given: Any, **more: Any) -> Any:
        mirrored = there(*given, **more)
        answer = here(*given, **more)
        assert bool(answer) == bool(mirrored), here.__name__
        return answer

    return written


class Lines(logging.Handler):
    """What the log gets: every field of every line, and the trace."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        formatter = logger.registered_formatter
        self.lines.append(formatter.format(record) + repr(record.__dict__))


@pytest.fixture
def log() -> Iterator[Lines]:
    handler = Lines()
    logger.addHandler(handler)
    level = logger.log_level
    logger.setLevel("DEBUG")
    yield handler
    logger.setLevel(level)
    logger.removeHandler(handler)


def play(world: World) -> None:
    """The story, its dead ends included, by somebody whose every word is marked."""
    world.staffed().order(customer=PERSON)
    world.ships()
    world.scan("Exception", "Exception_017", world.now.date().replace(day=30), words="left with Zmarkscan")
    world.complains("Zmarktext: kde je moja objednávka #1001?", author="Zmarkfirst Zmarklast")
    world.press("case_claim")
    world.press("case_claim", user="U666")
    world.reply("Zmarkreply: balík je na ceste.")
    world.email.does.append(PermanentError("the address is not valid"))
    world.order(1002, customer=PERSON)
    world.press("case_resolve")
    world.tick(hours=24)
    claims = {"kind": "feedback", "order": "shopify:1001000", "shop": "demo"}
    body = json.dumps({"form": "f1", "score": "2", "comment": "Zmarkwish", "claims": claims}).encode()
    admit("page", "demo", Delivery(body=body), world.store, world.now)
    world.happens("shopify", b'{"email": "zmarkmail@example.sk", broken')
    world.happens("shopify", b'{"email": "zmarkmail@example.sk"}', topic="orders/create", webhook_id="no-id")
    world.said_by_ses(bodies.notice("Bounce", world.rows("order_shipped")[0].id, world.now, bounceType="Permanent"))
    bad = world.post("shopify", b'{"email": "zmarkmail@example.sk"}', domain="zmarklast.example")
    assert bad.status == 401
    world.pump()


def marked(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text.casefold()}


def test_the_marks_are_in_the_story(world: World) -> None:
    """Else nothing below says anything."""
    play(world)
    assert marked(repr(vars(world.store))) == set(MARKS)


def test_no_key_of_any_item_holds_personal_data(dynamo: DynamoStore, table: str) -> None:
    assert table
    world = World(Mirrored(dynamo))
    play(world)
    keys, bodies_, kinds = [], [], set()
    for item in Item.scan():
        raw = item.to_dynamodb_dict()
        names = ("pk", "sk", *(name for name in raw if name.startswith(("due", "open"))))
        keys.append(json.dumps({name: raw[name] for name in names if name in raw}))
        bodies_.append(str(raw))
        kinds.add(type(item).__name__)
    assert marked("".join(keys)) == set()
    assert marked("".join(bodies_))
    assert {"ReceiptItem", "SubjectItem", "OutboxItem", "AliasItem", "MarkItem"} <= kinds


def test_no_log_line_holds_personal_data(world: World, log: Lines) -> None:
    play(world)
    assert len(log.lines) > 10
    assert marked("".join(log.lines)) == set()


def test_not_even_when_a_bug_quotes_it(world: World, log: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(body: dict[str, Any], *_: object) -> None:
        int(body["email"])

    monkeypatch.setitem(shopify.READERS, "orders/create", broken)
    receipt = world.receipt(world.order(customer=PERSON))
    assert "ValueError" in receipt.fate
    assert marked(receipt.fate) == set()
    (line,) = [line for line in log.lines if "receipt failed" in line]
    assert "test_rule_10_personal_data.py" in line, "the place of the bug must be there"
    assert marked("".join(log.lines)) == set()


def test_no_metric_and_no_fact_holds_personal_data(world: World) -> None:
    play(world)
    assert metrics.metric_set
    assert marked(repr(metrics.metric_set) + repr(metrics.dimension_set)) == set()
    assert marked(repr(world.store._facts) + repr(world.store._tallies)) == set()


def test_no_id_and_no_event_is_made_of_it(world: World) -> None:
    play(world)
    ids = [str(ref) for _, ref in world.store._subjects] + [event for _, event in world.store._marks]
    ids += [*world.store._rows, *world.store._receipts, *world.facts]
    ids += [row.to + str(row.about) for row in world.rows()]
    assert marked("".join(ids)) == set()
