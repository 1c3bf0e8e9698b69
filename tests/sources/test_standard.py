"""The generic webhook: Standard Webhooks' signature, and our own JSON, strictly."""

import json
import subprocess
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.care import events as e
from chalicelib.errors import ConfigError, RefusedError, StaleError, UnreadableError, UnsignedError
from chalicelib.receipts import Delivery
from chalicelib.sources import standard
from chalicelib.sources.base import Reading, Secrets
from chalicelib.sources.standard_events import READERS
from chalicelib.sources.standard_schema import schema
from chalicelib.sources.standard_shapes import DATA
from ops.signing import sign
from tests.sources.payloads import CONTEXT, FOLDER, NOW, body, lower, read
from tests.sources.signature_cases import SignatureCases

DOCS = Path(__file__).parents[2] / "docs"
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
ORDER = "standard:9820982911946154508"
JANA = e.Person(
    store_id="standard:k-25", email="jana.kovacova@example.com", phone="+421 905 123 456", first_name="Jana",
    last_name="Kováčová", locale="sk", country="SK",
)  # fmt: skip
LAMP = (e.Item("Stolová lampa Luna", 1, "8101"),)
NAMES = {type_: type_.removesuffix(".v1").replace(".", "_") for type_ in DATA}


def whsec(secret: str) -> str:
    return f"whsec_{b64encode(secret.encode()).decode()}" if secret else ""


class TestSignature(SignatureCases):
    name, header, body, timestamped = "standard", "webhook-signature", body("standard", "order_placed"), True

    def secrets_of(self, *values: str) -> Secrets:
        return {"signing": [whsec(value) for value in values]}

    def test_one_secret_as_plain_text(self) -> None:
        assert standard.verify(self.delivery(), {"signing": whsec("the-secret")}, NOW) is None

    @pytest.mark.parametrize(
        "kept", ["dGhlLXNlY3JldA==", "dGhlLXNlY3JldA", "whsec_dGhlLXNlY3JldA", " whsec_dGhlLXNlY3JldA== "]
    )
    def test_prefix_and_padding_may_be_missing(self, kept: str) -> None:
        assert standard.verify(self.delivery(), {"signing": [kept]}, NOW) is None

    @pytest.mark.parametrize("kept", ["whsec_", "not base64!", "whsec_é"])
    def test_a_secret_that_is_none_is_a_fault_of_ours(self, kept: str) -> None:
        with pytest.raises(ConfigError, match="whsec_"):
            standard.verify(self.delivery(), {"signing": [kept]}, NOW)

    @pytest.mark.parametrize("listed", ["v1,bm90IG1pbmU= {}", "{} v1a,xyz", "v2,abc {} v1,bm90IG1pbmU="])
    def test_one_of_several_signatures_is_enough(self, listed: str) -> None:
        signature = self.signature(self.delivery())
        assert self.verify(self.with_signature(listed.format(signature))) is None

    @pytest.mark.parametrize("version", ["v1a,", "v2,", ""])
    def test_other_versions_prove_nothing(self, version: str) -> None:
        bare = self.signature(self.delivery()).removeprefix("v1,")
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(version + bare))

    @pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp"])
    def test_id_and_time_are_signed(self, header: str) -> None:
        good = self.delivery()
        other = {"webhook-id": "msg_other", "webhook-timestamp": str(int(NOW.timestamp()) + 1)}[header]
        with pytest.raises(RefusedError):
            self.verify(Delivery(headers={**good.headers, header: other}, body=good.body))

    @pytest.mark.parametrize("at", [None, "", "soon", "1e9", "9" * 30])
    def test_a_time_that_is_none(self, at: str | None) -> None:
        good = self.delivery()
        headers = {name: value for name, value in good.headers.items() if name != "webhook-timestamp"}
        with pytest.raises((UnsignedError, RefusedError)):
            self.verify(Delivery(headers=headers | ({} if at is None else {"webhook-timestamp": at}), body=good.body))

    def test_a_retry_is_signed_anew_under_the_same_id(self) -> None:
        headers = sign("standard", self.body, self.secrets_of("the-secret"), NOW, webhook_id="msg_1")
        retried = sign(
            "standard", self.body, self.secrets_of("the-secret"), NOW + timedelta(hours=1), webhook_id="msg_1"
        )
        one, two = (Delivery(headers=lower(each), body=self.body) for each in (headers, retried))
        assert standard.delivery_id(one) == standard.delivery_id(two) == "msg_1"
        with pytest.raises(StaleError):
            self.verify(two)


