import json
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from chalicelib.care.events import CaseClaimed, CaseResolved, DialogOpened, ReplyWritten
from chalicelib.errors import RefusedError, UnreadableError, UnsignedError
from chalicelib.receipts import Delivery
from chalicelib.slack_ids import draft_of
from chalicelib.sources import slack, slack_named
from chalicelib.sources.base import Reading
from tests.sources.payloads import CONTEXT, FOLDER, NOW, body, delivery, read
from tests.sources.signature_cases import SignatureCases

AT = datetime(2026, 11, 25, 8, 32, 40, 123456, tzinfo=UTC)
CASE = "c0ffee0123456789"
TEXT = "Dobrý deň, pani Kováčová, balík dorazí v pondelok 30. 11. Ospravedlňujeme sa."


class TestSignature(SignatureCases):
    name, header, body = "slack", "x-slack-signature", body("slack", "block_actions_claim")
    timestamped = True

    def test_the_time_is_signed(self) -> None:
        good = self.delivery()
        later = str(int(good.headers["x-slack-request-timestamp"]) + 1)
        with pytest.raises(RefusedError):
            self.verify(Delivery(headers={**good.headers, "x-slack-request-timestamp": later}, body=good.body))

    @pytest.mark.parametrize("time", ["soon", "-1", "1e9", "١٧٩٥", "9" * 5000, "1795595560.5"])
    def test_a_time_that_is_none(self, time: str) -> None:
        good = self.delivery()
        with pytest.raises(RefusedError):
            self.verify(Delivery(headers={**good.headers, "x-slack-request-timestamp": time}, body=good.body))

    def test_a_missing_time(self) -> None:
        good = self.delivery()
        headers = {name: value for name, value in good.headers.items() if name != "x-slack-request-timestamp"}
        with pytest.raises(UnsignedError, match="Timestamp is missing"):
            self.verify(Delivery(headers=headers, body=good.body))


def payload(event: str, **changes: object) -> Delivery:
    content = json.loads((FOLDER / "slack" / f"{event}.json").read_text()) | changes
    return Delivery(body=urlencode({"payload": json.dumps(content)}).encode())


def written(text: str | None) -> Delivery:
    view = json.loads((FOLDER / "slack" / "view_submission.json").read_text())["view"]
    view["state"]["values"]["reply"]["text"]["value"] = text
    view["private_metadata"] = json.dumps(
        {"case": CASE, "version": 4, "shop": "demo", "draft": draft_of((text or "").strip())}
    )
    return payload("view_submission", view=view)


def test_claim() -> None:
    claimed = CaseClaimed(
        shop="demo", key=f"slack:case_claim:{CASE}:U0ZUZANA:1795595560.123456", occurred_at=AT, slack_user="U0ZUZANA",
        case_id=CASE, case_version=3,
    )  # fmt: skip
    assert read("slack", "block_actions_claim") == Reading(events=(claimed,))


def test_resolve() -> None:
    resolved = CaseResolved(
        shop="demo", key=f"slack:case_resolve:{CASE}:U0ZUZANA:1795595560.123456", occurred_at=AT,
        slack_user="U0ZUZANA", case_id=CASE, case_version=3,
    )  # fmt: skip
    assert read("slack", "block_actions_resolve") == Reading(events=(resolved,))


def test_reply_names_the_dialog_that_was_opened_at_once() -> None:
    pressed = delivery("slack", "block_actions_reply")
    wanted = slack.dialog_wanted(pressed, "demo")
    assert wanted is not None
    assert (wanted.dialog, wanted.pushed) == ("reply", False)
    assert wanted.trigger_id == "10048213155296.1048213155.0f3c1d8a6b5e4f7c"
    assert wanted.external_id == slack_named.external_id(pressed)
    assert json.loads(wanted.metadata) == {"case": CASE, "version": 3, "shop": "demo"}
    opened = DialogOpened(
        shop="demo", key=f"slack:case_reply:{CASE}:U0ZUZANA:1795595560.123456", occurred_at=AT, slack_user="U0ZUZANA",
        case_id=CASE, case_version=3, dialog="reply", view_id=wanted.external_id,
    )  # fmt: skip
    assert slack.read(pressed, CONTEXT) == Reading(events=(opened,))


