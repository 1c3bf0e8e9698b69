"""The contact page: writing to the shop or asking to be called, without an account and without JavaScript.

The form carries a signed number with the time it was drawn at. What only a robot sends is taken with the same thanks,
stored, and leads to nothing. Nothing is ever mailed because somebody typed an address here.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib import gate, links
from chalicelib.bootstrap import Services
from chalicelib.care.call_back import Slot, offered
from chalicelib.care.effects import Alias
from chalicelib.care.local_time import local_date
from chalicelib.care.rules import Policy
from chalicelib.care.state import Ref
from chalicelib.care.vocabulary import Topic
from chalicelib.errors import LinkError
from chalicelib.mail_parts import shop_part
from chalicelib.pages.base import Page, preferred
from chalicelib.receipts import Delivery
from chalicelib.rendering import context as parts
from chalicelib.rendering.render import render_page
from chalicelib.rendering.wording import languages
from chalicelib.tries import tried

LASTS = timedelta(days=1)
# Nobody reads the form and fills it in within this time.
YOUNGEST = timedelta(seconds=2)
# Many people share a place (an office, a mobile network), one address is one person's.
PLACE_TRIES, PLACE_TIME = 20, timedelta(hours=1)
ADDRESS_TRIES, ADDRESS_TIME = 10, timedelta(days=1)
# As in templates/pages/contact.html.j2.
LONGEST = {"name": 100, "email": 254, "order": 40, "topic": 20, "message": 4000, "phone": 40, "call": 20}
# In the form, but out of people's sight.
TRAP = "website"
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+")
HOURS_OF_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who comes to whose page. `place`: their network address, "" if unknown; `keys` sign the form's number."""

    services: Services
    shop: str
    keys: tuple[bytes, ...]
    query: Mapping[str, str]
    accepted: str
    place: str = ""
    now: datetime = field(init=False)
    policy: Policy = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", self.services.now())
        object.__setattr__(self, "policy", self.services.policy(self.shop))

    @property
    def language(self) -> str:
        """As the address says, else the browser, else the shop's own."""
        spoken = [each for each in self.policy.shop.languages if each in languages()]
        wanted = self.query.get("lang", "")
        return wanted if wanted in spoken else preferred(self.accepted, spoken, self.policy.shop.language)

    @property
    def order_id(self) -> str:
        """The order whose mail led here by a signed link, "" if none did."""
        try:
            claims = links.read(self.keys, self.query.get("of", ""), self.now)
        except LinkError:
            return ""
        return claims["order"] if (claims.get("kind"), claims.get("shop")) == ("contact_order", self.shop) else ""


Typed = Mapping[str, str]


def show(visit: Visit) -> Page:
    """The form; the order's number may come with the address, or its order with the link of a mail."""
    named = visit.query.get("order", "") or _name_of(visit)
    return _page(visit, "ask", _clipped({"order": named}), _token(visit))


def press(visit: Visit, form: Mapping[str, str]) -> Page:
    """Record what was written and say what happens next; or say what to change, with everything that was typed."""
    typed, token = _clipped(form), form.get("token", "")
    try:
        claims = links.read(visit.keys, token, visit.now)
        drawn_at = _drawn_at(visit, claims)
    except LinkError:
        return _page(visit, "stale", typed, _token(visit))
    slot = next((each for each in offered(visit.policy, visit.now) if _value(each) == typed["call"]), None)
    if wrong := _wrong(typed, slot):
        return _page(visit, "mend", typed, token, wrong)
    if not _may_send(visit, typed):
        return _page(visit, "too_many", typed, token)
    robot = "a field was filled in that nobody sees" if form.get(TRAP) else ""
    robot = robot or ("it was filled in within seconds" if visit.now - drawn_at < YOUNGEST else "")
    _record(visit, claims["form"], typed, slot, robot)
    return _page(visit, "thanks", typed, token)


def _name_of(visit: Visit) -> str:
    """What the order is called whose mail led here. Of its customer nothing is shown: mails are forwarded."""
    if not visit.order_id:
        return ""
    order = visit.services.store.load(visit.shop, [Ref("order", visit.order_id)]).world.order(visit.order_id)
    return order.name if order else ""


def _clipped(form: Mapping[str, str]) -> Typed:
    # A browser counts a line's end as one character and sends two.
    return {name: form.get(name, "").replace("\r\n", "\n").strip()[:most] for name, most in LONGEST.items()}


