"""What must hold after every run of what customers are asked: asked once, reminded once, and what they said counts."""

from collections import Counter
from collections.abc import Iterator

from ops.simulation.deployment import Deployment
from ops.simulation.stories import Story
from ops.simulation.truth import SURVEYS

CAUSES = frozenset({"not_done", "not_clear", "partly", "again", "other"})


def wrongs(world: Deployment, story: Story) -> list[str]:
    """Everything of that which does not hold, in words."""
    found = [*_once(world), *_not_too_often(world)]
    if not story.redacted:  # else it is not there any more
        found += [*_reminded(world), *_drawn(world), *_drawn_cases(world), *_causes(world), *_scores(world)]
    return found


def _once(world: Deployment) -> Iterator[str]:
    """A resolution is asked about once and reminded of once, an order once, and once after a case."""
    asked = Counter(
        (row.kind, str(row.about), row.params.get("cycle", ""))
        for row in world.rows() if row.kind in SURVEYS
    )  # fmt: skip
    yield from (f"{what} is there {times} times" for what, times in asked.items() if times > 1)
    for row in world.rows("solved_reminder"):
        before = [each for each in world.rows("solved_question") if each.about == row.about]
        if not any(each.params.get("cycle") == row.params.get("cycle") and each.status == "sent" for each in before):
            yield f"{row.about} is reminded of a question that was never sent"


def _not_too_often(world: Deployment) -> Iterator[str]:
    """Nobody is asked more often than the policy has it, whatever it is, nor twice whether they would recommend us. A
    story is shorter than the time within which that counts."""
    rules = world.policies["demo"].surveys
    asked: dict[str, list[str]] = {}
    for row in world.rows():
        if row.kind in SURVEYS - {"solved_reminder"} and row.status == "sent" and row.to.startswith("customer:"):
            asked.setdefault(row.to, []).append(row.kind)
    for whom, kinds in asked.items():
        if len(kinds) > rules.at_most or sum(kind.endswith("nps") for kind in kinds) > 1:
            yield f"{whom} was asked {kinds}"
    drawn = [case.ref for case in world.subjects("case") if case.survey and case.survey.survey]
    if drawn and not rules.case_nps_share:
        yield f"nobody is to be drawn, and were: {drawn}"


def _reminded(world: Deployment) -> Iterator[str]:
    """Who was asked is reminded, or the timeline says why not, unless an answer or a message ended it."""
    for case in world.subjects("case"):
        asked = [row for row in world.rows("solved_question") if row.about == case.ref and row.status == "sent"]
        ends = Counter(line.what for line in world.store.timeline("demo", case.ref, 10_000))
        said = ends["solved_reminder.decided"] + ends["solved_reminder.not_asked"]
        over = case.reopened or case.answers or case.state.value != "resolved"  # which ends what was to remind
        if said > len(asked) or (asked and not said and not over):
            yield f"{case.ref} was asked {len(asked)} times, and a reminder was looked at {said} times"
        answers = [(str(each.cycle), each.at) for each in case.answers]
        for row in (row for row in world.rows("solved_reminder") if row.about == case.ref):
            if any(row.params["cycle"] == cycle and at < row.created_at for cycle, at in answers):
                yield f"{case.ref} is reminded at {row.created_at}, and answered before: {answers}"


def _drawn(world: Deployment) -> Iterator[str]:
    """An order that is here was drawn, and who was drawn was asked, or the timeline says why not."""
    for order in world.subjects("order"):
        whats = {line.what for line in world.store.timeline("demo", order.ref, 10_000)}
        here = order.state.value == "delivered"
        if here and not whats & {"survey.drawn", "survey.not_asked"}:
            yield f"{order.name} is delivered, and nobody thought of asking"
        if order.survey and order.survey.asked_at:
            rows = [row.kind for row in world.rows() if row.about == order.ref and row.kind.startswith("survey_")]
            if rows != [f"survey_{order.survey.survey}"]:
                yield f"{order.name} was asked for {order.survey.survey}, by {rows}"
        elif order.survey and order.survey.survey and here and "survey.put_off" not in whats:
            yield f"{order.name} was drawn for {order.survey.survey}, and never asked"


def _drawn_cases(world: Deployment) -> Iterator[str]:
    """A case that they said is solved was drawn, and who was drawn was asked, or the timeline says why not."""
    for case in world.subjects("case"):
        whats = {line.what for line in world.store.timeline("demo", case.ref, 10_000)}
        over = case.state.value == "closed" and not case.handling.dismissed
        if over and case.answers and not whats & {"survey.drawn", "survey.not_asked"}:
            yield f"{case.ref} is solved, and nobody thought of asking"
        rows = [row for row in world.rows("case_nps") if row.about == case.ref]
        asked = case.survey is not None and case.survey.asked_at is not None
        if len(rows) != asked:
            yield f"{case.ref} was {'' if asked else 'not '}asked, by {len(rows)} mails"
        if case.survey and case.survey.survey and not asked and over and "survey.put_off" not in whats:
            yield f"{case.ref} was drawn, and never asked"


def _causes(world: Deployment) -> Iterator[str]:
    """The numbers say what was the matter after each No that still counts."""
    last = {(case.id, each.cycle): each for case in world.subjects("case") for each in case.answers}
    wanted = Counter(each.cause for each in last.values() if each.cause)
    if odd := set(wanted) - CAUSES:
        yield f"the policy knows no {odd}"
    yield from _differ("the causes", wanted, _added(world, "solved_cause", "cause"))
    yes = [key for key, each in last.items() if each.answer == "yes" and each.cause]
    if yes:
        yield f"something is the matter although it is solved: {yes}"


def _scores(world: Deployment) -> Iterator[str]:
    """The numbers say how satisfied everybody is, as they said last."""
    last = {(case.id, each.cycle): each for case in world.subjects("case") for each in case.answers}
    wanted = Counter(("csat", str(each.score)) for each in last.values() if each.score is not None)
    for each in (*world.subjects("order"), *world.subjects("case")):
        if each.survey and each.survey.score is not None:
            wanted[str(each.survey.survey), str(each.survey.score)] += 1
    for survey in ("csat", "nps"):
        said = Counter({score: times for (name, score), times in wanted.items() if name == survey})
        yield from _differ(f"the scores of {survey}", said, _added(world, survey, "score"))


def _added(world: Deployment, name: str, dimension: str) -> Counter[str]:
    """What the facts of a name add up to."""
    found: Counter[str] = Counter()
    for fact in (fact for one in world.store._facts.values() for fact in one.facts if fact.name == name):
        found[fact.dimensions[dimension]] += round(fact.value)
    return found


def _differ(what: str, wanted: Counter[str], got: Counter[str]) -> Iterator[str]:
    if {key: times for key, times in wanted.items() if times} != {key: times for key, times in got.items() if times}:
        yield f"{what} are {dict(wanted)}, the facts say {dict(got)}"