EXPECTED: dict[str, e.Event] = {
    "order_placed": e.OrderPlaced(
        shop="demo", key="standard:order-placed:9820982911946154508", occurred_at=AT, order_id=ORDER, name="#1001",
        person=JANA, items=LAMP, total=e.Money(4590, "EUR"), promised_on=date(2026, 11, 27)),
    "order_placed_guest": e.OrderPlaced(
        shop="demo", key="standard:order-placed:2", occurred_at=AT, order_id="standard:2", name="№ 2", person=None),
    "goodwill_done": e.GoodwillReported(
        shop="demo", key="standard:goodwill-done:4f1c9a02bd77e1c03a55", occurred_at=AT,
        goodwill_id="4f1c9a02bd77e1c03a55",
        done=True, reference="standard:RF-2041"),
    "refund_made": e.RefundMade(
        shop="demo", key="standard:refund:9820982911946154508:r-1", occurred_at=AT, order_id=ORDER,
        refund_id="standard:r-1", amount=e.Money(3850, "EUR"), items=LAMP, reason="Žiarovka prišla rozbitá"),
    "message_received": e.MessageReceived(
        shop="demo", key="standard:message:form:m-1", occurred_at=AT, channel="form", thread="t-1", item_id="m-1",
        author_id="", author_name="Jana Kováčová", text="Kde je moja objednávka?", subject="Kde je balík?",
        person=JANA, order_name="#1001"),
    "message_withdrawn": e.MessageWithdrawn(
        shop="demo", key="standard:message-withdrawn:chat:m-2", occurred_at=AT, channel="chat", item_id="m-2",
        thread="t-2"),
    "conversation_logged": e.ConversationLogged(
        shop="demo", key="standard:conversation:phone:call-9", occurred_at=AT, channel="phone", item_id="call-9",
        person=JANA, order_name="#1001", text="Volala, chce vymeniť lampu.", agent_id="U1", solved=True),
    "callback_requested": e.MessageReceived(
        shop="demo", key="standard:callback:cb-1", occurred_at=AT, channel="callback", thread="cb-1", item_id="cb-1",
        author_id="", author_name="Jana Kováčová", text="Prosím o zavolanie", person=JANA,
        call_at=datetime(2026, 11, 25, 14, tzinfo=UTC)),
}  # fmt: skip
# Of these the key ends with a digest of what they say.
TOLD: dict[str, e.Event] = {
    "order_changed": e.OrderChanged(
        shop="demo", key="order-changed:9820982911946154508", occurred_at=AT, order_id=ORDER,
        promised_on=date(2026, 12, 1)),
    "order_paid": e.OrderPaid(shop="demo", key="order-paid:9820982911946154508", occurred_at=AT, order_id=ORDER),
    "order_fulfilled": e.OrderFulfilled(
        shop="demo", key="order-fulfilled:9820982911946154508", occurred_at=AT, order_id=ORDER),
    "order_cancelled": e.OrderCancelled(
        shop="demo", key="order-cancelled:9820982911946154508", occurred_at=AT, order_id=ORDER),
    "order_deleted": e.OrderDeleted(
        shop="demo", key="order-deleted:9820982911946154508", occurred_at=AT, order_id=ORDER),
    "order_items_unavailable": e.ItemsUnavailable(
        shop="demo", key="items-unavailable:9820982911946154508", occurred_at=AT, order_id=ORDER, items=LAMP,
        backordered=True, expected_on=date(2026, 12, 3)),
    "parcels_shipped": e.ParcelsShipped(
        shop="demo", key="parcels-shipped:9820982911946154508", occurred_at=AT, order_id=ORDER,
        shipments=(
            e.Shipment(number="05265091234567", carrier="DPD", tracking_url="https://tracking.example/05265091234567"),
            e.Shipment(number="Z1234567890", carrier="Packeta"),
        ), fulfilment_id="standard:f-7"),
    "parcel_scanned": e.ParcelScanned(
        shop="demo", key="parcel-scanned:05265091234567", occurred_at=AT, number="05265091234567", carrier="DPD",
        state=e.ParcelState.EXCEPTION, reason=e.Reason.WEATHER, eta=date(2026, 11, 30), vendor_status="PODDEL",
        detail="Depo Košice", order_id="shopify:9820982911946154508"),
    "return_reported": e.ReturnReported(
        shop="demo", key="return:v-1", occurred_at=AT, order_id=ORDER, return_id="standard:v-1",
        state=e.ReturnState.REQUESTED, items=LAMP, reason="Farba je iná"),
    "message_edited": e.MessageEdited(
        shop="demo", key="message-edited:chat:m-2", occurred_at=AT, channel="chat", thread="t-2", item_id="m-2",
        author_id="", text="Kde je moja objednávka #1001?"),
    "survey_answered": e.SurveyAnswered(
        shop="demo", key="survey:s-1", occurred_at=AT, survey=e.SurveyKind.NPS, response_id="standard:s-1", score=9,
        comment="Rýchlo", person=JANA, order_name="#1001"),
    "review_posted": e.ReviewPosted(
        shop="demo", key="review:heureka:h-1", occurred_at=AT, site="heureka", review_id="h-1", stars=4, title="Dobré",
        text="Prišlo neskoro, ale dali vedieť.", author_name="Jana K.", order_name="#1001",
        permalink="https://obchody.example/r/1", language="sk"),
    "goodwill_failed": e.GoodwillReported(
        shop="demo", key="goodwill-failed:4f1c9a02bd77e1c03a55", occurred_at=AT, goodwill_id="4f1c9a02bd77e1c03a55",
        done=False, reason="the payment is older than the bank takes back"),
    "review_withdrawn": e.ReviewWithdrawn(
        shop="demo", key="review-withdrawn:heureka:h-1", occurred_at=AT, site="heureka", review_id="h-1"),
}  # fmt: skip


