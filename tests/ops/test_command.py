"""The operator's command, on a store in memory where it needs one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.care.state import Agent, Case
from chalicelib.receipts import Delivery, Receipt
from chalicelib.sources.base import OUTSIDE
from chalicelib.store.memory import MemoryStore
from ops.cli import pausing, people, receipts, sending, talks, team, why
from ops.cli.__main__ import app
from ops.shop_events import BUYERS, order_placed, sale
from tests.ops.operating import NOW, in_memory

PAYLOADS = Path(__file__).parents[1] / "payloads"
RUNNER = CliRunner()


def run(*arguments: str) -> Result:
    return RUNNER.invoke(app, list(arguments))


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Services:
    return in_memory(monkeypatch, pausing, people, receipts, talks, team, why)


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "send",
        "read",
        "why",
        "receipts",
        "replay",
        "roster",
        "macros",
        "book",
        "who",
        "log",
        "pause",
        "doctor",
        "simulate",
    ],
)
def test_every_command_explains_itself(command: str) -> None:
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert "Usage: " in shown.output


def commands(of: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    for part, command in getattr(of, "commands", {}).items():
        inside = list(commands(command, f"{name}{part} "))
        yield from inside or [(f"{name}{part}", command)]


def test_every_command_shows_an_example_of_itself() -> None:
    for name, command in commands(typer.main.get_command(app)):
        assert f"./aftercare {name}" in (command.help or ""), name


def test_read_says_what_a_webhook_would_become() -> None:
    shown = run("read", "shopify", str(PAYLOADS / "shopify" / "orders_create.json"), "--json")
    assert shown.exit_code == 0
    assert [event["event"] for event in json.loads(shown.output)["events"]] == ["OrderPlaced"]


@pytest.mark.parametrize("source", sorted(OUTSIDE))
def test_read_tells_of_every_payload_file_without_a_stack(source: str) -> None:
    files = [file for file in sorted((PAYLOADS / source).iterdir()) if ".headers" not in file.name]
    assert files
    for file in files:
        beside = file.with_name(f"{file.stem}.headers.json")
        headers = ("--headers", str(beside)) if beside.exists() else ()
        shown = run("read", source, str(file), *headers, "--json")
        if file.stem.startswith("hostile_"):
            assert (shown.exit_code, bool(json.loads(shown.stdout)["unreadable"])) == (1, True)
            continue
        assert shown.exit_code == 0, file.name
        told = json.loads(shown.output)
        assert told["events"] or told["ignored"] or told["unknown"] or told["fetches"], file.name


def test_read_reads_a_mail_as_it_lies_in_the_bucket() -> None:
    for file in sorted((PAYLOADS / "mail").glob("*.eml")):
        (event,) = json.loads(run("read", "mail", str(file), "--json").output)["events"]
        assert event["event"] in ("MessageReceived", "MailReported"), file.name


def test_a_mail_is_laid_into_the_bucket_and_told_of(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    assert services
    done: list[dict[str, Any]] = []

    class Client:
        def put_object(self, **request: Any) -> None:
            done.append(request)

        def publish(self, **request: Any) -> None:
            done.append(request)

    monkeypatch.setattr("boto3.client", lambda _: Client())
    monkeypatch.setattr(sending, "opened", lambda *_: services)
    mail = PAYLOADS / "mail" / "photo.eml"
    assert run("send", "mail", str(mail)).exit_code == 2
    monkeypatch.setenv("AFTERCARE_BUCKET", "bucket")
    monkeypatch.setenv("AFTERCARE_MAIL_TOPIC", "topic")
    assert run("send", "mail", str(mail)).exit_code == 0
    laid, told = done
    assert laid["Body"] == mail.read_bytes()
    assert json.loads(told["Message"])["receipt"]["action"]["objectKey"] == laid["Key"]


def test_read_reads_slacks_payload_as_the_form_it_comes_in() -> None:
    shown = run("read", "slack", str(PAYLOADS / "slack" / "block_actions_claim.json"), "--json")
    assert json.loads(shown.output)["events"][0]["event"] == "CaseClaimed"


def test_read_says_why_it_cannot_be_read(tmp_path: Path) -> None:
    body = tmp_path / "broken.json"
    body.write_text('{"id": ')
    (tmp_path / "broken.headers.json").write_text('{"X-Shopify-Topic": "orders/create"}')
    shown = run("read", "shopify", str(body))
    assert shown.exit_code == 1
    assert "would be parked" in shown.output


def test_asked_wrongly_is_exit_code_2(tmp_path: Path) -> None:
    assert run("read", "nobody", str(tmp_path)).exit_code == 2
    assert run("read", "shopify", str(tmp_path / "missing.json")).exit_code == 2
    assert run("replay").exit_code == 2


def test_the_roster_is_imported_and_listed(services: Services) -> None:
    assert run("roster", "import", "ops/story/roster.toml").exit_code == 0
    agents = json.loads(run("roster", "list", "--json").output)
    assert {agent["id"] for agent in agents} == {"U0ZUZANA", "U0ADAM", "U0MARTA"}
    assert run("roster", "away", "U0ADAM").exit_code == 0
    assert services.store.every("demo", "agent").world.agent("U0ADAM").away  # type: ignore[union-attr]
    assert run("roster", "back", "U0ADAM").exit_code == 0
    assert not services.store.every("demo", "agent").world.agent("U0ADAM").away  # type: ignore[union-attr]
    assert run("roster", "away", "U0NOBODY").exit_code == 1


def test_a_roster_file_with_a_mistake_changes_nothing(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text('[[agent]]\nid = "U1"\nnickname = "Zuza"\n')
    assert run("roster", "import", str(file)).exit_code == 1
    assert services.store.every("demo", "agent").world.every(Agent) == ()


def test_messages_are_paused_by_kind_and_resumed(services: Services) -> None:
    assert run("pause", "late_parcel", "--reason", "wrong dates").exit_code == 0
    assert services.store.setting("demo", "pause") == {"late_parcel": "wrong dates"}
    assert run("pause", "all").exit_code == 0
    assert run("resume", "all").exit_code == 0
    assert services.store.setting("demo", "pause") == {}
    assert run("pause", "everything").exit_code == 2


def test_why_finds_an_order_by_its_name_and_a_customer_by_address(services: Services) -> None:
    order = sale(1001, BUYERS[0], NOW.date())
    outgoing = order_placed(order)
    headers = {name.lower(): value for name, value in outgoing.headers.items()}
    _stored(services, "shopify", outgoing.body, headers)
    for name in ("#1001", "1001", f"order:shopify:{order.id}", "Jana.Kovacova@example.com"):
        shown = json.loads(run("why", name, "--json").output)
        whats = [line["what"] for lines in shown["timelines"].values() for line in lines]
        assert "order.placed" in whats, name
    assert run("why", "#9999").exit_code == 1


def test_records_are_linked_parted_and_disowned(services: Services) -> None:
    for number, buyer in ((1001, BUYERS[0]), (1002, BUYERS[1])):
        outgoing = order_placed(sale(number, buyer, NOW.date()))
        _stored(services, "shopify", outgoing.body, {n.lower(): v for n, v in outgoing.headers.items()}, f"r{number}")
    one, two = BUYERS[0].email, BUYERS[1].email
    assert run("who", "link", one, two).exit_code == 0
    records = json.loads(run("who", "show", two, "--json").output)
    assert [record["email"] for record in records] == [two, one]
    assert records[0]["links"][0][2] == "operator"
    shown = run("who", "show", two).output.splitlines()
    assert max(map(len, shown)) <= 80
    assert any(line.rstrip().endswith(f" {two.lower()}") for line in shown), "whole, to be pasted into the next command"
    assert run("who", "link", one, one).exit_code == 1
    assert run("who", "unlink", two).exit_code == 0
    assert run("who", "unlink", two).exit_code == 1
    assert run("who", "disown", one, "email", one.lower()).exit_code == 0
    assert run("who", "show", one).exit_code == 1
    assert run("who", "disown", two, "email", "nobody@example.com").exit_code == 1


def test_a_parked_receipt_is_listed_and_replayed(services: Services) -> None:
    _stored(services, "shopify", b'{"id": ', {"x-shopify-topic": "orders/create"})
    parked = json.loads(run("receipts", "--json").output)
    assert [receipt["status"] for receipt in parked] == ["parked"]
    assert run("replay", "--all-parked").exit_code == 0
    again = services.store.receipt(parked[0]["id"])
    assert again is not None
    assert (again.status, again.attempts) == ("parked", 1)
    assert run("replay", "nothing").exit_code == 1


def _stored(services: Services, source: str, body: bytes, headers: dict[str, str], id_: str = "r1") -> None:
    receipt = Receipt(id=id_, shop="demo", source=source, received_at=NOW)
    assert services.store.put_receipt(receipt, Delivery(headers=headers, body=body))


def test_a_call_is_logged_from_a_file(services: Services, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Kde je môj balík? Zajtra.", encoding="utf-8")
    said = run("log", "call", "--customer", "jana@post.example", "--file", str(notes), "--solved",
               "--at", "2026-11-24T09:30+01:00")  # fmt: skip
    assert (said.exit_code, said.output.strip()) == (0, "the call is logged, as solved")
    (case,) = cases(services)
    assert (case.channel, case.state, case.lines[0].text) == ("phone", "resolved", "Kde je môj balík? Zajtra.")
    assert case.opened_at == NOW - timedelta(minutes=30)
    # Once known by the address, the record is named, and its cases go on.
    assert run("log", "chat", "--case", case.id, "--file", str(notes)).exit_code == 0
    assert [each.reopened for each in cases(services)] == [1]


def cases(services: Services) -> list[Case]:
    assert isinstance(services.store, MemoryStore)
    return [found for _, found in services.store._subjects.values() if isinstance(found, Case)]


@pytest.mark.parametrize(
    ("arguments", "why_not"),
    [
        (("--customer", "nobody"), "no customer of shop demo is known as"),
        ((), "with whom?"),
        (("--case", "k9"), "has no case k9"),
        (("--customer", "a@post.example", "--at", "yesterday"), "is no time"),
        (("--customer", "a@post.example", "--at", "2026-11-24T09:30"), "has no zone"),
    ],
)
def test_what_cannot_be_logged_is_said(
    services: Services, tmp_path: Path, arguments: tuple[str, ...], why_not: str
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Haló")
    said = run("log", "call", "--file", str(notes), *arguments)
    assert said.exit_code in (1, 2)
    assert why_not in " ".join(said.output.split())
    assert cases(services) == []
