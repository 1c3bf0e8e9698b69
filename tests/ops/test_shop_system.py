"""The stand-in of a shop's own system takes goodwill from Aftercare's own hand, and from nobody else's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.channels import outgoing
from chalicelib.errors import PermanentError
from ops.local import SECRETS, SHOP
from ops.standins.server import Standins, Tokens

KEY = SECRETS[f"{SHOP}/outgoing"]["signing"][0]
DATA = {
    "goodwill_id": "4f1c9a02bd77e1c03a55", "kind": "thank_you", "reason": "late", "order_id": "", "order_name": "",
    "amount": {"amount": "5.00", "currency": "EUR"}, "case_id": "c1", "code": "LUMEN-7XK2", "voucher_days": 90,
    "asked_by": "U1", "decided_by": "U1",
}  # fmt: skip
EVENT: dict[str, Any] = {"type": "goodwill.requested.v1", "timestamp": "2026-11-25T09:15:00+00:00", "data": DATA}


@pytest.fixture(scope="module")
def standins() -> Iterator[Standins]:
    with Standins(Tokens("xoxb", "page", "app", outgoing=KEY)) as running:
        yield running


def told(standins: Standins, event: dict[str, Any] = EVENT, key: str = KEY, at: datetime | None = None) -> Any:
    return outgoing.tell(
        standins.system_url, event, id_=event["data"]["goodwill_id"], key=key, now=at or datetime.now(UTC)
    )


def test_it_does_what_it_is_told_once_however_often_it_is_told(standins: Standins) -> None:
    before = standins.system.repeated
    answers = [told(standins) for _ in range(3)]
    assert answers == [{"status": "done", "reference": "RF-2001"}] * 3
    (done,) = standins.system.done
    assert (done.kind, done.amount, done.code) == ("thank_you", "5.00 EUR", "LUMEN-7XK2")
    assert standins.system.repeated == before + 2


def test_another_entry_is_another_gift(standins: Standins) -> None:
    count = len(standins.system.done)
    assert told(standins, {**EVENT, "data": {**DATA, "goodwill_id": "another"}})["status"] == "done"
    assert len(standins.system.done) == count + 1


@pytest.mark.parametrize(
    ("key", "late"), [("whsec_YW5vdGhlci1zZWNyZXQtb2Ytc29tZWJvZHk=", 0), (KEY, 400), (KEY, -400)]
)  # fmt: skip
def test_what_is_not_signed_now_by_us_is_refused_and_shown(standins: Standins, key: str, late: int) -> None:
    done = list(standins.system.done)
    with pytest.raises(PermanentError, match="401"):
        told(
            standins,
            {**EVENT, "data": {**DATA, "goodwill_id": "forged"}},
            key,
            datetime.now(UTC) - timedelta(seconds=late),
        )
    assert standins.system.done == done
    assert "wrong signature" in standins.world.log[-1].text


def test_a_type_that_it_does_not_know_fails_by_its_own_word(standins: Standins) -> None:
    assert told(standins, {**EVENT, "type": "goodwill.requested.v2"})["status"] == "failed"