def of(type_: str, data: object, timestamp: str = "2026-11-24T10:00:00+01:00") -> Reading:
    content = json.dumps({"type": type_, "timestamp": timestamp, "data": data}).encode()
    return standard.read(Delivery(body=content), CONTEXT)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_happens_once_is_known_by_its_id(name: str) -> None:
    assert read("standard", name) == Reading(events=(EXPECTED[name],))


@pytest.mark.parametrize("name", sorted(TOLD))
def test_all_else_by_its_time_and_what_it_says(name: str) -> None:
    (event,) = read("standard", name).events
    assert event.key.startswith(f"standard:{TOLD[name].key}:20261124T090000:")
    assert {f: getattr(event, f) for f in event.__dataclass_fields__ if f != "key"} == {
        f: getattr(TOLD[name], f) for f in event.__dataclass_fields__ if f != "key"
    }
    assert type(event) is type(TOLD[name])


def test_every_type_has_a_reader_and_an_example() -> None:
    assert set(READERS) == set(DATA)
    assert set(NAMES.values()) <= set(EXPECTED) | set(TOLD)


def test_the_same_told_again_is_the_same_event() -> None:
    assert read("standard", "order_changed_again") == read("standard", "order_changed")
    later = of(
        "order.changed.v1", {"order_id": "9820982911946154508", "promised_on": "2026-12-01"}, "2026-11-25T10:00:00Z"
    )
    assert later.events[0].key != read("standard", "order_changed").events[0].key


def test_an_unknown_type_is_unknown() -> None:
    assert read("standard", "unknown_type") == Reading(unknown="cart.abandoned.v1")
    assert of("order.placed.v2", {}).unknown == "order.placed.v2"
    assert standard.read(Delivery(body=b"{}"), CONTEXT) == Reading(unknown="(no type)")


