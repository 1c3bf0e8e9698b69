"""What an agent sends along, from Slack to the customer's mailbox."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from chalicelib import deliver_email, deliver_slack, export
from chalicelib.care.attachments import of_slack
from chalicelib.care.vocabulary import Attachment
from chalicelib.channels import email, slack_downloads
from chalicelib.errors import ChannelError, PermanentError, TemporaryError
from ops.simulation.world import World
from tests.movements.test_deliver_email import Ses
from tests.rules import erasing
from tests.rules.erasing import Chat
from tests.sources.test_mail import eml

CONTENTS: dict[str, bytes] = {"F1AB": b"%PDF a label", "F2CD": b"\xff\xd8 a photo"}


def a_file(id_: str, name: str, type_: str) -> Attachment:
    made = of_slack(id_, name, type_, len(CONTENTS[id_]))
    assert made
    return made


FILES = (a_file("F1AB", "štítok na vrátenie.pdf", "application/pdf"), a_file("F2CD", "lampa.jpg", "image/jpeg"))


class Slack:
    """Slack's files. `refuses`: what happens at each download in turn, before it gives any."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refuses: list[ChannelError] = []
        self.asked: list[tuple[str, int, str]] = []
        monkeypatch.setattr(slack_downloads, "content", self.content)

    def content(self, file_id: str, most: int, token: str, api_url: str) -> bytes:
        assert api_url.startswith("https://slack.com/")
        self.asked.append((file_id, most, token))
        if self.refuses and file_id == "F2CD":
            raise self.refuses.pop()
        return CONTENTS[file_id]


@pytest.fixture
def ses(world: World, monkeypatch: pytest.MonkeyPatch) -> Ses:
    provider = Ses()
    monkeypatch.setattr(email, "_client", lambda: provider)
    world.senders["email"] = deliver_email
    return provider


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    return Slack(monkeypatch)


@pytest.fixture
def asked(world: World) -> World:
    """Somebody has written a mail, and an agent has their case."""
    world.staffed().order()
    world.mails(eml("signature"))
    world.press("case_claim")
    return world


def attached(mail: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in mail.iter_attachments()}  # type: ignore[misc]


def test_files_reach_the_customer_with_the_words(asked: World, ses: Ses, slack: Slack) -> None:
    asked.reply("V prílohe je štítok.", files=FILES)
    assert attached(ses.mail) == {"štítok na vrátenie.pdf": CONTENTS["F1AB"], "lampa.jpg": CONTENTS["F2CD"]}
    body = ses.mail.get_body(("plain",))
    assert body
    assert "V prílohe je štítok." in body.get_content()
    assert [(id_, token) for id_, _, token in slack.asked] == [("F1AB", "xoxb-1"), ("F2CD", "xoxb-1")]
    assert slack.asked[1][1] == slack.asked[0][1] - len(CONTENTS["F1AB"]), "together they have one limit"


@pytest.mark.usefixtures("ses", "slack")
def test_the_timeline_the_card_and_the_thread_name_them(asked: World) -> None:
    asked.reply("V prílohe.", files=FILES)
    assert asked.case.lines[-1].files == FILES
    (why,) = asked.lines(asked.case.ref, "case.replied")
    assert "štítok na vrátenie.pdf, lampa.jpg" in why
    said = [row for row in asked.rows("case_line") if row.params["line"] == "replied"]
    assert "lampa.jpg" in said[0].params["files"]


def test_a_file_that_is_gone_stops_the_whole_mail_and_the_agent_is_told(asked: World, ses: Ses, slack: Slack) -> None:
    before = len(ses.requests)
    slack.refuses = [PermanentError(slack_downloads.GONE)]
    asked.reply("V prílohe.", files=FILES)
    assert len(ses.requests) == before
    assert asked.row("agent_reply").status == "failed"
    trouble = asked.row("message_trouble")
    assert (trouble.about, trouble.params["reason"]) == (asked.case.ref, slack_downloads.GONE)


def test_while_slack_is_away_the_mail_waits_for_its_files(asked: World, ses: Ses, slack: Slack) -> None:
    before = len(ses.requests)
    slack.refuses = [TemporaryError("Slack cannot be reached")]
    asked.reply("V prílohe.", files=FILES)
    assert len(ses.requests) == before
    asked.run(minutes=3)
    assert len(attached(ses.mail)) == 2
    assert asked.row("agent_reply").status == "sent"


def test_a_reply_that_goes_by_a_network_by_now_is_refused_and_says_so(world: World) -> None:
    world.staffed().order()
    world.complains()
    world.reply("Pozrite prílohu.", files=FILES)
    assert world.rows("agent_reply") == []
    refused = world.row("press_refused")
    assert (refused.to, refused.params["reason"]) == ("agent:U1", "files_not_there")


@pytest.mark.usefixtures("ses", "slack")
def test_an_export_names_what_went_along(asked: World) -> None:
    asked.reply("V prílohe.", files=FILES)
    document = export.export(asked.store, "demo", asked.customer.ref, asked.now + timedelta(minutes=1))
    (message,) = [each for each in document["messages"] if each["kind"] == "agent_reply"]
    assert "F1AB\tštítok na vrátenie.pdf" in message["says"]["files"]
    (case,) = document["cases"]
    assert "lampa.jpg" in str(case["lines"][-1])


@pytest.mark.usefixtures("ses", "slack")
def test_an_erasure_leaves_no_file_s_name(asked: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Chat(monkeypatch)
    asked.senders["slack"] = deliver_slack
    asked.reply("V prílohe.", files=FILES)
    case, row = asked.case.ref, asked.row("agent_reply").id
    erasing.erase(asked)
    assert asked.case.lines == ()
    left = asked.store.row(row)
    assert left
    assert dict(left.params) == {}
    kept = repr(asked.rows()) + repr(asked.store.timeline("demo", case))
    assert "lampa.jpg" not in kept
    assert "F2CD" not in kept
