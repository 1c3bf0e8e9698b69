"""A store's side of delivery: what an agent gave becomes a refund or a voucher there, what a customer chose a
cancellation; each once.

A channel of its own, so that its function alone may move money: no other role can read the key it is done with.
"""

from datetime import timedelta
from decimal import Decimal

from chalicelib.care.choice_events import ORDER_CANCEL
from chalicelib.care.goodwill_moved import DONE, TAKEN
from chalicelib.care.state import Goodwill
from chalicelib.care.vocabulary import GoodwillKind
from chalicelib.channels import outgoing, shopify, shopify_cancel
from chalicelib.config import settings
from chalicelib.deliver import Job, before_sending
from chalicelib.errors import PermanentError
from chalicelib.secrets import Secrets, secret
from chalicelib.shopify_admin import base_of, token_for
from chalicelib.signatures import live
from chalicelib.sources.amounts import major
from chalicelib.sources.standard_events import own

OUTGOING = "outgoing"
TYPE = "goodwill.requested.v1"


def send(job: Job) -> str:
    """Do it, or have it done: "done:" and what the store calls it, or "taken" if the store will say so later."""
    if job.row.kind == ORDER_CANCEL:
        return _cancelled(job)
    entry = _entry(job)
    if entry.way == "webhook":
        return _told(job, entry)
    shop = _shop(job)
    if entry.kind is GoodwillKind.REFUND:
        return f"{DONE}shopify:{shopify.give_back(shop, _refund(entry))}"
    return f"{DONE}{shopify.give_voucher(shop, _voucher(job, entry))}"


def recover(job: Job) -> str | None:
    """Ask the shop whether it is done. Its own system knows a repeated request by its key: there it is sent again."""
    if job.row.kind == ORDER_CANCEL:
        return f"{DONE}cancelled" if shopify_cancel.is_cancelled(_shop(job), _number(job)) else None
    entry = _entry(job)
    if entry.way == "webhook":
        return None
    shop = _shop(job)
    if entry.kind is GoodwillKind.REFUND:
        made = shopify.refunded(shop, _refund(entry))
        return f"{DONE}shopify:{made}" if made else None
    made = shopify.vouched(shop, _voucher(job, entry))
    return f"{DONE}{made}" if made else None


def _cancelled(job: Job) -> str:
    """The customer chose to cancel what has not left. Shopify mails them only if we do not."""
    note = f"Aftercare {job.row.id}: the customer chose it when the order was late"
    shopify_cancel.cancel(_shop(job), _number(job), note, notify=not job.policy.messages.choice_confirmed)
    return f"{DONE}cancelled"


def _number(job: Job) -> str:
    """The order's number in the store."""
    return job.row.about.id.rpartition(":")[2]


def _entry(job: Job) -> Goodwill:
    entry = job.world.goodwill(job.row.about.id)
    if entry is None:
        raise PermanentError(f"{job.row.about} is not there any more")
    return entry


def _shop(job: Job) -> shopify.Shop:
    secrets = before_sending(lambda: secret(job.row.shop, "shopify"))
    base = base_of(settings().apis["shopify"], _text(secrets, "domain"))
    token = _text(secrets, "admin_token") or token_for(base, _text(secrets, "client_id"), live(secrets)[0])
    return shopify.Shop(base=base, token=token)


def _refund(entry: Goodwill) -> shopify.Refund:
    return shopify.Refund(
        id=entry.id, order=entry.order_id.rpartition(":")[2], amount=Decimal(major(entry.amount)),
        currency=entry.amount.currency, reason=entry.reason.replace("_", " "),
    )  # fmt: skip


def _voucher(job: Job, entry: Goodwill) -> shopify.Voucher:
    return shopify.Voucher(
        id=entry.id, code=entry.code, amount=Decimal(major(entry.amount)), currency=entry.amount.currency,
        starts=entry.decided_at or entry.asked_at, lasts=timedelta(days=job.policy.authority.voucher_days),
    )  # fmt: skip


def _told(job: Job, entry: Goodwill) -> str:
    """The shop's own system may answer at once that it is done, or why it will not be."""
    secrets = before_sending(lambda: secret(job.row.shop, OUTGOING))
    event = {"type": TYPE, "timestamp": job.row.created_at.isoformat(), "data": requested(job, entry)}
    answer = outgoing.tell(_text(secrets, "url"), event, id_=entry.id, key=live(secrets)[0], now=job.now)
    if answer.get("status") == "failed":
        raise PermanentError(f"the shop's system says: {str(answer.get('reason') or 'no reason')[:300]}")
    if answer.get("status") == "done":
        return f"{DONE}{own(str(answer.get('reference') or '')[:100])}"
    return TAKEN


def requested(job: Job, entry: Goodwill) -> dict[str, object]:
    """What the shop's system is told: ids and amounts, nothing of the person."""
    order = job.world.order(entry.order_id)
    return {
        "goodwill_id": entry.id, "kind": entry.kind, "reason": entry.reason,
        "amount": {"amount": major(entry.amount), "currency": entry.amount.currency},
        "order_id": entry.order_id.removeprefix("standard:"), "order_name": order.name if order else "",
        "case_id": entry.case_id, "code": entry.code, "voucher_days": job.policy.authority.voucher_days,
        "decided_by": entry.decided_by, "asked_by": entry.agent_id,
    }  # fmt: skip


def _text(secrets: Secrets, name: str) -> str:
    return str(secrets.get(name, ""))