@pytest.mark.parametrize(
    ("type_", "data", "said"),
    [
        ("order.placed.v1", {"name": "#1"}, "missing required field `order_id` - at `$.data`"),
        ("order.placed.v1", {"order_id": 1, "name": "#1"}, "`$.data.order_id`"),
        ("order.placed.v1", {"order_id": "", "name": "#1"}, "`$.data.order_id`"),
        ("order.placed.v1", {"order_id": "1", "name": "#1", "emial": "x"}, "unknown field `emial` - at `$.data`"),
        ("order.placed.v1", {"order_id": "1", "name": "#1", "promised_on": "27.11.2026"}, "`$.data.promised_on`"),
        ("refund.made.v1", {"order_id": "1", "refund_id": "1", "amount": {"amount": "x"}}, "`$.data.amount"),
        ("order.placed.v1", {"order_id": "1", "name": "#1", "items": [{"quantity": 1}]}, "`$.data.items[0]`"),
        ("parcel.scanned.v1", {"number": "1", "state": "on_a_boat"}, "`$.data.state`"),
        ("parcel.scanned.v1", {"number": " ", "state": "delivered"}, "`$.data.number`"),
        ("parcels.shipped.v1", {"order_id": "1", "shipments": []}, "`$.data.shipments`"),
        ("parcels.shipped.v1", {"order_id": "1", "shipments": [{"number": "N/A"}]}, "`$.data.shipments`"),
        ("survey.answered.v1", {"survey": "csat", "response_id": "1", "score": 9}, "`$.data.score`"),
        ("survey.answered.v1", {"survey": "csat", "response_id": "1", "score": 0}, "`$.data.score`"),
        ("message.received.v1", {"channel": "pigeon", "message_id": "1", "text": ""}, "`$.data.channel`"),
        ("review.posted.v1", None, "`$.data`"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_parked_with_the_field_named(type_: str, data: object, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        of(type_, data)
    assert said in str(caught.value)
    assert "on_a_boat" not in str(caught.value)


@pytest.mark.parametrize(
    "timestamp", ["2026-11-24T10:00:00", "yesterday", "1999-01-01T00:00:00Z", "9999-12-31T23:59:59Z", ""]
)
def test_a_time_without_its_zone_or_century_is_none(timestamp: str) -> None:
    with pytest.raises(UnreadableError, match="timestamp"):
        of("order.paid.v1", {"order_id": "1"}, timestamp)


def test_the_schema_is_the_one_that_is_published() -> None:
    published = json.loads((DOCS / "schema" / "events.v1.json").read_text(encoding="utf-8"))
    assert published == schema(), "write it anew: python -m ops.schema"
    assert [each["title"] for each in schema()["oneOf"]] == list(DATA)


def test_the_page_has_every_type_and_every_example() -> None:
    page = (DOCS / "standard-events.md").read_text(encoding="utf-8")
    for type_, name in NAMES.items():
        example = json.loads((FOLDER / "standard" / f"{name}.json").read_text(encoding="utf-8"))
        assert f"`{type_}`" in page
        assert json.dumps(example["data"], ensure_ascii=False) in page, "write it anew: python -m ops.schema"


def test_the_pages_commands_sign_as_the_standard_has_it(tmp_path: Path) -> None:
    page = (DOCS / "standard-events.md").read_text(encoding="utf-8")
    commands = page[page.index("    secret=whsec_") : page.index("    curl ")]
    (tmp_path / "event.json").write_bytes(body("standard", "order_placed").strip())
    script = commands + '\nprintf "%s\\n%s\\nv1,%s" "$id" "$now" "$signature"'
    ran = subprocess.run(["bash", "-ec", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    id_, now, signature = ran.stdout.split("\n")
    headers = {"webhook-id": id_, "webhook-timestamp": now, "webhook-signature": signature}
    delivery = Delivery(headers=headers, body=body("standard", "order_placed").strip())
    at = datetime.fromtimestamp(int(now), UTC)
    assert standard.verify(delivery, {"signing": ["whsec_c3RhbmRhcmQtc2VjcmV0"]}, at) is None
