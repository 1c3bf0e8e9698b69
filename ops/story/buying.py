"""Steps 1 and 2: an order is placed and shipped; its customer hears of both, in her language."""

from ops import shop_events
from ops.story.stage import JANA, Stage, Step, expect


def _order(stage: Stage) -> str:
    stage.sale = stage.local.sell(JANA, promised=stage.in_days(2))
    answer = stage.local.deliver(shop_events.order_placed(stage.sale))
    expect(answer.status == 200, "200 for a signed orders/create", f"{answer.status} {answer.text}")
    order = stage.until("the order is known", stage.order)
    expect(order.name == stage.sale.name, f"order {stage.sale.name}", order)
    expect(bool(order.customer_id), "the customer is known", order)
    return f"{order.name}, promised {stage.sale.promised}"


def _order_mail(stage: Stage) -> str:
    mail = stage.until("one mail order_received", lambda: stage.mails("order_received"))[0]
    expect(mail.headers.get("Content-Language") == "sk", "a mail in Slovak", mail.headers)
    expect("Jana" in mail.text, "a greeting by name", mail.text)
    expect(any("/f/" in link for link in mail.links), "a feedback link", mail.links)
    for name in ("Reply-To", "Auto-Submitted", "Message-ID"):
        expect(name in mail.headers, f"the header {name}", list(mail.headers))
    return mail.subject


def _shipped(stage: Stage) -> str:
    for outgoing in (
        shop_events.fulfilment(stage.sale, "create", with_number=False),
        shop_events.fulfilment(stage.sale, "update"),
    ):
        answer = stage.local.deliver(outgoing)
        expect(answer.status == 200, "200 for a signed fulfilment", f"{answer.status} {answer.text}")
    mail = stage.until("one mail order_shipped", lambda: stage.mails("order_shipped"))[0]
    expect(stage.sale.tracking_number in mail.text, "the tracking number in the mail", mail.text)
    expect("DPD" in mail.text, "the carrier in the mail", mail.text)
    expect(any("tracking.dpd.example" in link for link in mail.links), "the tracking link", mail.links)
    return mail.subject


def _shipped_once(stage: Stage) -> str:
    stage.local.deliver(shop_events.fulfilment(stage.sale, "update"), what="the same fulfilment, a new webhook id")
    stage.settled()
    mails = stage.mails("order_shipped")
    expect(len(mails) == 1, "one shipped mail", [mail.subject for mail in mails])
    return ""


BUYING = (
    Step("1  Jana orders: the order and the customer are known", _order),
    Step("1  she gets the order mail, in Slovak, with a feedback link", _order_mail),
    Step("2  the parcel ships: carrier and tracking link by mail", _shipped),
    Step("2  the same fulfilment told again: no second mail", _shipped_once),
)
