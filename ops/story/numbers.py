"""Step 7: what it all adds up to."""

from typing import Any

from ops.story.stage import Stage, Step, expect

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


NUMBERS = (
    Step("7  the numbers need a token", _without),
    Step("7  the numbers, each with its definition", _summary),
)
