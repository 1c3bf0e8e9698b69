import json

import pytest

from chalicelib.erase_words import without
from tests.sources.payloads import body


def test_what_is_not_json_and_what_holds_nothing_else_goes_whole() -> None:
    assert without(b"{broken", "1") == b""
    assert without(body("meta", "comment_add"), "990011223344_5550001") == b""
    assert without(body("x", "mention"), "1993245678901234567") == b""
    assert without(body("meta", "comment_add"), "another") == b""


@pytest.mark.parametrize(
    ("source", "event", "item", "gone", "stays"),
    [
        ("meta", "batch", "990011223344_5550001", "moja objedn", "Gdzie jest moja paczka"),
        ("meta", "batch", "m_1", "ahoj", "Gdzie jest moja paczka"),
        ("x", "old_messages", "1993300000000000001", "moja adresa", "lamp.jpg"),
    ],
)
def test_of_a_batch_only_the_one_message_goes(source: str, event: str, item: str, gone: str, stays: str) -> None:
    left = json.dumps(json.loads(without(body(source, event), item)), ensure_ascii=False)
    assert gone in json.dumps(json.loads(body(source, event)), ensure_ascii=False)
    assert gone not in left
    assert stays in left


def test_an_answer_to_it_stays() -> None:
    batch = {"entry": [{"changes": [{"value": {"comment_id": "1", "message": "a"}}]},
                       {"changes": [{"value": {"comment_id": "2", "parent_id": "1", "message": "b"}}]}]}  # fmt: skip
    left = json.loads(without(json.dumps(batch).encode(), "1"))
    assert left == {"entry": [{"changes": [{"value": {"comment_id": "2", "parent_id": "1", "message": "b"}}]}]}
