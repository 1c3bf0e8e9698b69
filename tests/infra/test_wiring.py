"""The deployed stack: what wakes which function. What the functions then do is tested elsewhere."""

import os
import time
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.ministack import MiniStack
from ops.stack import FUNCTIONS, Stack

PATIENCE = 120.0  # seconds; a cold start takes two, on a machine with other work much longer


def until(done: Callable[[], bool]) -> bool:
    """Whether it comes true in good time."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def runs(stack: Stack, function: str) -> int:
    """How often a function was started."""
    return stack.logs(function).count("START RequestId")


def put(stack: Stack, kind: str, status: str) -> str:
    """Put an item that is of a kind and status and nothing else."""
    pk = f"wiring#{uuid.uuid4()}"
    item = {"pk": {"S": pk}, "sk": {"S": "-"}, "kind": {"S": kind}, "status": {"S": status}}
    stack.client("dynamodb").put_item(TableName=stack.table, Item=item)
    return pk


def test_the_api_answers(stack: Stack) -> None:
    with urllib.request.urlopen(f"{stack.api_url}/health") as answer:
        assert answer.status == 200
        assert b"ok" in answer.read()
    assert runs(stack, "api_handler") >= 1


def test_functions_know_where_everything_is(stack: Stack) -> None:
    for name in FUNCTIONS:
        about = stack.client("lambda").get_function_configuration(FunctionName=stack.function(name))
        told = about["Environment"]["Variables"]
        assert told["AFTERCARE_TABLE"] == stack.table
        assert told["AFTERCARE_BUCKET"] == stack.bucket
        assert told["AFTERCARE_BASE_URL"] == "https://care.example.test"
        assert about["Role"].endswith(stack.role(name))


def test_event_sources_reach_aws_as_written(stack: Stack) -> None:
    mappings = stack.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert len(mappings) == 6
    for mapping in mappings:
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        if ":dynamodb:" in mapping["EventSourceArn"]:
            assert mapping["FilterCriteria"]["Filters"]
            assert mapping["MaximumRetryAttempts"] == 5
            assert mapping["DestinationConfig"]["OnFailure"]["Destination"].endswith("EventDeadLetters") or (
                "EventDeadLetters" in mapping["DestinationConfig"]["OnFailure"]["Destination"]
            )


def test_react_is_woken_by_new_receipts_alone(stack: Stack) -> None:
    before = runs(stack, "react")
    put(stack, "subject", "new")
    put(stack, "receipt", "done")
    pk = put(stack, "receipt", "parked")
    stack.client("dynamodb").update_item(
        TableName=stack.table,
        Key={"pk": {"S": pk}, "sk": {"S": "-"}},
        UpdateExpression="SET #s = :new",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":new": {"S": "new"}},
    )
    # One stream, in order: had an earlier item woken it, that run would come first.
    assert until(lambda: runs(stack, "react") > before)
    assert runs(stack, "react") == before + 1 or "MODIFY" in stack.logs("react")


def test_relay_is_woken_by_rows(stack: Stack) -> None:
    before = runs(stack, "relay")
    put(stack, "outbox", "new")
    assert until(lambda: runs(stack, "relay") > before)


@pytest.mark.parametrize("channel", ["email", "slack", "social", "store"])
def test_every_queue_wakes_its_worker(stack: Stack, channel: str) -> None:
    before = runs(stack, f"deliver_{channel}")
    stack.client("sqs").send_message(QueueUrl=stack.queues[channel], MessageBody="nothing of ours")
    assert until(lambda: runs(stack, f"deliver_{channel}") > before)


def test_what_ses_says_wakes_mail_in(stack: Stack) -> None:
    before = runs(stack, "mail_in")
    stack.notify({"eventType": "Delivery"})
    assert until(lambda: runs(stack, "mail_in") > before)


def test_stopping_leaves_no_process(stack: Stack) -> None:
    with MiniStack.start() as other:
        folder = other.folder.name
        assert other.port != stack.aws.port
        assert running(folder)
    assert not running(folder)
    assert not other.folder.exists()


def running(folder: str) -> list[str]:
    """The processes that work in a folder of that name."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if folder in os.readlink(process / "cwd") or folder.encode() in (process / "cmdline").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found
