"""What an agent should know before answering: who writes, what they ordered, where it is, what they heard."""

from datetime import date, datetime

from chalicelib.care.local_time import local_date
from chalicelib.care.people import UNREACHABLE
from chalicelib.care.return_right import right
from chalicelib.care.return_words import WantedBack
from chalicelib.care.rules import Policy
from chalicelib.care.state import Callback, Case, ChoiceState, Customer, DelayEpisode, Evidence, Order, Parcel, Told
from chalicelib.care.vocabulary import Money
from chalicelib.desk.moments import amount, clock, day, deadline, instant, named_day, today_of
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined, link
from chalicelib.desk.words import count, name_of, say

ITEMS, PARCELS, TOLD, RETURNS = 4, 4, 5, 2  # as many as are shown
# How far each kind of evidence goes (care/state/customer.py).
_GRADES = {
    Evidence.AGENT: "sure", Evidence.STORE: "sure", Evidence.ANSWERED: "sure", Evidence.VERIFIED_ADDRESS: "sure",
    Evidence.HANDLE: "likely", Evidence.ORDER_AND_NAME: "likely",
    Evidence.ADDRESS: "guess", Evidence.ORDER_NAME: "guess", Evidence.NONE: "guess",
}  # fmt: skip


class Known:
    """Writes facts for agents, in the shop's zone and with `now`'s calendar."""

    def __init__(self, policy: Policy, now: datetime) -> None:
        self.policy = policy
        self.zone = policy.shop.zone
        self.now = now
        self.today = today_of(now, self.zone)

    def day(self, on: date) -> Mrkdwn:
        return day(on, self.today)

    def day_of(self, at: datetime) -> Mrkdwn:
        return self.day(today_of(at, self.zone))

    def at(self, instant_: datetime) -> Mrkdwn:
        return instant(instant_, self.zone, self.today)

    def by(self, instant_: datetime) -> Mrkdwn:
        return deadline(instant_, self.zone, self.today)

    def clock(self, case: Case) -> Mrkdwn:
        """By when the customer is to be answered, or the case solved, whichever is next; "" while nothing runs."""
        running = {name: each for name, each in case.clocks.running() if each.due}
        if not running:
            return Mrkdwn()
        name, each = min(running.items(), key=lambda one: one[1].due or self.now)
        assert each.due is not None
        return say(f"card.{name}_late" if each.due <= self.now else f"card.{name}_by", at=self.by(each.due))

    def at_today(self, instant_: datetime) -> Mrkdwn:
        """Of an instant today its clock is enough."""
        if today_of(instant_, self.zone) != self.today:
            return self.at(instant_)
        return Mrkdwn(f"<!date^{int(instant_.timestamp())}^{{time}}|{clock(instant_, self.zone)}>")

    def customer(self, case: Case, customer: Customer | None) -> list[Mrkdwn]:
        """Who they are to the shop, and how sure we are that it is they."""
        gone = customer.muted.get(UNREACHABLE, "") if customer else ""
        reached = say("card.unreachable", why=escape(gone, 120)) if gone else Mrkdwn()
        return [line for line in (self.person(customer), reached, _evidence(case, customer)) if line]

    def order(self, order: Order | None) -> list[Mrkdwn]:
        """What they ordered and when it was to come."""
        if order is None:
            return [say("card.order_unknown")]
        placed = say("card.placed", date=self.day_of(order.placed_at)) if order.placed_at else Mrkdwn()
        promised = say("card.promised", date=self.day(order.promise.on)) if order.promise else Mrkdwn()
        state = name_of("order_state", order.state) if order.state != "open" else Mrkdwn()
        head = joined([say("card.order", name=order.name or order.id), state, placed, promised])
        return [
            line
            for line in (head, _items(order), self._missing(order), self._chose(order), *self._gone_back(order))
            if line
        ]

    def parcels(self, order: Order | None, parcels: tuple[Parcel, ...]) -> list[Mrkdwn]:
        """Where each parcel is now, and how late."""
        lines = [self._parcel(parcel, order) for parcel in parcels[:PARCELS]]
        rest = len(parcels) - PARCELS
        lines = [*lines, say("card.more_parcels", n=rest)] if rest > 0 else lines
        return [*lines, *self._right(order, parcels)]

    def back(self, wanted: WantedBack) -> Mrkdwn:
        """What the customer wants to send back, why, and what for."""
        items = joined([escape(f"{each.quantity} × {each.title}", 60) for each in wanted.items[:ITEMS]], ", ")
        wish, reason = name_of("return_wish", wanted.wish), name_of("return_reason", wanted.reason)
        return say("card.back", wish=wish, items=items or say("card.back_nothing"), reason=reason)

    def told(self, order: Order | None) -> list[Mrkdwn]:
        """What the customer heard from us about the order, newest last."""
        if order is None or not order.told:
            return [joined([say("card.told"), say("card.told_nothing")])]
        return [say("card.told"), *(self.told_line(told) for told in order.told[-TOLD:])]

    def told_line(self, told: Told) -> Mrkdwn:
        what = name_of("message", told.kind)
        named = named_day(told.about, self.today)
        if named:
            return say("card.told_named", at=self.at(told.at), what=what, named=named)
        return say("card.told_line", at=self.at(told.at), what=what)

    def call(self, call: Callback) -> Mrkdwn:
        """Which number wants to be called, and when, by the shop's clock."""
        phone = escape(call.phone, 40) or say("card.phone_unknown")
        if call.at is None:
            return say("card.call_soon", phone=phone)
        hours = clock(call.at, self.zone) + (f"–{clock(call.until, self.zone)}" if call.until else "")
        return say("card.call", phone=phone, day=self.day_of(call.at), hours=hours)

    def person(self, customer: Customer | None) -> Mrkdwn:
        """Who somebody is to the shop."""
        if customer is None:
            return joined([say("card.customer"), say("card.customer_unknown")])
        spent = [amount(Money(minor, currency)) for currency, minor in sorted(customer.spent.items())[:4]]
        return joined(
            [
                joined([say("card.customer"), escape(customer.name, 80)], " "),
                say("card.since", date=self.day_of(customer.since)) if customer.since else Mrkdwn(),
                count("card.orders", customer.orders),
                say("card.spent", amounts=joined(spent, " + ")) if spent else Mrkdwn(),
                count("card.cases", customer.cases) if customer.cases else Mrkdwn(),
                say("card.score", score=escape(customer.last_score, 20)) if customer.last_score else Mrkdwn(),
            ]
        )

    def _right(self, order: Order | None, parcels: tuple[Parcel, ...]) -> list[Mrkdwn]:
        """Until when the order may be sent back, and the day of its clock where the customer lives."""
        clock = right(order, list(parcels), self.policy) if order and order.state == "delivered" else None
        if order is None or clock is None:
            return []
        today = local_date(self.now, self.policy.zone_of(order.country))
        if not clock.is_open(today):
            return [say("card.right_over", date=self.day(clock.last_day))]
        return [say("card.right", date=self.day(clock.last_day), n=clock.day(today), days=clock.days)]

    def _missing(self, order: Order) -> Mrkdwn:
        """Items that cannot be sent yet, and when they come in."""
        shortage = order.shortage
        if shortage is None or order.state != "open":
            return Mrkdwn()
        items = joined([escape(item.title, 60) for item in shortage.items[:ITEMS]] or [say("card.some_items")], ", ")
        by = say("card.expected_in", date=self.day(shortage.expected_on)) if shortage.expected_on else Mrkdwn()
        return joined([say("card.missing", items=items), by])

    def _chose(self, order: Order) -> Mrkdwn:
        """What the customer chose last about a delay of it, and who does it."""
        if not order.choices:
            return Mrkdwn()
        last = order.choices[-1]
        doing = {ChoiceState.STORE: say("card.chose_store"), ChoiceState.DONE: say("card.chose_done")}
        return joined([
            say("card.chose", what=name_of("choice", last.what), at=self.at(last.at)),
            doing.get(last.state, Mrkdwn()),
            say("card.chose_by", date=self.day(last.by)) if last.by else Mrkdwn(),
            say("card.chose_trouble", why=escape(last.trouble, 160)) if last.trouble else Mrkdwn(),
        ])  # fmt: skip

    def _gone_back(self, order: Order) -> list[Mrkdwn]:
        """Returns and refunds, the newest of each."""
        returns = [
            say("card.return", state=name_of("return_state", each.state), date=self.day_of(each.at))
            for each in order.returns[-RETURNS:]
        ]
        refunds = [
            say("card.refund", amount=amount(each.amount) if each.amount else say("card.some_money"),
                date=self.day_of(each.at))
            for each in order.refunds[-RETURNS:]
        ]  # fmt: skip
        return [joined([*returns, *refunds])] if returns or refunds else []

    def _parcel(self, parcel: Parcel, order: Order | None) -> Mrkdwn:
        number = link(parcel.tracking_url, tidy_number(parcel))
        state, late = name_of("parcel_state", parcel.state), _delay(parcel, order)
        head = (
            say("card.parcel_late", number=number, state=state, reason=name_of("reason", late.reason))
            if late
            else say("card.parcel", number=number, state=state)
        )
        seen = say("card.last_scan", at=self.at(parcel.state_at)) if parcel.state_at else Mrkdwn()
        detail = say("card.detail", detail=escape(parcel.detail, 160)) if parcel.detail else Mrkdwn()
        return joined([head, self._expected(parcel, order), seen, detail])

    def _expected(self, parcel: Parcel, order: Order | None) -> Mrkdwn:
        if parcel.delivered_at or parcel.state == "delivered":
            return Mrkdwn()
        if parcel.eta is None:
            return say("card.eta_unknown") if _delay(parcel, order) else Mrkdwn()
        late = (parcel.eta - order.promise.on).days if order and order.promise else 0
        after = say("card.days_late", n=count("card.days", late)) if late > 0 else Mrkdwn()
        return joined([say("card.eta", date=self.day(parcel.eta)), after], ", ")


def _delay(parcel: Parcel, order: Order | None) -> DelayEpisode | None:
    """The order's delay, if this parcel is among what is late."""
    delay = order.delay if order else None
    return delay if delay and parcel.id in delay.parcel_ids else None


def tidy_number(parcel: Parcel) -> str:
    """A parcel's carrier and number."""
    return f"{parcel.carrier} {parcel.number}".strip()


def _items(order: Order) -> Mrkdwn:
    shown = [escape(f"{item.quantity} × {item.title}", 60) for item in order.items[:ITEMS]]
    rest = len(order.items) - ITEMS
    total = amount(order.total) if order.total else Mrkdwn()
    more = [say("card.more_items", n=rest)] if rest > 0 else []
    return joined([joined([*shown, *more], ", "), total])


def _evidence(case: Case, customer: Customer | None) -> Mrkdwn:
    """Why we think it is they. Anything that is not proof is called a guess."""
    known = Evidence(case.evidence) if case.evidence in list(Evidence) else Evidence.NONE
    return say(f"evidence.{_GRADES[known] if customer else 'guess'}", why=say(f"evidence.{known}"))
