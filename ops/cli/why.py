"""aftercare why: every message and every silence has a reason; this prints them."""

from collections.abc import Iterable
from typing import Annotated

import typer

from chalicelib.care.effects import Alias
from chalicelib.care.state import (
    SUBJECTS,
    Agent,
    Case,
    Customer,
    Feed,
    Goodwill,
    HolidayCalendar,
    Macro,
    Order,
    Parcel,
    Ref,
    Spending,
    Subject,
    Workload,
)
from chalicelib.care.vocabulary import parcel_number, phone_number
from chalicelib.store.port import Store, TimelineEntry
from ops.cli.clocks import clock_rows
from ops.cli.output import as_json, fail, screen, table, when
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named

TYPES = tuple(SUBJECTS)


def why(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ORDER|PARCEL|CASE|CUSTOMER",
            help="#1001, a tracking number, a case's id, an e-mail address, or type:id",
        ),
    ],
    shop: Shop = "",
    stage: Stage = "",
    table_name: TableName = "",
    endpoint: Endpoint = "",
    limit: Annotated[int, typer.Option(help="at most so many lines of each")] = 200,
    json: Json = False,
) -> None:
    """What was done or not done about somebody or something, by which rule, with which numbers.

    [dim]Examples:[/dim] ./aftercare why '#1001' · ./aftercare why jana@example.com · ./aftercare why case:4f1c...
    """
    services = opened(stage, table_name, endpoint)
    chosen = shop_named(shop, stage)
    subject = find(services.store, chosen, name)
    if subject is None:
        fail(f"nothing in shop {chosen} is known as {name!r}")
    story = [(ref, services.store.timeline(chosen, ref, limit)) for ref in related(subject)]
    if json:
        as_json({"subject": subject, "timelines": {str(ref): lines for ref, lines in story}})
        return
    screen.print(f"[bold]{subject.ref}[/bold]  {headline(subject)}\n")
    if isinstance(subject, Case):
        empty = "no clock was started: it is older than they are"
        table(("Clock", "From", "To", "What counted"), clock_rows(services, chosen, subject), empty)
        screen.print("")
    table(("When (UTC)", "Whose", "What", "Why"), _lines(story), "nothing is written about it")


def find(store: Store, shop: str, name: str) -> Subject | None:
    """The subject known by that name: an id, an order's name, a tracking number, an address."""
    type_, _, id_ = name.partition(":")
    refs = [Ref(type_, id_)] if type_ in TYPES and id_ else [Ref(each, name) for each in TYPES]
    number = name if name.startswith("#") else f"#{name}"
    aliases = [
        Alias("order_name", number), Alias("order_name", name), Alias("parcel_number", parcel_number(name)),
        Alias("email", name.strip().lower()), Alias("phone", phone_number(name)),
    ]  # fmt: skip
    world = store.load(shop, refs, [alias for alias in aliases if alias.value]).world
    found = [world.subjects[ref] for ref in refs if ref in world.subjects]
    named = [world.aliases[alias] for alias in aliases if alias in world.aliases]
    if not found and named:
        found = list(store.load(shop, named[:1]).world.subjects.values())
    return found[0] if found else None


def related(subject: Subject) -> list[Ref]:
    """The subject, and those whose timelines tell the rest of its story."""
    match subject:
        case Order():
            more = [*(Ref("parcel", id_) for id_ in subject.parcel_ids), Ref("case", subject.last_case_id)]
            more += [Ref("goodwill", each.id) for each in subject.given]
        case Parcel():
            more = [Ref("order", id_) for id_ in subject.order_ids]
        case Customer():
            more = [
                *(Ref("order", id_) for id_ in subject.order_ids), Ref("case", subject.open_case_id),
                *(Ref("customer", link.customer_id) for link in subject.links),
            ]  # fmt: skip
        case Case():
            more = [Ref("order", subject.order_id), *(Ref("goodwill", each.id) for each in subject.given)]
        case Goodwill():
            more = [Ref("case", subject.case_id), Ref("order", subject.order_id)]
        case _:
            more = []
    return list(dict.fromkeys([subject.ref, *(ref for ref in more if ref.id)]))


def headline(subject: Subject) -> str:
    """How it stands, in one line; no contact data."""
    match subject:
        case Order():
            promised = f", promised by {subject.promise.on}" if subject.promise else ""
            late = f", late ({subject.delay.rule})" if subject.delay else ""
            return f"{subject.name} is {subject.state}{promised}{late}"
        case Parcel():
            return f"{subject.carrier} {subject.number} is {subject.state}"
        case Case():
            return (
                f"{subject.channel}, {subject.state}, with {subject.agent_name or 'nobody'} ({subject.routed_because})"
            )
        case Customer():
            return f"{subject.orders} orders, {subject.cases} cases"
        case Feed():
            return f"last heard {when(subject.last_at)} UTC"
        case Goodwill():
            amount = f"{subject.amount.minor} {subject.amount.currency} (minor units)"
            whose = f"asked by {subject.agent_name}, decided by {subject.decided_name or 'nobody'}"
            return f"{subject.kind} of {amount} is {subject.state}; {whose}; done by {subject.way}"
        case Spending():
            return f"{subject.id} has given in {subject.period}: {subject.spent} (minor units)"
        case Workload():
            return f"surge mode is {'on' if subject.surge_since else 'off'}"
        case HolidayCalendar():
            return f"{len(subject.off)} days off besides the public ones, {len(subject.worked)} of those worked"
        case Agent() | Macro():
            return subject.name
        case _:
            return ""


def _lines(story: Iterable[tuple[Ref, list[TimelineEntry]]]) -> list[tuple[str, str, str, str]]:
    lines = [(entry, ref) for ref, entries in story for entry in entries]
    ordered = sorted(lines, key=lambda line: line[0].at)
    return [(when(entry.at), ref.type, entry.what, entry.why) for entry, ref in ordered]
