"""The wait that a customer is told, from their mail to the number that says how right it was."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib import deliver_email
from chalicelib.channels import email
from chalicelib.metrics.answers import answer
from ops.simulation.world import DEMO, World
from tests.movements.test_deliver_email import Ses
from tests.sources.test_mail import made

TELLING = replace(DEMO, messages=replace(DEMO.messages, first_reply=True))
DAY = date(2026, 11, 23)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> tuple[World, Ses]:
    ses, made_ = Ses(), World(policies={"demo": TELLING}).staffed()
    monkeypatch.setattr(email, "_client", lambda: ses)
    made_.senders["email"] = deliver_email
    return made_, ses


def number(world: World, name: str) -> float | None:
    (row,) = answer(world.store, "demo", TELLING, name, DAY, DAY).rows
    return row.value


def test_who_writes_is_told_by_mail_and_how_right_it_was_is_a_number(world: tuple[World, Ses]) -> None:
    played, ses = world
    played.mails(made("Dobrý deň, kedy mi príde objednávka? Ďakujem.", Subject="Lampa"))
    wait = played.case.clocks.told_until
    assert wait is not None
    body = ses.mail.get_body(("plain",))
    assert body is not None
    assert f"Odpoveď očakávajte dnes do {wait.astimezone(TELLING.zone_info):%H:%M}" in body.get_content()
    told, began = wait - played.case.opened_at, played.now
    played.later(minutes=3).press("case_claim")
    played.reply("Je na ceste.")
    assert number(played, "expected_wait") == told.total_seconds()
    assert number(played, "expected_wait_off") == abs((played.now - wait).total_seconds())
    assert number(played, "expected_wait_kept") == 1
    assert (played.now - began).total_seconds() == 180
