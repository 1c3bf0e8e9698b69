"""The week's digest, over the store in memory: once a week, in Slack and by mail."""

import json
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from chalicelib import deliver_digest, deliver_email, nightly
from chalicelib.care.effects import Decision, RecordFact
from chalicelib.care.team_rules import Digest
from chalicelib.care.world import World as CareWorld
from chalicelib.deliver import _job
from chalicelib.desk.digest import parts
from chalicelib.desk.posting import prepare
from chalicelib.errors import PermanentError
from chalicelib.metrics.definitions import definition
from chalicelib.metrics.kinds import Row
from chalicelib.metrics.week import Compared, ToDo, WeekReport
from chalicelib.overview import overview
from chalicelib.store.port import Mark
from ops.simulation.cast import MARTA, ZUZANA
from ops.simulation.world import World
from tests.desk.limits import check_blocks

READERS = ("owner@lumen.example", "ops@lumen.example")


@pytest.fixture
def monday(world: World) -> World:
    """A team with a week behind it, on a Monday morning."""
    world.policies["demo"] = replace(world.policies["demo"], digest=Digest(mail_to=READERS))
    world.staffed(ZUZANA, MARTA)
    world.complains("Kde je moja objednávka #1001?", id_="1_901", account="770", author="Nina")
    world.pump()
    world.now += timedelta(days=7 - world.now.weekday())
    return world


def test_a_week_is_told_once_whatever_rings_twice(monday: World) -> None:
    for _ in range(2):
        nightly.end_week(monday.services, monday.policies)
        monday.pump()
    rows = monday.rows("digest")
    assert sorted((row.channel, row.to) for row in rows) == [
        ("email", "reader:0"), ("email", "reader:1"), ("slack", "slack:team"),
    ]  # fmt: skip
    assert not any(reader in json.dumps(dict(row.params)) + row.to for row in rows for reader in READERS)


def test_other_days_end_no_week(monday: World) -> None:
    monday.now += timedelta(days=1)
    nightly.end_week(monday.services, monday.policies)
    monday.pump()
    assert monday.rows("digest") == []


def test_it_reads_well_in_slack_and_by_mail(monday: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nightly.end_week(monday.services, monday.policies)
    monday.pump()
    slack = next(row for row in monday.rows("digest") if row.channel == "slack")
    job = _job(monday.services, slack, monday.now)
    made = prepare(slack, job.world, job.policy, lambda _: {}, monday.now, overview=lambda: overview(
        job.services.store, slack, job.world, job.policy, monday.now
    ))  # fmt: skip
    check_blocks(made.arguments["blocks"])
    said = json.dumps(made.arguments["blocks"], ensure_ascii=False)
    assert made.arguments["text"].startswith("Your week, ")
    assert "Cases opened: *1*" in said
    assert "First response" not in said, "what has no data in either week is left out"
    sent: list[bytes] = []
    monkeypatch.setattr(deliver_digest.email, "send", lambda _row, mail, *_: sent.append(mail) or _Sent())
    mail_row = next(row for row in monday.rows("digest") if row.to == "reader:1")
    deliver_email.send(_job(monday.services, mail_row, monday.now))
    mail = message_from_bytes(sent[0], policy=default)
    assert mail["To"] == READERS[1]
    assert "What to do" in mail.get_body(("html",)).get_content()
    assert "- Cases opened: 1\r\n" in mail.get_body(("plain",)).get_content()


def test_a_reader_whom_the_policy_names_no_more_gets_nothing(monday: World) -> None:
    nightly.end_week(monday.services, monday.policies)
    monday.pump()
    monday.policies["demo"] = replace(monday.policies["demo"], digest=Digest())
    row = next(row for row in monday.rows("digest") if row.channel == "email")
    with pytest.raises(PermanentError, match=r"digest\.mail_to has 0 addresses"):
        deliver_email.send(_job(monday.services, row, monday.now))


def test_of_a_carrier_of_whom_nothing_has_come_no_share_is_said() -> None:
    (late,) = parts(WeekReport(
        first=date(2026, 11, 16), last=date(2026, 11, 22), to_do=(ToDo(what="carrier", key="gls", count=6),),
        numbers=(Compared(definition=definition("cases"), now=Row(value=1), before=Row()),),
    ), CareWorld())[1].lines  # fmt: skip
    assert "gls" in late
    assert "on time" not in late


def test_of_a_time_the_median_is_told_alone() -> None:
    now = Row(value=9000, numerator=9000, denominator=1, median=3600, p90=9000)
    (line,) = parts(WeekReport(
        first=date(2026, 11, 16), last=date(2026, 11, 22),
        numbers=(Compared(definition=definition("first_response_time"), now=now, before=Row()),),
    ), CareWorld())[0].lines  # fmt: skip
    assert line == "First response time: *1 h*"


def test_a_product_is_named_by_its_title_with_the_id_beside_it() -> None:
    todo = ToDo(what="product", key="8101", title="Lampa *Luna*", count=8, beside=33.3333, behind=("damaged",))
    (line,) = parts(WeekReport(
        first=date(2026, 11, 16), last=date(2026, 11, 22), to_do=(todo,),
        numbers=(Compared(definition=definition("cases"), now=Row(value=1), before=Row()),),
    ), CareWorld())[1].lines  # fmt: skip
    assert "(8101)" in line
    assert "8 contacts, 33.3 for each 100 sold" in line


def test_what_is_not_settled_is_told_to_who_asks_in_slack(monday: World) -> None:
    case = monday.case
    fact = RecordFact(id="f", name="first_resolution", at=monday.now, dimensions={"agent": "U1"})
    mark = Mark(shop="demo", event="f", receipt="f", now=monday.now)
    monday.store.commit(monday.store.load("demo", [case.ref]), Decision((fact,)), mark)
    monday.pump()
    row = replace(monday.rows("case_card")[0], to="agent:U9", params={"said": "numbers"})
    seen = overview(monday.store, row, monday.store.every("demo", "agent").world, monday.policies["demo"], monday.now)
    assert {meant.name for meant, number in seen.numbers if not number.settled} == {"first_contact_resolution"}


class _Sent:
    provider_id = "ses-1"
