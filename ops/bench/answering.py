"""How soon a webhook and a press in Slack are answered on the local stack, cold and warm.

    .venv/bin/python -m ops.bench.answering

The stack is the packaged one, behind MiniStack's API Gateway: a cold start is a new process that imports the artifact,
as Lambda's is, on this machine's processor. What Lambda adds (fetching the code, a processor of its own size) is not
in it. What the local stack itself takes is shown by the bare handler (bare/app.py): it is deployed beside, in the same
package, and invoked without the gateway.
"""

import io
import json
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ops import bytecode, shop_events, web
from ops.bench.starts import BARE, HERE, gateways_event
from ops.local import Local
from ops.package import package
from ops.shop_events import BUYERS
from ops.stack import Stack
from ops.standins.slack_workspace import Message
from ops.story.stage import ZUZANA, Stage

COLD, WARM = 7, 20
PATIENCE = 60.0  # seconds until a changed function must be ready


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds from the first byte sent to the whole answer. `start` is cold or warm."""

    what: str
    start: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def most(self) -> float:
        return max(self.seconds)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `function`: the physical name of what answers it; `ask`: makes it, and gives the answer's status."""

    what: str
    function: str
    ask: Callable[[], int]


def measure(local: Local, cold: int = COLD, warm: int = WARM) -> list[Figure]:
    """Every request so many times on a running stack, one after the other, while nothing else runs on it."""
    return [
        Figure(each.what, start, tuple(_timed(local, each, start == "cold") for _ in range(times)))
        for each in _requests(local)
        for start, times in (("cold", cold), ("warm", warm))
    ]


def table(figures: list[Figure]) -> str:
    """The figures as a table of docs/benchmarks.md."""
    rows = (
        f"| {each.what} | {each.start} | {len(each.seconds)} | {each.median:.2f} | {each.most:.2f} |"
        for each in figures
    )
    return "\n".join(("| request | start | times | median, s | most, s |", "|---|---|---|---|---|", *rows))


def _requests(local: Local) -> tuple[Asked, ...]:
    numbers: Iterator[int] = iter(range(5001, 9999))

    def order() -> web.Answer:
        sale = shop_events.sale(next(numbers), BUYERS[0], Stage(local).today + timedelta(days=2))
        return local.deliver(shop_events.order_placed(sale))

    def press(action: str) -> Callable[[], int]:
        return lambda: local.presses.press(ZUZANA, _card(action), action).status

    ours = local.stack.function("api_handler")
    return (
        Asked("the bare handler: an order", *_bare(local.stack)),
        Asked("webhook: an order", ours, lambda: order().status),
        Asked("press: claim", ours, press("case_claim")),
        Asked("press: reply, opens the dialog", ours, press("case_reply")),
    )


def _bare(stack: Stack) -> tuple[str, Callable[[], int]]:
    """Deploy the bare handler with the role and the settings of ours; its name, and what invokes it."""
    client = stack.client("lambda")
    ours = client.get_function_configuration(FunctionName=stack.function("api_handler"))
    client.create_function(
        FunctionName=BARE, Code={"ZipFile": _with_bare_app(package("local").archive)}, Handler="app.app",
        **{name: ours[name] for name in ("Role", "Runtime", "Environment", "MemorySize", "Timeout")},
    )  # fmt: skip
    event = json.dumps(gateways_event(5000, "/in"))

    def invoke() -> int:
        answer = client.invoke(FunctionName=BARE, Payload=event)
        return int(json.loads(answer["Payload"].read())["statusCode"])

    return BARE, invoke


def _with_bare_app(archive: Path) -> bytes:
    """A package with the bare app.py in the place of ours."""
    made, source = io.BytesIO(), (HERE / BARE / "app.py").read_bytes()
    bare = {"app.py": source, bytecode.place("app.py"): bytecode.compiled("app.py", source)}
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, bare.get(name) or old.read(name))
    return made.getvalue()


def _card(action: str) -> Message:
    """A card with one button. Its case is unknown, which is found out only after the answer."""
    value = '{"case": "bench", "version": 1, "shop": "demo"}'
    button = {"type": "button", "text": {"type": "plain_text", "text": action}, "action_id": action, "value": value}
    return Message(channel="C0TEAM", ts="1.000001", text="", blocks=[{"type": "actions", "elements": [button]}])


def _timed(local: Local, asked: Asked, cold: bool) -> float:
    Stage(local).settled()
    if cold:
        cool(local.stack, asked.function)
    begun = time.perf_counter()
    status = asked.ask()
    seconds = time.perf_counter() - begun
    if status != 200:
        raise AssertionError(f"{asked.what} was answered with {status}")
    return seconds


def cool(stack: Stack, function: str) -> None:
    """Make a function's next call a cold start: one whose settings change gets a new process."""
    client = stack.client("lambda")
    variables = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    client.update_function_configuration(
        FunctionName=function, Environment={"Variables": variables | {"BENCH_COOLED_AT": str(time.time_ns())}}
    )
    deadline = time.monotonic() + PATIENCE
    while client.get_function_configuration(FunctionName=function)["LastUpdateStatus"] != "Successful":
        if time.monotonic() > deadline:
            raise AssertionError(f"{function} is not ready after {PATIENCE:.0f} s")
        time.sleep(0.05)


def main() -> None:
    """The command line."""
    with Local.start() as local:
        local.standins.start()
        print(table(measure(local)))


if __name__ == "__main__":
    main()