def test_external_ids_are_of_one_press_and_fit_slack() -> None:
    one = slack_named.external_id(payload("block_actions_reply"))
    other = slack_named.external_id(payload("block_actions_reply", trigger_id="another"))
    assert one == slack_named.external_id(payload("block_actions_reply")) != other
    assert len(one) <= 255


def test_only_a_reply_wants_a_dialog() -> None:
    for other in (
        delivery("slack", "block_actions_claim"),
        delivery("slack", "view_submission"),
        Delivery(body=b"\xff"),
    ):
        assert slack.dialog_wanted(other, "demo") is None


def test_what_is_pressed_in_a_dialog_opens_one_on_top_of_it() -> None:
    wanted = slack.dialog_wanted(payload("block_actions_reply", view={"type": "modal"}), "demo")
    assert wanted is not None
    assert wanted.pushed


def test_view_submission() -> None:
    digest = sha256(TEXT.encode()).hexdigest()[:20]
    reply = ReplyWritten(
        shop="demo", key=f"slack:reply-written:{CASE}:V0REPLY0001:{digest}", occurred_at=NOW, slack_user="U0ZUZANA",
        case_id=CASE, case_version=4, text=TEXT,
    )  # fmt: skip
    assert read("slack", "view_submission") == Reading(events=(reply,))


def test_another_text_from_one_dialog_is_another_reply() -> None:
    keys = {slack.read(written(text), CONTEXT).events[0].key for text in ("one", "two", " one ")}
    assert len(keys) == 2


@pytest.mark.parametrize("text", ["", "  \n", None])
def test_an_empty_reply_is_ignored(text: str | None) -> None:
    assert slack.read(written(text), CONTEXT) == Reading(ignored="the reply is empty")


def test_what_is_ignored_or_unknown() -> None:
    assert read("slack", "view_closed") == Reading(ignored="a dialog was closed without sending it")
    assert read("slack", "block_actions_unknown") == Reading(unknown="open_shop")
    assert slack.read(payload("view_closed", type="shortcut"), CONTEXT) == Reading(unknown="shortcut")
    assert slack.read(payload("block_actions_claim", actions=[]), CONTEXT) == Reading(ignored="no action")
    assert slack.read(payload("view_submission", view={}), CONTEXT) == Reading(unknown="(no callback_id)")


@pytest.mark.parametrize("value", ["", "{}", "[]", "c0ffee", '{"case": ""}'])
def test_a_press_that_names_no_case_is_unreadable(value: str) -> None:
    pressed = payload("block_actions_claim", actions=[{"action_id": "case_claim", "value": value}])
    with pytest.raises(UnreadableError):
        slack.read(pressed, CONTEXT)


def test_a_card_of_another_shop_is_unreadable() -> None:
    value = json.dumps({"case": CASE, "version": 1, "shop": "other"})
    pressed = payload("block_actions_claim", actions=[{"action_id": "case_claim", "value": value}])
    with pytest.raises(UnreadableError, match="other"):
        slack.read(pressed, CONTEXT)


def test_delivery_ids() -> None:
    assert slack.delivery_id(delivery("slack", "block_actions_claim")) == "10048213155296.1048213155.0f3c1d8a6b5e4f7c"
    assert slack.delivery_id(payload("view_submission", trigger_id="")) == "V0REPLY0001:1795595600.AbCdEf"
    assert slack.delivery_id(Delivery(body=b"payload=nonsense")) == ""


def test_ssl_check() -> None:
    assert slack.is_ssl_check(Delivery(body=b"ssl_check=1&token=x"))
    assert not slack.is_ssl_check(delivery("slack", "view_submission"))
    assert not slack.is_ssl_check(Delivery(body=b"\xff\xfe"))
