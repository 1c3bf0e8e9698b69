"""What the shop's own people read outside Slack, of one small shop's week: the dashboard, and the digest as a mail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from chalicelib import deliver_digest, links, nightly
from chalicelib.care import events as e
from chalicelib.care.state import Case
from chalicelib.care.team_rules import Digest
from chalicelib.deliver import Job
from chalicelib.pages import dashboard
from ops.clockwork import SHOP, Clockwork
from ops.simulation.cast import MARTA, NOON, POLICY, ZUZANA

KEYS = (b"a key for looking",)


class Shown(NamedTuple):
    """A page or mail for the team: what it is called, what it shows, and a mail's subject and text."""

    name: str
    title: str
    html: str
    subject: str = ""
    text: str = ""


def shown() -> Iterator[Shown]:
    """Everything that is rendered for the team."""
    week = _week()
    for title, query in (("Dashboard", {}), ("Dashboard, the cases behind a number", {"sample": "cases"})):
        yield Shown("dashboard", title, _page(week, query))
    yield Shown("dashboard", "Dashboard, a period that cannot be", _page(week, {"from": "tomorrow"}))
    yield Shown("dashboard", "Dashboard, no link of ours", dashboard.show(week.services, KEYS, "forged", {}).html)
    yield Shown("dashboard", "Dashboard, away", dashboard.try_again().html)
    mail = deliver_digest.written(next(job for job in week.jobs if job.row.kind == "digest"))
    yield Shown("digest", "The week's digest", mail.html, mail.subject, mail.text)


@dataclass
class Week(Clockwork):
    """A shop's week. `jobs` are the mails that went out."""

    jobs: list[Job] = field(default_factory=list)

    def send(self, job: Job) -> str:
        """A mail goes out: it is kept."""
        self.jobs.append(job)
        return super().send(job)


def _week() -> Week:
    """A few orders, one of them late, and a question that is answered and solved; then it is Monday."""
    chosen = replace(POLICY, digest=Digest(mail_to=("owner@lumen.example",)))
    week = Week(policy=chosen, now=NOON)
    jana = e.Person(store_id="77", email="jana@post.example", first_name="Jana", locale="sk", country="SK")
    for agent in (ZUZANA, MARTA):
        week.happens(e.AgentSet(shop=SHOP, occurred_at=NOON, key=f"agent:{agent.id}", agent=agent))
    for number in range(1001, 1006):
        week.happens(e.OrderPlaced(
            shop=SHOP, occurred_at=NOON, key=f"order:{number}", order_id=f"shopify:{number}", name=f"#{number}",
            person=jana,
            items=(e.Item("Stolná lampa Aurora", 1, "8101"),), total=e.Money(4990, "EUR"),
            promised_on=NOON.date() + timedelta(days=4),
        ))  # fmt: skip
    week.happens(e.MessageReceived(
        shop=SHOP, occurred_at=NOON, key="asks", channel="email", thread="t1", item_id="m1", author_id=jana.email,
        author_name="Jana",
        text="Kde je moja objednávka #1001?", person=jana, verified=True,
    ))  # fmt: skip
    case = next(each.id for _, each in week.store._subjects.values() if isinstance(each, Case))
    at = NOON + timedelta(minutes=50)
    week.until(at)
    week.now = at
    week.happens(e.ReplyWritten(
        shop=SHOP, occurred_at=at, key="reply", slack_user="U1", case_id=case, text="V pondelok bude u Vás.",
    ))  # fmt: skip
    week.happens(e.CaseResolved(shop=SHOP, occurred_at=at, key="resolve", slack_user="U1", case_id=case))
    monday = NOON + timedelta(days=7 - NOON.weekday())
    week.until(monday)
    week.now = monday
    week.count_facts()
    nightly.end_week(week.services, {SHOP: chosen})
    week.until(monday + timedelta(hours=12))
    return week


def _page(week: Week, query: Mapping[str, str]) -> str:
    link = links.sign(KEYS, week.now, timedelta(hours=1), kind="numbers", shop=SHOP)
    return dashboard.show(week.services, KEYS, link, query).html
