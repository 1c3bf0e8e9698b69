"""Each mail is rendered from a world that was played, not from parts made for it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import links
from chalicelib.care.choice_rules import Choices, Offers
from chalicelib.care.events import CaseBegun, MessageReceived, Person
from chalicelib.care.vocabulary import ChoiceKind, GoodwillKind, GoodwillReason, Money, ParcelState
from chalicelib.care.world import World as Snapshots
from chalicelib.deliver import Job
from chalicelib.errors import PermanentError
from chalicelib.gate import admit
from chalicelib.mail_parts import Scene, Signer, mail_context
from chalicelib.pages.base import claims_of
from chalicelib.process import process
from chalicelib.receipts import Delivery
from chalicelib.rendering.render import MAILS, Rendered, render_mail
from chalicelib.slack_ids import GOODWILL_DONE
from ops.simulation import bodies
from ops.simulation.cast import EVERY_STEP
from ops.simulation.world import DEMO, World

SIGNER = Signer((b"link-key",), "https://care.example")
WAKEFUL = replace(
    DEMO, quiet=replace(DEMO.quiet, start="00:00", end="00:00"), messages=replace(DEMO.messages, first_reply=True),
    authority=replace(DEMO.authority, ways={"shopify": "person"}),
    choices=Choices(shipped=Offers(late=(ChoiceKind.WAIT, ChoiceKind.PICKUP))),
    solved=replace(DEMO.solved, remind_after=timedelta(days=2)),
    surveys=replace(
        DEMO.surveys, nps_share=1.0, csat_share=0.0, at_most=0, apart=timedelta(), within=timedelta(hours=1),
        case_nps_share=1.0, case_wait=timedelta(days=1),
    ),
)  # fmt: skip


@cache
def jobs() -> dict[str, Job]:
    """The story, with each kind of mail in it; the first of each kind."""
    world = World(policies={"demo": WAKEFUL}).staffed()
    world.order()
    world.ships()
    world.late()
    moves_again(world)
    world.complains()
    # A case that came by mail: its reply goes out by mail, too.
    version, case = world.store._subjects["demo", world.case.ref]
    world.store._subjects["demo", case.ref] = (version, replace(case, channel="email"))
    world.reply("Dobrý deň, balík príde v pondelok.")
    world.gives(GoodwillKind.REFUND, Money(800, "EUR"), GoodwillReason.LATE)
    world.decides(GOODWILL_DONE)
    for solved in (False, True):
        world.later(minutes=1).press("case_resolve")
        world.tick(hours=24)
        world.tick(days=2)
        answer(world, solved)
    world.tick(days=1)
    arrive(world)
    writes(world)
    chooses(world)
    begins(world)
    found: dict[str, Job] = {}
    for job in (*world.email.jobs, *lived().email.jobs):
        found.setdefault(job.row.kind, job)
    return found


def moves_again(world: World) -> None:
    """Another order of Jana's stands still, which she is told, and moves on."""
    world.order(1002)
    world.ships("N2", number=1002)
    world.later(minutes=5).scan("Exception", "Exception_017", parcel="N2")
    world.later(minutes=5).scan("InTransit", "InTransit_003", parcel="N2")


def chooses(world: World) -> None:
    """Jana uses the link of the notice."""
    claims = {"kind": "choice", "order": "shopify:1001000", "shop": "demo"}
    body = json.dumps({"form": "c1", "choice": "pickup", "words": "Packeta, Dunajská", "claims": claims}).encode()
    admit("page", "demo", Delivery(body=body), world.store, world.now)
    world.pump()


def lived() -> World:
    """An order's ordinary life, every step of it told."""
    world = World(policies={"demo": replace(WAKEFUL, messages=EVERY_STEP)})
    world.order()
    world.happens("shopify", bodies.paid(1001, world.now), topic="orders/paid")
    world.ships()
    world.later(minutes=1).scan("OutForDelivery")
    world.later(minutes=1).scan("AvailableForPickup")
    world.tick(days=3)
    world.scan("Delivered")
    world.happens("shopify", bodies.refunded(1001, world.now), topic="refunds/create")
    return world


def arrive(world: World) -> None:
    """Two orders are there; of the one it is asked whether she would recommend us, of the other how she likes it."""
    for number, csat in ((1003, 0.0), (1004, 1.0)):
        drawn = replace(WAKEFUL.surveys, nps_share=1 - csat, csat_share=csat)
        world.policies["demo"] = replace(WAKEFUL, surveys=drawn)
        world.order(number, promised=None)
        world.ships(f"N{number}", number=number)
        world.scan("Delivered", parcel=f"N{number}", at=world.now)
        world.tick(days=3)


