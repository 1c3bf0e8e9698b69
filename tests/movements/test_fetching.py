"""What a delivery only points to: fetched with the shop's token, taken in as a delivery, never lost when that fails."""

import json
from pathlib import Path

import pytest

from chalicelib.asking import LIMIT_BYTES
from chalicelib.config import settings
from chalicelib.receipts import Receipt
from ops.simulation.world import SECRETS, World
from tests.channels.fake_provider import Answer, closed_port, running

PAYLOADS = Path(__file__).parents[1] / "payloads"
TOLD = (PAYLOADS / "surveymonkey" / "response_completed.json").read_bytes()
MENTION = json.loads((PAYLOADS / "meta" / "instagram_mention.json").read_text())
WORDS = json.loads((PAYLOADS / "instagram_mention" / "in_comment.json").read_text())
ANSWERS = json.loads((PAYLOADS / "surveymonkey_reply" / "rating.json").read_text())


def told(world: World, monkeypatch: pytest.MonkeyPatch, url: str) -> Receipt:
    monkeypatch.setenv("AFTERCARE_SURVEYMONKEY_API_URL", url)
    settings.cache_clear()
    return world.receipt(world.happens("surveymonkey", TOLD))


def test_it_is_fetched_once_and_read_as_a_delivery_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Answer(body=ANSWERS)) as api:
        receipt = told(world, monkeypatch, api.url)
        world.happens("surveymonkey", TOLD)
    (request,) = api.requests
    assert request.path == "/surveys/319208877/responses/12550188813/details?simple=true"
    assert request.headers["authorization"] == "Bearer surveymonkey-token"
    (reply,) = [each for each in world.store._receipts.values() if each.source == "surveymonkey_reply"]
    assert (receipt.status, receipt.fate) == ("done", f"fetched as receipt {reply.id}")
    assert [event.kind for event in reply.events] == ["SurveyAnswered"]
    assert world.rows("case_card")


def test_the_same_answer_fetched_again_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Answer(body=ANSWERS)) as api:
        receipt = told(world, monkeypatch, api.url)
        world.store.update_receipt(Receipt(**{name: getattr(receipt, name) for name in receipt.__slots__} | {
            "status": "new",
        }))  # fmt: skip
        world.pump()
    again = world.receipt(receipt.id)
    assert again.fate == "fetched before, with the same answer"
    assert len(world.rows("case_card")) == 1


@pytest.mark.parametrize("answer", [Answer(status=429), Answer(status=503), Answer(rude=True)])
def test_what_passes_is_tried_again_later(world: World, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    with running(answer, Answer(body=ANSWERS)) as api:
        receipt = told(world, monkeypatch, api.url)
        assert receipt.status == "waiting"
        assert receipt.next_try is not None
        world.run(minutes=6)
        assert world.receipt(receipt.id).status == "done"


def test_who_is_away_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(world, monkeypatch, closed_port()).status == "waiting"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(status=401), "renew"), (Answer(status=403), "give it the right"), (Answer(status=404), "it is gone"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}), "302"),
        (Answer(body=b" " * (LIMIT_BYTES + 1)), "larger than 1 MiB"),
    ],
)  # fmt: skip
def test_what_somebody_must_mend_is_parked_with_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: Answer, says: str
) -> None:
    with running(answer) as api:
        receipt = told(world, monkeypatch, api.url)
    assert receipt.status == "parked"
    assert says in receipt.fate
    assert "surveymonkey-token" not in receipt.fate


def test_without_a_token_it_says_where_to_put_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECRETS, "demo/surveymonkey", {"signing": ["client-id&client-secret"]})
    receipt = told(world, monkeypatch, closed_port())
    assert receipt.status == "parked"
    assert '"access_token"' in receipt.fate


def mentioned(world: World, monkeypatch: pytest.MonkeyPatch, url: str, *comments: str) -> Receipt:
    """Meta tells of mentions in one delivery, one for each comment's id."""
    monkeypatch.setenv("AFTERCARE_META_API_URL", url)
    settings.cache_clear()
    changes = [{"field": "mentions", "value": {"media_id": "30", "comment_id": id_}} for id_ in comments]
    entry = {**MENTION["entry"][0], "changes": changes or MENTION["entry"][0]["changes"]}
    return world.receipt(world.happens("meta", json.dumps({**MENTION, "entry": [entry]}).encode()))


def words_of(world: World) -> list[str]:
    return [line.text for case in world.subjects("case") for line in case.lines]


def test_a_mentions_words_are_fetched_with_the_pages_token_before_its_case_opens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Answer(body=WORDS)) as api:
        receipt = mentioned(world, monkeypatch, api.url)
    (request,) = api.requests
    assert request.path.startswith("/17841400000000001?fields=mentioned_comment.comment_id(17894227972186120)%7Bid,")
    assert "&appsecret_proof=" in request.path
    assert request.headers["authorization"] == "Bearer page-token"
    assert (receipt.status, receipt.fate.partition(" as ")[0]) == ("done", "fetched")
    assert words_of(world) == ["@lumen unde este #1001?"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(status=400, body={"error": {"code": 190}}), "code 190"),
        (Answer(status=400, body={"error": {"code": 100}}), "code 100"),
        (Answer(status=404), "404"),
    ],
)
def test_a_mention_whose_words_cannot_be_had_opens_a_case_without_them(
    world: World, monkeypatch: pytest.MonkeyPatch, answer: Answer, says: str
) -> None:
    with running(answer) as api:
        receipt = mentioned(world, monkeypatch, api.url)
    assert receipt.status == "done"
    assert receipt.fate.startswith("MessageReceived: done; told without what it points to: ")
    assert says in receipt.fate
    assert words_of(world) == [""]


def test_while_meta_is_away_the_words_are_awaited_for_a_quarter_of_an_hour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = mentioned(world, monkeypatch, closed_port())
    assert receipt.status == "waiting"
    assert not world.subjects("case")
    world.run(minutes=20)
    assert world.receipt(receipt.id).status == "done"
    assert words_of(world) == [""]


def test_one_mention_of_a_batch_that_fails_holds_up_none_of_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = Answer(status=400, body={"error": {"code": 4}})
    with running(limited, Answer(body=WORDS)) as api:
        receipt = mentioned(world, monkeypatch, api.url, "41", "42")
        assert receipt.status == "waiting"
        assert words_of(world) == ["@lumen unde este #1001?"]
        world.run(minutes=6)
    assert world.receipt(receipt.id).status == "done"
    assert len(words_of(world)) == 2
    assert len(api.requests) == 4


def test_without_a_token_a_mention_is_told_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECRETS, "demo/meta", {"signing": ["meta-secret"], "verify_token": ["let-me-in"]})
    receipt = mentioned(world, monkeypatch, closed_port())
    assert receipt.status == "done"
    assert '"page_token"' in receipt.fate
    assert words_of(world) == [""]
