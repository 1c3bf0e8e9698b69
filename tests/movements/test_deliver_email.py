from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from chalicelib import deliver_email, links
from chalicelib.care.state import Ref
from chalicelib.channels import email
from chalicelib.rendering import render
from ops.simulation.world import World


class Ses:
    """SES, as far as we use it."""

    def __init__(self) -> None:
        self.requests: list[Mapping[str, Any]] = []

    def send_raw_email(self, **request: Any) -> Mapping[str, Any]:
        self.requests.append(request)
        return {"MessageId": f"ses-{len(self.requests)}"}

    @property
    def mail(self) -> EmailMessage:
        found = message_from_bytes(self.requests[-1]["RawMessage"]["Data"], policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@pytest.fixture
def ses(world: World, monkeypatch: pytest.MonkeyPatch) -> Ses:
    provider = Ses()
    monkeypatch.setattr(email, "_client", lambda: provider)
    world.senders["email"] = deliver_email
    return provider


def test_a_mail_goes_out_whole(world: World, ses: Ses) -> None:
    world.order()
    mail = ses.mail
    assert mail["To"] == "Jana Kováčová <jana@example.sk>"
    assert mail["From"] == "Mária Horváthová | Lumen <care@lumen.example>"
    assert mail["Content-Language"] == "sk"
    assert ses.requests[0]["Tags"] == [
        {"Name": "aftercare_message", "Value": world.row("order_received").id},
        {"Name": "aftercare_shop", "Value": "demo"},
    ]
    assert world.row("order_received").provider_id == "ses-1"


def test_an_answer_to_it_leads_back_to_what_it_was_about(world: World, ses: Ses) -> None:
    world.order()
    local, _, _ = ses.mail["Reply-To"].addresses[0].addr_spec.partition("@")
    tag = local.removeprefix("care+")
    assert links.read_short((b"new-link-key",), "demo", tag) == Ref("order", "shopify:1001000")


def test_the_answer_to_a_notice_leads_to_the_order_not_the_parcel(world: World, ses: Ses) -> None:
    world.order()
    world.ships()
    world.late()
    tag = ses.mail["Reply-To"].addresses[0].addr_spec.partition("@")[0].removeprefix("care+")
    assert links.read_short((b"new-link-key",), "demo", tag) == Ref("order", "shopify:1001000")


def test_a_survey_can_be_unsubscribed_by_one_click(world: World, ses: Ses) -> None:
    world.staffed().order()
    world.complains()
    world.press("case_resolve")
    world.tick(hours=24)
    assert ses.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ses.mail["List-Unsubscribe"].startswith("<https://care.example/u/")


def test_a_mail_that_cannot_be_written_fails_and_says_which_part_is_missing(
    world: World, ses: Ses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(render.MAILS, "order_received", ("case.agent_name",))
    world.order()
    assert ses.requests == []
    assert world.row("order_received").status == "failed"
    assert "case" in world.row("order_received").reason