def writes(world: World) -> None:
    """Jana asks something new by mail."""
    person = Person(email=str(bodies.JANA["email"]), first_name="Jana")
    process(world.services, MessageReceived(
        shop="demo", key="mail:1", occurred_at=world.now, channel="email", thread="invoice", item_id="m1",
        author_id=person.email, text="Can I have an invoice?", person=person, verified=True, subject="Invoice",
    ), "receipt", world.now)  # fmt: skip
    world.pump()


def begins(world: World) -> None:
    """Zuzana writes first."""
    process(world.services, CaseBegun(
        shop="demo", key="begun:1", occurred_at=world.now, slack_user="U1", who="#1001", what="mail",
        text="Farba došla.", subject="Vaša objednávka", language="sk",
    ), "receipt", world.now)  # fmt: skip
    world.pump()


def answer(world: World, solved: bool) -> None:
    claims = {"kind": "solved", "case": world.case.id, "cycle": str(world.case.cycle), "shop": "demo"}
    body = json.dumps({"form": f"f{world.case.cycle}", "answer": "yes" if solved else "no", "claims": claims}).encode()
    admit("page", "demo", Delivery(body=body), world.store, world.now)
    world.pump()


def rendered(kind: str, language: str = "sk") -> Rendered:
    job = jobs()[kind]
    return render_mail(kind, language, mail_context(Scene(job.row, job.world, job.policy), SIGNER))


def scene(kind: str) -> Scene:
    job = jobs()[kind]
    return Scene(job.row, job.world, job.policy)


def test_the_story_has_every_mail_there_is() -> None:
    assert set(jobs()) == set(MAILS)


@pytest.mark.parametrize("language", DEMO.shop.languages)
@pytest.mark.parametrize("kind", MAILS)
def test_every_mail_says_who_writes_and_to_whom_in_every_language(kind: str, language: str) -> None:
    mail = rendered(kind, language)
    assert mail.lang == language
    greeting = "Dzień dobry," if language == "pl" else "Jana"  # docs/languages.md
    assert greeting in mail.text
    assert greeting in mail.html
    assert mail.subject
    assert DEMO.shop.help_email in mail.text


def test_a_notice_says_the_dates_it_was_decided_on() -> None:
    """Not those of the snapshot: its id stands for just these."""
    context = mail_context(scene("late_parcel"), SIGNER)
    delay = context["delay"]
    assert (delay.old_date.isoformat(), str(delay.new_date), delay.reason, delay.fault) == (
        "2026-11-27", "2026-11-30", "weather", "nobody",
    )  # fmt: skip
    assert "30. novembra" in rendered("late_parcel").text


def test_a_shipped_mail_names_the_parcels_of_its_hand_over() -> None:
    (parcel,) = mail_context(scene("order_shipped"), SIGNER)["parcels"]
    assert (parcel.carrier, parcel.number) == ("DPD", "N1")
    assert "https://tracking.dpd.example/N1" in rendered("order_shipped").text


def test_automatic_mails_are_signed_by_the_shops_person_and_those_of_a_case_by_its_agent() -> None:
    names = {kind: mail_context(scene(kind), SIGNER)["signature"].name for kind in jobs()}
    of_the_case = {
        "goodwill_told", "agent_reply", "solved_question", "solved_reminder", "solved_thanks", "reopened",
        "choice_confirmed", "agent_mail", "case_nps",
    }  # fmt: skip
    assert {kind for kind, name in names.items() if name == "Zuzana"} == of_the_case
    assert {name for kind, name in names.items() if kind not in of_the_case} == {"Mária Horváthová"}


def test_a_notice_is_signed_by_the_agent_who_knows_the_order() -> None:
    """The case about it is over by then, or the notice would stand on it."""
    notice, later = jobs()["late_parcel"], jobs()["choice_confirmed"]
    assert mail_context(Scene(notice.row, notice.world, notice.policy), SIGNER)["signature"].name == "Mária Horváthová"
    assert mail_context(Scene(notice.row, later.world, notice.policy), SIGNER)["signature"].name == "Zuzana"