def _token(visit: Visit) -> str:
    drawn = {"form": secrets.token_urlsafe(12), "at": str(int(visit.now.timestamp()))}
    return links.sign(visit.keys, visit.now, LASTS, kind="contact", shop=visit.shop, **drawn)


def _drawn_at(visit: Visit, claims: Mapping[str, str]) -> datetime:
    """When the form was drawn. LinkError if the token is another page's or another shop's."""
    if (claims.get("kind"), claims.get("shop")) != ("contact", visit.shop):
        raise LinkError("the token belongs to another page")
    return datetime.fromtimestamp(int(claims["at"]), visit.now.tzinfo)


def _wrong(typed: Typed, slot: Slot | None) -> tuple[str, ...]:
    """What must be changed before it can be sent, by the names that the words have."""
    email, phone = typed["email"], re.sub(r"\D", "", typed["phone"])
    found = {
        "call_gone": bool(typed["call"]) and slot is None,
        "email_missing": not email and not typed["call"],
        "email_wrong": bool(email) and not EMAIL.fullmatch(email),
        "phone_missing": bool(typed["call"]) and not typed["phone"],
        "phone_wrong": bool(typed["phone"]) and not 6 <= len(phone) <= 16,
        "message_missing": not typed["message"] and not typed["call"],
    }
    return tuple(code for code, is_so in found.items() if is_so)


def _may_send(visit: Visit, typed: Typed) -> bool:
    """Has neither this place nor this address sent too much lately?"""
    address = typed["email"].lower() or re.sub(r"\D", "", typed["phone"])
    store, shop, now = visit.services.store, visit.shop, visit.now
    place = Alias("form_place", visit.place)
    if visit.place and not tried(store, shop, place, PLACE_TRIES, PLACE_TIME, now):
        return False
    return bool(tried(store, shop, Alias("form_address", address), ADDRESS_TRIES, ADDRESS_TIME, now))


def _record(visit: Visit, number: str, typed: Typed, slot: Slot | None, robot: str) -> None:
    """Store it as a receipt. The same words of the same form are one. StoreUnavailableError if it is not stored."""
    said = {name: value for name, value in typed.items() if name != "call"}
    times = {"call_at": slot.at.isoformat(), "call_until": slot.until.isoformat()} if slot else {}
    about = {"order_id": visit.order_id} if visit.order_id else {}
    body = json.dumps({**said, **times, **about, "form": number, "lang": visit.language, "robot": robot}).encode()
    gate.admit("form", visit.shop, Delivery(body=body), visit.services.store, visit.now)


def _page(visit: Visit, state: str, typed: Typed, token: str, wrong: tuple[str, ...] = ()) -> Page:
    policy, calls = visit.policy, _days(visit)
    hours = int(policy.contact.answer_within / timedelta(hours=1)) if policy.contact.answer_within else 0
    chosen = next((hour for day in calls for hour in day.hours if hour.value == typed["call"]), None)
    view = parts.ContactView(
        token=token, typed=dict(typed), topics=tuple(Topic), calls=calls, chosen=chosen, wrong=wrong,
        answer_hours=hours if hours < 2 * HOURS_OF_DAY else 0, answer_days=hours // HOURS_OF_DAY,
        city=policy.shop.zone.rpartition("/")[2].replace("_", " "), who=policy.shop.signature.name,
        languages=tuple(each for each in policy.shop.languages if each in languages()),
    )  # fmt: skip
    shop = replace(shop_part(policy), language=policy.shop.language)
    html = render_page("contact", visit.language, {"shop": shop, "state": state, "contact": view})
    return Page(html, 429 if state == "too_many" else 200)


def _days(visit: Visit) -> tuple[parts.CallDay, ...]:
    """The hours offered, by day, as the shop's clock shows them."""
    zone = visit.policy.shop.zone
    days: dict[str, parts.CallDay] = {}
    for slot in offered(visit.policy, visit.now):
        on = local_date(slot.at, zone)
        start, end = (f"{at.astimezone(visit.policy.zone_info):%H:%M}" for at in slot)
        known = days.get(on.isoformat(), parts.CallDay(on=on))
        hour = parts.CallHour(value=_value(slot), on=on, start=start, end=end)
        days[on.isoformat()] = replace(known, hours=(*known.hours, hour))
    return tuple(days.values())


def _value(slot: Slot) -> str:
    return f"{slot.at:%Y%m%dT%H%M}"
