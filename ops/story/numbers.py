"""Step 7: what it all adds up to."""

import re
from typing import Any

from chalicelib.metrics.recount import Day, recount
from ops import web
from ops.local import SHOP
from ops.story.stage import MARTA, Stage, Step, expect

# The least that the story's orders, parcels, cases and answers come to.
ENOUGH = 30
WANTED = {
    "first_response_time", "resolution_time", "solved_yes_rate", "reopen_rate", "late_parcels", "told_before_asked",
}  # fmt: skip


def _without(stage: Stage) -> str:
    for token in ("", "guessed"):
        answer = stage.local.metrics(token)
        expect(answer.status == 401, f"401 with token {token!r}", f"{answer.status} {answer.text[:200]}")
    return ""


def _summary(stage: Stage) -> str:
    def look() -> dict[str, Any]:
        stage.local.tick()  # the clock counts what waits
        answer = stage.local.metrics()
        expect(answer.status == 200, "200 with the token", f"{answer.status} {answer.text[:300]}")
        return {name: metric | metric["rows"][0] for name, metric in answer.json["metrics"].items()}

    def complete(found: dict[str, Any]) -> bool:
        answers = found["solved_yes_rate"]
        enough = (answers["numerator"] or 0) >= 1 and (answers["denominator"] or 0) >= 2
        return bool(enough and (found["late_parcels"]["value"] or 0) >= 2)

    metrics = stage.until("one Yes of two answers, two late parcels", look, complete)
    expect(set(metrics) >= WANTED, f"{sorted(WANTED)}", sorted(metrics))
    for name in WANTED:
        expect(metrics[name].get("definition"), f"a definition of {name}", metrics[name])
        expect(metrics[name]["value"] is not None, f"a value of {name}", metrics[name])
    reopened, told = metrics["reopen_rate"], metrics["told_before_asked"]
    expect(reopened["numerator"] >= 1 and reopened["denominator"] >= 2, "one reopening of two", reopened)
    expect(told["numerator"] >= 2, "both were told before they asked", told)
    return ", ".join(f"{name} {metrics[name]['value']}" for name in sorted(WANTED))


def _late_now(stage: Stage) -> str:
    def look() -> dict[str, Any]:
        answer = stage.local.metrics(name="late_now")
        expect(answer.status == 200, "200 with the token", f"{answer.status} {answer.text[:300]}")
        return {order["name"]: order for order in answer.json["orders"]}

    found = stage.until(f"{stage.sale.name} among what is late now", look, lambda late: stage.sale.name in late)
    late = found[stage.sale.name]
    expect((late["reason"], late["told"]) == ("weather", True), "late by weather, and told", late)
    expect(late["new_date"] == stage.in_days(5).isoformat(), "expected by the carrier's date", late)
    return f"{len(found)} late, {stage.sale.name} because of {late['reason']}"


def _dashboard(stage: Stage) -> str:
    answer = stage.local.presses.type(MARTA, "numbers")
    expect(answer.status == 200, "200 for the command", answer.status)

    def link() -> list[str]:
        said = " ".join(message.text for message in stage.local.world.whispers(MARTA))
        return re.findall(r"<(https?://[^|>]+/d/[^|>]+)\|", said)

    def page() -> str:
        shown = web.get(stage.until("the lead's way to all numbers", link)[-1])
        expect(shown.status == 200, "the dashboard", f"{shown.status} {shown.text[:300]}")
        return str(shown.text)

    text = stage.until("the dashboard with what is late", page, lambda text: f">{stage.sale.name}</" in text)
    late = re.search(r'id="late-now".*?class="number">\s*([\d,]+)', text, re.DOTALL)
    expect(late and int(late[1].replace(",", "")) >= 1, "how many are late now", late and late[0][-200:])
    expect("weather" in text, "why they are late", text[:300])
    return f"{late[1] if late else 0} late, {len(text.encode()) // 1024} KB"


def _recounted(stage: Stage) -> str:
    """Whatever was repeated, lost or late meanwhile: the tallies are what the facts add up to."""

    def days() -> list[Day]:
        store = stage.local.services().store
        return list(recount(store, SHOP, stage.in_days(-8), stage.in_days(1)))

    found = stage.until("tallies that agree with their facts", days, lambda every: all(day.agrees for day in every))
    counted = sum(day.facts for day in found)
    expect(counted >= ENOUGH, f"{ENOUGH} facts or more", counted)
    return f"{counted} facts in {sum(day.rows for day in found)} rows, no difference"


NUMBERS = (
    Step("7  the numbers need a token", _without),
    Step("7  the numbers, each with its definition", _summary),
    Step("7  what is late now, with its cause", _late_now),
    Step("7  all facts counted once more: no difference", _recounted),
    Step("7  a lead opens the dashboard from Slack, and sees what is late", _dashboard),
)
