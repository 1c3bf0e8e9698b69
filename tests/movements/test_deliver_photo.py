"""Pictures that come by mail are shown under the case's card; nothing else of a mail ever is."""

from typing import Any

import pytest

from chalicelib import deliver_photo, mail_object
from chalicelib.channels import slack_files
from chalicelib.deliver import Job
from chalicelib.desk.scene import card_anchor
from chalicelib.errors import PermanentError
from chalicelib.slack_post import row_anchor
from ops import mails
from ops.simulation.world import World
from tests.sources.test_mail import eml, made


class Slack:
    """Takes what it is shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str, bytes, tuple[str, str]]] = []
        self.found: str | None = None

    def show(self, _: Any, title: str, type_: str, content: bytes, where: tuple[str, str], *__: str) -> str:
        self.shown.append((title, type_, content, where))
        return f"F{len(self.shown)}"

    def find(self, *_: Any) -> str | None:
        return self.found


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    taken = Slack()
    monkeypatch.setattr(slack_files, "show", taken.show)
    monkeypatch.setattr(slack_files, "find", taken.find)
    return taken


def jobs(world: World) -> list[Job]:
    return [job for job in world.slack.jobs if job.row.kind == "case_photo"]


def test_every_picture_is_a_message_of_its_own_and_nothing_else_is_shown(world: World, slack: Slack) -> None:
    world.staffed()
    world.mails(eml("photos_and_pdf"))
    world.store.put_post("demo", card_anchor(world.case.id), {"channel": "C1", "ts": "1.1"})
    for job in jobs(world):
        assert deliver_photo.send(job, "xoxb-1", "https://slack.example/")
    assert [(title, type_, where) for title, type_, _, where in slack.shown] == [
        ("one.png", "image/png", ("C1", "1.1")), ("two.png", "image/jpeg", ("C1", "1.1")),
    ]  # fmt: skip
    assert slack.shown[0][2].startswith(b"\x89PNG")
    anchors = [row_anchor(job.row.id, job.row.about) for job in jobs(world)]
    assert [world.store.post("demo", anchor) for anchor in anchors] == [{"file": "F1"}, {"file": "F2"}]
    assert [file.name for file in world.case.lines[-1].files] == ["one.png", "two.png", "účtenka.pdf", "x.svg"]


def test_a_picture_in_a_later_mail_comes_under_the_same_card(world: World) -> None:
    world.staffed()
    world.mails(made(Subject="Rozbitá lampa", Message_ID="<1@example.sk>"))
    world.mails(eml("photo"))
    assert [job.row.about for job in jobs(world)] == [world.case.ref]


def test_one_that_is_gone_is_not_tried_for_ever(world: World, slack: Slack) -> None:
    world.staffed()
    raw = eml("photo")
    world.mails(raw)
    world.store.drop_file(mails.key(raw))
    (job,) = jobs(world)
    with pytest.raises(PermanentError, match="35 days"):
        deliver_photo.send(job, "xoxb-1", "https://slack.example/")
    assert slack.shown == []


def test_what_may_stand_there_is_looked_for(world: World, slack: Slack) -> None:
    world.staffed()
    world.mails(eml("photo"))
    (job,) = jobs(world)
    assert deliver_photo.recover(job, "xoxb-1", "https://slack.example/") is None
    slack.found = "F9"
    assert deliver_photo.recover(job, "xoxb-1", "https://slack.example/") == "F9"
    assert world.store.post("demo", row_anchor(job.row.id, job.row.about)) == {"file": "F9"}


def test_only_pictures_by_their_bytes_are_given_out(world: World) -> None:
    world.staffed()
    world.mails(eml("photos_and_pdf"))
    at = [file.at for file in world.case.lines[-1].files]
    assert [bool(mail_object.photo(world.store, each)) for each in at] == [True, True, False, False]
    assert mail_object.photo(world.store, "") is None