@pytest.mark.parametrize(
    ("kind", "link", "page", "claims"),
    [
        ("order_received", "feedback_url", "feedback", {"order": "shopify:1001000"}),
        ("late_parcel", "choices_url", "choice", {"order": "shopify:1001000"}),
        ("order_delivered", "return_url", "returns", {"order": "shopify:1001000"}),
        ("solved_question", "yes_url", "solved", {"answer": "yes", "cycle": "1"}),
        ("solved_question", "no_url", "solved", {"answer": "no", "cycle": "1"}),
        ("solved_reminder", "no_url", "solved", {"answer": "no", "cycle": "1"}),
        ("survey_nps", "unsubscribe_url", "unsubscribe", {"what": "survey"}),
        ("case_nps", "unsubscribe_url", "unsubscribe", {"what": "survey"}),
        ("solved_question", "unsubscribe_url", "unsubscribe", {"what": "survey"}),
    ],
)
def test_links_open_their_page_and_carry_ids_only(kind: str, link: str, page: str, claims: dict[str, str]) -> None:
    address = getattr(mail_context(scene(kind), SIGNER)["links"], link)
    base, _, token = address.rpartition("/")
    assert base.startswith("https://care.example/")
    found = claims_of(page, SIGNER.keys, token, jobs()[kind].now)
    assert claims.items() <= found.items()
    assert found["shop"] == "demo"
    assert not {"Jana", "jana@example.sk"} & set(found.values())


@pytest.mark.parametrize("kind", ["order_shipped", "late_parcel", "order_delivered", "refund_told"])
def test_a_mail_about_an_order_is_one_click_from_a_person_who_knows_which(kind: str) -> None:
    address = urlsplit(str(mail_context(scene(kind), SIGNER)["links"].help_url))
    asked = parse_qs(address.query)
    assert (address.path, asked["lang"]) == ("/contact/demo", ["sk"])
    claims = links.read(SIGNER.keys, asked["of"][0], jobs()[kind].now)
    assert claims == {"kind": "contact_order", "shop": "demo", "order": "shopify:1001000"}
    assert address.geturl() in rendered(kind).text


def test_a_delivered_mail_tells_until_when_it_may_go_back() -> None:
    """Delivered on Thursday, Nov 26: the second Thursday after it."""
    assert mail_context(scene("order_delivered"), SIGNER)["return_until"] == date(2026, 12, 10)
    assert "10. decembra" in rendered("order_delivered").text


def test_what_stands_now_is_told_not_what_stood_when_it_was_decided() -> None:
    (parcel,) = mail_context(scene("ready_for_pickup"), SIGNER)["parcels"]
    assert parcel.number == "N1"
    assert mail_context(scene("refund_told"), SIGNER)["refunded"] == Money(990, "EUR")


def test_a_late_order_names_no_parcel_that_is_here_or_on_its_way_back() -> None:
    """A notice that the night held, of an order of which something else is still late."""
    there = scene("late_parcel")
    (parcel,) = there.parcels
    back = replace(parcel, state=ParcelState.RETURNING)
    assert replace(there, world=Snapshots({**there.world.subjects, back.ref: back})).parcels == ()


def test_a_link_lasts_from_the_decision_so_that_a_second_sending_is_the_same_mail() -> None:
    first, second = (mail_context(scene("solved_question"), SIGNER)["links"].yes_url for _ in range(2))
    assert first == second
    job = jobs()["solved_question"]
    late = job.row.created_at + job.policy.solved.expires
    assert links.read(SIGNER.keys, str(first).rpartition("/")[2], late)["kind"] == "solved"


@pytest.mark.parametrize(("kind", "first", "last"), [("survey_csat", 1, 5), ("survey_nps", 0, 10), ("case_nps", 0, 10)])
def test_every_step_of_a_scale_has_its_own_link(kind: str, first: int, last: int) -> None:
    urls = mail_context(scene(kind), SIGNER)["links"].score_urls
    found = [claims_of("survey", SIGNER.keys, url.rpartition("/")[2], jobs()[kind].now) for url in urls]
    assert [each["score"] for each in found] == [str(score) for score in range(first, last + 1)]
    assert {each["survey"] for each in found} == {kind.rpartition("_")[2]}
    about = scene(kind).row.about
    assert {each[about.type] for each in found} == {about.id}


def test_nobody_to_write_to_is_said() -> None:
    there = scene("late_parcel")
    gone = replace(there, row=replace(there.row, to="customer:gone"))
    with pytest.raises(PermanentError, match="customer:gone is not there any more"):
        mail_context(gone, SIGNER)
