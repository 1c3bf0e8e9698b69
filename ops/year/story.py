"""How a case goes, drawn by a seed: claimed, answered, asked back, handed over, resolved, judged, perhaps once more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from ops.year.plan import AGENTS, LEAD, TOPICS, Act, Bought

HOUR, DAY = 60.0, 1440.0  # minutes
# "Did we solve it?" goes out a day after the resolution, and not in the night.
ASKED_AFTER = 37 * HOUR
CAUSES = ("not_done", "not_clear", "partly", "again", "other")
CHOICE_TOPICS = {"pickup": "delivery", "swap": "exchange", "cancel": "cancellation"}
GIVEN = ("refund", "discount", "replacement", "thank_you")
REASONS = ("late", "damaged", "quality", "service")


class Story:
    """One case's acts as they are drawn. `who`: the agent who has it; `open`: it is not over when the story ends."""

    def __init__(self, luck: Random, case: int, at: datetime, topic: str) -> None:
        self.luck, self.case, self.at, self.topic = luck, case, at, topic
        self.who = luck.choice(AGENTS)
        self.open = False
        self._acts: list[Act] = []

    @property
    def told(self) -> tuple[Act, ...]:
        """All of it in order of time."""
        return tuple(sorted(self._acts, key=lambda act: act.at))

    def now(self, kind: str, *, who: str = "", what: str = "", **more: object) -> None:
        """Something happens at once."""
        self._acts.append(Act(at=self.at, case=self.case, kind=kind, who=who, what=what, **more))  # type: ignore[arg-type]

    def then(self, kind: str, least: float, most: float, *, who: str = "", what: str = "", **more: object) -> None:
        """Something happens so many minutes later."""
        self.at += timedelta(minutes=self.luck.uniform(least, most))
        self.now(kind, who=who, what=what, **more)

    def beside(self, happens: Callable[["Story"], None]) -> None:
        """Something goes its own way while the case goes on."""
        at = self.at
        happens(self)
        self.at = at

    def chance(self, share: float) -> bool:
        """Does what happens in such a share of cases?"""
        return self.luck.random() < share

    def hands_over(self) -> None:
        """Another agent goes on with it."""
        to = self.luck.choice([agent for agent in AGENTS if agent != self.who])
        self.then("hands_over", 1, 30, who=self.who, what=to)
        self.who = to


def question(story: Story, order: Bought | None) -> None:  # noqa: ARG001
    """Somebody asks; a few are mistakes, a few wait long, some for ever."""
    story.now("opens")
    if story.chance(0.03):
        story.then("claims", 2, 300, who=story.who)
        story.then("dismisses", 1, 30, who=story.who, what=story.luck.choice(("mistake", "thanks")))
        return
    if story.chance(0.01):
        story.open = True
        return
    if story.chance(0.02):
        story.at += timedelta(minutes=story.luck.uniform(3 * DAY, 40 * DAY))
    _worked_on(story, writes=True)


def wanted_back(story: Story, order: Bought | None) -> None:  # noqa: ARG001
    """Something of a delivered order is to go back: a case by the page behind its link."""
    story.now("opens", what=story.topic, reason=story.luck.choice(("does_not_fit", "damaged", "changed_mind")))
    _worked_on(story, writes=False)


def chosen(story: Story, order: Bought | None) -> None:  # noqa: ARG001
    """What a customer chose that an agent has to do; the story's topic is the choice."""
    what, story.topic = story.topic, CHOICE_TOPICS[story.topic]
    story.now("opens", what=what)
    # Its customer may not choose again once somebody is at it: they have three hours.
    story.at += timedelta(hours=3)
    _worked_on(story, writes=False)


def thanks(story: Story, order: Bought | None) -> None:  # noqa: ARG001
    """Somebody says thanks, and asks nothing."""
    story.topic = "unsorted"
    story.now("opens")


def begun(story: Story, order: Bought | None) -> None:  # noqa: ARG001
    """An agent writes to a customer by themselves, and is done with it some time later."""
    story.topic = "unsorted"
    story.now("opens", who=story.who, what="mail")
    story.then("resolves", 30, 900, who=story.who)


def stranger(story: Story) -> None:
    """Spam that is shown closed, or a nuisance that looks like a question; blocked either way, and writing on."""
    story.now("opens")
    story.then("blocks", 3, 300, who=story.who)
    for _ in range(story.luck.randint(0, 3)):
        story.then("unheard", 10, 5000)


