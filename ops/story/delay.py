"""Step 3: the parcel is late by the carrier's word. She is told once, before she asks, whatever is repeated."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from chalicelib.care.state import Ref
from ops import shop_events
from ops.shop_events import BUYERS, Outgoing, Sale
from ops.story.stage import Stage, Step, expect

WEATHER = ("Exception", "Exception_017", "Meškanie pre počasie")


def _storm(stage: Stage, event_id: str, at: datetime) -> Outgoing:
    return shop_events.tracking(stage.sale, *WEATHER, at=at, eta=stage.in_days(5), event_id=event_id)


def _notice(stage: Stage) -> str:
    at = datetime.now(UTC).replace(microsecond=0)
    first = _storm(stage, str(uuid4()), at)
    again = _storm(stage, str(uuid4()), at)
    # Two with the same meaning at the same moment, then each of them again and again.
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(stage.local.deliver, (first, again)))
    answers += [stage.local.deliver(first, what="the same delivery again") for _ in range(5)]
    answers.append(stage.local.deliver(_storm(stage, str(uuid4()), at), what="the same meaning under a new id"))
    expect(all(a.status == 200 for a in answers), "200 for each", [a.status for a in answers])
    stage.receipts = {a.json["receipt"] for a in answers}
    mail = stage.until("one mail late_parcel", lambda: stage.mails("late_parcel"))[0]
    expect(mail.headers.get("Content-Language") == "sk", "a notice in Slovak", mail.headers)
    expect("počas" in mail.text.lower(), "the reason (weather) in Slovak", mail.text)
    expect(str(stage.in_days(5).day) in mail.text, "the new date", mail.text)
    expect("Mária Horváthová" in mail.text, "signed by a named person", mail.text)
    return mail.subject


def _once(stage: Stage) -> str:
    stage.settled()
    mails = stage.mails("late_parcel")
    expect(len(mails) == 1, "exactly one delay notice", [mail.subject for mail in mails])
    lines = [row for row in stage.rows("late_parcel_line") if row.status == "sent"]
    expect(len(lines) == 1, "exactly one line to the team", lines)
    fates = [receipt.status for receipt in stage.ledger.receipts() if receipt.id in stage.receipts]
    expect(sorted(fates) == ["done", "duplicate", "duplicate"], "one done, two duplicates", fates)
    return "8 deliveries, 3 receipts, 1 notice"


def _team_line(stage: Stage) -> str:
    lines = stage.until(
        "a line about the order in the team's channel",
        lambda: [m.text for m in stage.local.world.channel() if stage.sale.name in m.text and not m.blocks],
    )
    return lines[0]


def _not_backwards(stage: Stage) -> str:
    sale = _shipped_to(stage, BUYERS[3])
    delivered_at = datetime.now(UTC)
    stage.local.deliver(shop_events.tracking(sale, "Delivered", "Delivered_001", "Doručené", delivered_at))
    _parcel_is(stage, sale, "delivered")
    late = delivered_at - timedelta(hours=3)
    stage.local.deliver(
        shop_events.tracking(sale, "InTransit", "InTransit_003", "V preprave", late), what="a late scan"
    )
    stage.settled()
    _parcel_is(stage, sale, "delivered")
    return "still delivered"


def _scan_first(stage: Stage) -> str:
    sale = stage.local.sell(BUYERS[1], promised=stage.in_days(1))
    scan = shop_events.tracking(sale, *WEATHER, at=datetime.now(UTC), eta=stage.in_days(6))
    stage.local.deliver(scan, what="a scan before its order")
    stage.settled()
    expect(
        stage.subject(Ref("order", f"shopify:{sale.id}")) is None or not stage.rows("late_parcel", sale),
        "nobody to tell",
    )
    stage.local.deliver(shop_events.order_placed(sale))
    stage.local.deliver(shop_events.fulfilment(sale, "create"))
    mail = stage.until("the notice once the order came", lambda: stage.mails("late_parcel", sale))[0]
    expect(mail.headers.get("Content-Language") == "pl", "a notice in Polish", mail.headers)
    return mail.subject


def _shipped_to(stage: Stage, buyer: shop_events.Buyer) -> Sale:
    sale = stage.local.sell(buyer, promised=stage.in_days(4))
    stage.local.deliver(shop_events.order_placed(sale))
    stage.local.deliver(shop_events.fulfilment(sale, "create"))
    return sale


def _parcel_is(stage: Stage, sale: Sale, state: str) -> None:
    from chalicelib.care.effects import Alias
    from ops.local import SHOP

    alias = Alias("parcel_number", sale.tracking_number)

    def seen() -> str:
        store = stage.local.services().store
        ref = store.load(SHOP, [], [alias]).world.aliases.get(alias)
        parcel = store.load(SHOP, [ref]).world.parcel(ref.id) if ref else None
        return str(parcel.state) if parcel else "no such parcel"

    stage.until(f"the parcel of {sale.name} is {state}", seen, lambda found: found == state)


DELAY = (
    Step("3  weather, and an ETA past the promise: one notice, told eight times over", _notice),
    Step("3  nothing more was sent", _once),
    Step("3  the team reads a line of it in Slack", _team_line),
    Step("3  a late in_transit after delivered: nothing goes backwards", _not_backwards),
    Step("3  a scan before its order is applied once the order comes", _scan_first),
)
