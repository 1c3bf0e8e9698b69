"""How soon a webhook and a press in Slack are answered on the local stack, cold and warm.

    .venv/bin/python -m ops.bench.answering

The stack is the packaged one, behind MiniStack's API Gateway: a cold start is a new process that imports the artifact,
as Lambda's is, on this machine's processor. What Lambda adds (fetching the code, a processor of its own size) is not
in it.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from ops import shop_events, web
from ops.local import Local
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


def measure(local: Local, cold: int = COLD, warm: int = WARM) -> list[Figure]:
    """Every request so many times on a running stack, one after the other, while nothing else runs on it."""
    return [
        Figure(what, start, tuple(_timed(local, ask, start == "cold") for _ in range(times)))
        for what, ask in _requests(local).items()
        for start, times in (("cold", cold), ("warm", warm))
    ]


def table(figures: list[Figure]) -> str:
    """The figures as a table of docs/benchmarks.md."""
    rows = (
        f"| {each.what} | {each.start} | {len(each.seconds)} | {each.median:.2f} | {each.most:.2f} |"
        for each in figures
    )
    return "\n".join(("| request | start | times | median, s | most, s |", "|---|---|---|---|---|", *rows))


def _requests(local: Local) -> dict[str, Callable[[], web.Answer]]:
    numbers: Iterator[int] = iter(range(5001, 9999))

    def order() -> web.Answer:
        sale = shop_events.sale(next(numbers), BUYERS[0], Stage(local).today + timedelta(days=2))
        return local.deliver(shop_events.order_placed(sale))

    return {
        "webhook: an order": order,
        "press: claim": lambda: local.presses.press(ZUZANA, _card("case_claim"), "case_claim"),
        "press: reply, opens the dialog": lambda: local.presses.press(ZUZANA, _card("case_reply"), "case_reply"),
    }


def _card(action: str) -> Message:
    """A card with one button. Its case is unknown, which is found out only after the answer."""
    value = '{"case": "bench", "version": 1, "shop": "demo"}'
    button = {"type": "button", "text": {"type": "plain_text", "text": action}, "action_id": action, "value": value}
    return Message(channel="C0TEAM", ts="1.000001", text="", blocks=[{"type": "actions", "elements": [button]}])


def _timed(local: Local, ask: Callable[[], web.Answer], cold: bool) -> float:
    Stage(local).settled()
    if cold:
        cool(local.stack)
    begun = time.perf_counter()
    answer = ask()
    seconds = time.perf_counter() - begun
    if answer.status != 200:
        raise AssertionError(f"answered with {answer.status}: {answer.text[:200]}")
    return seconds


def cool(stack: Stack) -> None:
    """Make the next call of the API a cold start: a function whose settings change gets a new process."""
    client, name = stack.client("lambda"), stack.function("api_handler")
    variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    client.update_function_configuration(
        FunctionName=name, Environment={"Variables": variables | {"BENCH_COOLED_AT": str(time.time_ns())}}
    )
    deadline = time.monotonic() + PATIENCE
    while client.get_function_configuration(FunctionName=name)["LastUpdateStatus"] != "Successful":
        if time.monotonic() > deadline:
            raise AssertionError(f"{name} is not ready after {PATIENCE:.0f} s")
        time.sleep(0.05)


def main() -> None:
    """The command line."""
    with Local.start() as local:
        local.standins.start()
        print(table(measure(local)))


if __name__ == "__main__":
    main()