def _worked_on(story: Story, *, writes: bool) -> None:
    """Claimed, and worked on until it is solved; at most four times."""
    story.then("claims", 2, 900, who=story.who)
    if story.chance(0.06):
        real = story.luck.choice([topic for topic in TOPICS if topic != story.topic])
        story.then("corrects", 1, 10, who=story.who, what=real)
    for nth in (1, 2, 3):
        _answered(story, nth, writes=writes)
        if not _goes_on(story, nth, writes=writes):
            return
    story.then("replies", 2, 60, who=story.who)
    story.then("resolves", 1, 90, who=story.who)


def _answered(story: Story, nth: int, *, writes: bool) -> None:
    """From the first answer to the resolution."""
    story.at += timedelta(minutes=story.luck.uniform(2, 60))
    promised = story.at + timedelta(minutes=story.luck.uniform(HOUR, 12 * HOUR)) if story.chance(0.15) else None
    story.now("replies", who=story.who, by=promised)
    if promised and story.chance(0.8):
        if story.chance(0.2):
            story.hands_over()
        story.then("replies", 30, 16 * HOUR, who=story.who)
    if writes and story.chance(0.3):
        story.then("writes", HOUR, 30 * HOUR)
        if story.chance(0.1):
            story.then("writes", 1, 20)
        if story.chance(0.25):
            story.hands_over()
        if not story.chance(0.1):
            story.then("replies", 2, 600, who=story.who)
    if story.chance(0.04):
        story.then("robot", 1, 5)
    if nth == 1 and story.chance(0.12):
        _given(story)
    story.then("resolves", 1, 90, who=story.who)


def _given(story: Story) -> None:
    """Something is given to the customer: within the agent's limits, or asked of a lead; done by hand later."""
    asks = story.chance(0.25)
    kind = story.luck.choice(GIVEN[1::2] if asks else GIVEN)
    minor, reason = story.luck.randint(20, 240), story.luck.choice(REASONS)
    story.then(
        "gives", 1, 20, who=story.who, what=kind, minor=minor, currency="PLN" if asks else "EUR", reason=reason
    )  # fmt: skip

    def done(story: Story) -> None:
        if asks and story.chance(0.3):
            story.then("declines", 5, 300, who=LEAD)
            return
        if asks:
            story.then("approves", 5, 300, who=LEAD)
        story.then("makes" if story.chance(0.9) else "fails", 5, 2 * DAY, who=story.who)

    story.beside(done)


def _goes_on(story: Story, nth: int, *, writes: bool) -> bool:
    """What follows a resolution: nothing, an answer, or that it is open again."""
    if writes and story.chance(0.06):
        story.then("writes", 30, 22 * HOUR)
        return True
    if story.chance(0.02):
        story.then("reopens", 30, 20 * HOUR, who=story.who)
        return True
    if story.chance(0.3):
        return False
    said = "yes" if story.chance(0.82) else "no"
    story.then("answers", ASKED_AFTER, 80 * HOUR, what=said, nth=nth)
    if said == "yes":
        return _said_yes(story, nth)
    return _said_no(story, nth)


def _said_yes(story: Story, nth: int) -> bool:
    """They may say how satisfied they are; a few think better of it."""
    if story.chance(0.35):
        story.then("scores", 1, 5, score=story.luck.randint(1, 5), nth=nth)
        if story.chance(0.15):
            story.then("scores", 1, 10 * HOUR, score=story.luck.randint(1, 5), nth=nth)
    if not story.chance(0.05):
        return False
    story.then("answers", HOUR, 8 * HOUR, what="no", nth=nth)
    return True


def _said_no(story: Story, nth: int) -> bool:
    """They may say what was the matter; a few find out that it is solved after all."""
    if story.chance(0.6):
        story.then("because", 1, 10, what=story.luck.choice(CAUSES), nth=nth)
        if story.chance(0.25):
            story.hands_over()
        if story.chance(0.25):
            story.then("because", 1, 60, what=story.luck.choice(CAUSES), nth=nth)
    if story.chance(0.15):
        story.then("answers", HOUR, 8 * HOUR, what="yes", nth=nth)
        return False
    return True
