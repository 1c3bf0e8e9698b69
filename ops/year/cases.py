"""A year's cases, drawn by a seed: who asks what about which order, and how it goes on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from ops.year.plan import CHANNELS, DAYS, FIRST, TOPICS, Asked, Bought, Chosen, Year, bought, hours
from ops.year.story import Story, begun, chosen, question, stranger, thanks, wanted_back

# So many alike within minutes are a group (policy, [groups]).
ALIKE = 12
# Bursts of alike questions in a year with many cases.
CASES_OF_A_BURST = 150


def planned(seed: int, orders: int, cases: int) -> Year:
    """The year of this seed: so many orders, so many questions about them, and a few of all else that is a case."""
    luck = Random(seed)
    sold = bought(luck, orders)
    desk = _Desk(luck)
    bursts = _bursts(desk, sold, max(1, cases // CASES_OF_A_BURST // 4))
    found = [*bursts, *_cases(desk, sold, cases), *_strangers(desk, max(4, cases // 40))]
    found += _came_back(desk, sold, max(12, cases // 40))
    return Year(sold, sorted(found, key=lambda each: each.at), sorted(desk.choices, key=lambda each: each.at))


@dataclass
class _Desk:
    """Whose cases are drawn, so that nobody has two at once: what a customer writes joins their open case."""

    luck: Random
    busy_until: dict[int, datetime] = field(default_factory=dict)
    choices: list[Chosen] = field(default_factory=list)
    count: int = 0

    def case(self, order: Bought, at: datetime, kind: str, topic: str = "", channel: str = "") -> Asked | None:
        """One case, unless its customer still has one then."""
        if at < self.busy_until.get(order.customer, FIRST):
            return None
        self.count += 1
        story = Story(self.luck, self.count, at, topic or self.luck.choice(TOPICS))
        _WAYS[kind](story, order)
        acts = story.told
        # Who was never answered has an open case for good.
        self.busy_until[order.customer] = acts[-1].at + (timedelta(days=999) if story.open else timedelta(hours=1))
        channel = channel or _CHANNEL_OF.get(kind) or self.luck.choice(CHANNELS)
        return Asked(number=self.count, order=order, channel=channel, topic=story.topic, acts=acts, kind=kind)


_WAYS = {"question": question, "thanks": thanks, "back": wanted_back, "choice": chosen, "begun": begun}
_CHANNEL_OF = {"back": "form", "choice": "choice", "begun": "email"}


def _cases(desk: _Desk, orders: list[Bought], cases: int) -> Iterable[Asked]:
    """In order of time, so that a customer's next case is drawn knowing when the last one ended."""
    luck, found = desk.luck, list[Asked]()
    for order in orders:
        found += filter(None, [_about_lateness(desk, order), _after_arrival(desk, order, cases / len(orders))])
        if luck.random() >= 1.1 * cases / len(orders) or len(found) >= cases:
            continue
        topic = luck.choice(TOPICS)
        first = desk.case(order, order.at + hours(luck, 2, 400), "question", topic)
        if first is None:
            continue
        found.append(first)
        if luck.random() < 0.06:
            again = topic if luck.random() < 0.7 else luck.choice(TOPICS)
            found += filter(None, [desk.case(order, first.acts[-1].at + hours(luck, 2, 240), "question", again)])
    return found


def _after_arrival(desk: _Desk, order: Bought, share: float) -> Asked | None:
    """Now and then somebody sends something back, says thanks, or is written to by an agent."""
    luck, at = desk.luck, order.delivered_at
    if at is None or at >= order.promise_ends or order.stuck_at or luck.random() > share / 4:
        return None
    kind = luck.choice(("back", "thanks", "begun"))
    return desk.case(order, at + hours(luck, 5, 150), kind, luck.choice(("return", "exchange")))


def _about_lateness(desk: _Desk, order: Bought) -> Asked | None:
    """What its customer chooses while it is late: to wait, or what an agent has to do."""
    luck, told = desk.luck, order.promise_ends + timedelta(hours=9)
    until = min(order.delivered_at or told + timedelta(days=8), told + timedelta(days=8)) - timedelta(hours=1)
    if order.cancelled_at or order.stuck_at or until <= told + timedelta(hours=4) or luck.random() > 0.5:
        return None
    at = told + luck.random() * (until - told - timedelta(hours=3))
    kinds = ["wait", *(["wait"] if luck.random() < 0.3 else []), "pickup"] if luck.random() < 0.6 else ["wait"]
    if order.handed_over_at is None or order.handed_over_at > at + timedelta(hours=3):
        kinds = [each if each == "wait" else luck.choice(("pickup", "swap", "cancel")) for each in kinds]
    if luck.random() < 0.5:
        kinds = kinds[-1:]
    times = [at + timedelta(hours=n) for n in range(len(kinds))]
    steps = [(when, what) for n, (when, what) in enumerate(zip(times, kinds, strict=True)) if what not in kinds[:n]]
    opening = next((step for step in steps if step[1] != "wait"), None)
    case = desk.case(order, opening[0], "choice", opening[1]) if opening else None
    if opening and case is None:
        return None
    desk.choices += [Chosen(order=order, at=when, what=what, opens=what != "wait") for when, what in steps]
    return case


def _bursts(desk: _Desk, orders: list[Bought], number: int) -> Iterable[Asked]:
    """Many who ask the same at once."""
    luck = desk.luck
    for _ in range(number):
        at = FIRST + timedelta(days=luck.uniform(60, DAYS - 30))
        topic, language = luck.choice(TOPICS), luck.choice(orders).language
        of_all = {each.customer: each for each in orders if each.language == language and each.at < at}
        for order in luck.sample(list(of_all.values()), ALIKE):
            at += timedelta(seconds=luck.uniform(5, 50))
            yield from filter(None, [desk.case(order, at, "question", topic, "email")])


def _strangers(desk: _Desk, number: int) -> Iterable[Asked]:
    """Those who sell or pester, until they are blocked."""
    for _ in range(number):
        desk.count += 1
        story = Story(desk.luck, desk.count, FIRST + timedelta(days=desk.luck.uniform(1, DAYS - 1)), "other")
        kind = desk.luck.choice(("spam", "nuisance"))
        stranger(story)
        channel = desk.luck.choice(("facebook_comment", "x_post"))
        yield Asked(number=desk.count, order=None, channel=channel, topic="other", acts=story.told, kind=kind)


def _came_back(desk: _Desk, orders: list[Bought], number: int) -> Iterable[Asked]:
    """Those who ask something else about their order, and then the first thing once more. Nobody who asked before."""
    luck = desk.luck
    silent = [
        each for each in orders if each.customer not in desk.busy_until and each.at < FIRST + timedelta(DAYS - 60)
    ]
    for order in luck.sample(list({each.customer: each for each in silent}.values()), number):
        topic, other = luck.sample(TOPICS, 2)
        at = order.at + hours(luck, 2, 400)
        for about in (topic, other, topic):
            asked = desk.case(order, at, "question", about)
            if asked is None:
                break
            yield asked
            at = asked.acts[-1].at + hours(luck, 2, 20)
