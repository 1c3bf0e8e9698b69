"""What a mail says, taken from the snapshots at the moment of sending."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib import links
from chalicelib.care import scores, surveys
from chalicelib.care.arrival import parcels_of
from chalicelib.care.lateness import FORESEEN, OVER
from chalicelib.care.local_time import local_date
from chalicelib.care.return_right import Right, right
from chalicelib.care.rules import Policy
from chalicelib.care.state import Case, Customer, Order, Parcel
from chalicelib.care.vocabulary import Money, ParcelState, SurveyKind
from chalicelib.care.world import World
from chalicelib.errors import PermanentError
from chalicelib.first_reply_words import wait_view, zone_of
from chalicelib.rendering import context as parts
from chalicelib.store.port import Row

FEEDBACK_LASTS = timedelta(days=90)
UNSUBSCRIBE_LASTS = timedelta(days=400)
CHOICES_LAST = timedelta(days=30)
CONTACT_LASTS = timedelta(days=90)
RETURN_LASTS = timedelta(days=400)  # longer than any right to return: the page says itself when it is over
# Mails that tell of the order's parcels that stand like this when they go out.
STANDING = {
    "out_for_delivery": ParcelState.OUT_FOR_DELIVERY, "ready_for_pickup": ParcelState.READY_FOR_PICKUP,
    "pickup_reminder": ParcelState.READY_FOR_PICKUP,
}  # fmt: skip
# Mails about an order that are signed by whoever had its last case.
OF_ITS_AGENT = frozenset({"late_parcel", "good_news", "choice_confirmed"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A mail's row and what it is about. Properties raise PermanentError if that is gone."""

    row: Row
    world: World
    policy: Policy

    @property
    def customer(self) -> Customer:
        customer = self.world.person(self.row.to.partition(":")[2])
        if customer is None:
            raise PermanentError(f"{self.row.to} is not there any more: there is nobody to write to")
        return customer

    @property
    def case(self) -> Case | None:
        return self.world.case(self.row.about.id) if self.row.about.type == "case" else None

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        about, standing = self.row.about, STANDING.get(self.row.kind)
        if standing and self.order:
            every = (self.world.parcel(id_) for id_ in self.order.parcel_ids)
            return tuple(parcel for parcel in every if parcel and parcel.state is standing)
        ids = [about.id] if about.type == "parcel" else self.row.params.get("parcels", "").split(",")
        # Of a late order a parcel may be here, or on its way back, by the time that the night is over.
        gone = OVER if self.row.kind == "late_parcel" else frozenset()
        return tuple(each for id_ in ids if (each := self.world.parcel(id_)) and each.state not in gone)

    @property
    def order(self) -> Order | None:
        about = self.row.about
        named = about.id if about.type == "order" else self.case.order_id if self.case else ""
        return self.world.order(named or self.row.params.get("order", ""))


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes the addresses in mails: signed, with ids only. `base_url` without a slash at its end."""

    keys: tuple[bytes, ...]
    base_url: str

    def address(self, page: str, token: str) -> str:
        return f"{self.base_url}/{page}/{token}"


def mail_context(scene: Scene, signer: Signer, now: datetime | None = None) -> parts.MailContext:
    """The parts that this row's mail is made of."""
    shop, customer, case = scene.policy.shop, scene.customer, scene.case
    made = parts.MailContext(
        shop=shop_part(scene.policy), person=parts.Person(first_name=customer.first_name or None),
        signature=parts.Signature(name=shop.signature.name, role=shop.signature.role or None),
        links=_links(scene, signer),
    )  # fmt: skip
    if scene.order:
        made["order"] = _order(scene.order, scene.policy)
    if scene.parcels:
        made["parcels"] = tuple(_parcel(parcel) for parcel in scene.parcels)
    if scene.row.kind == "late_parcel":
        made["delay"] = _delay(scene.row)
    if scene.row.kind == "good_news":
        made["moves"] = _moves(scene.row)
    if (agent := _known_to_them(scene)) and scene.row.kind in OF_ITS_AGENT:
        made["signature"] = parts.Signature(name=agent)
    if case:
        by = scene.row.params.get("name") or case.agent_name  # who wrote it, whoever has the case
        made["case"] = _case(replace(case, agent_name=by), scene.order)
        made["signature"] = parts.Signature(name=by or shop.signature.name)
    if scene.row.kind == "goodwill_told":
        made["gift"] = _gift(scene)
    if clock := _right(scene):
        made["return_until"] = clock.last_day
    if "minor" in scene.row.params and scene.row.kind == "refund_told":
        made["refunded"] = _money(scene.row)
    if scene.row.kind == "first_reply":
        made["wait"] = wait_view(scene.row, zone_of(customer, scene.policy), now or scene.row.created_at)
        made["signature"] = parts.Signature(name=shop.signature.name, role=shop.signature.role or None)
    if scene.row.kind == "choice_confirmed":
        made["choice"] = _choice(scene.row)
    if "text" in scene.row.params:
        made["reply"] = scene.row.params["text"]
    return made


def _known_to_them(scene: Scene) -> str:
    """The agent who has or had the order's last case, "" if nobody has: whom its customer has heard of already."""
    case = scene.world.case(scene.order.last_case_id) if scene.order else None
    return case.agent_name if case else ""


def shop_part(policy: Policy) -> parts.Shop:
    """The shop as mails and pages show it."""
    shop = policy.shop
    return parts.Shop(
        name=shop.name, from_name=shop.from_name, help_url=shop.help_url, help_email=shop.help_email,
        help_phone=shop.help_phone or None, address=shop.address or None, accent=shop.accent, language=shop.language,
    )  # fmt: skip


def _links(scene: Scene, signer: Signer) -> parts.Links:
    """One click leads to a person: from a mail about an order to the contact page, which then knows the order."""
    row, at = scene.row, scene.row.created_at

    def to(page: str, lasts: timedelta, **claims: str) -> str:
        return signer.address(page, links.sign(signer.keys, at, lasts, shop=row.shop, **claims))

    contact = None
    if row.about.type == "order":
        token = links.sign(signer.keys, at, CONTACT_LASTS, kind="contact_order", shop=row.shop, order=row.about.id)
        contact = signer.address("contact", f"{row.shop}?of={token}&lang={scene.customer.language}")
    if row.kind == "order_received":
        feedback = to("f", FEEDBACK_LASTS, kind="feedback", order=row.about.id)
        return parts.Links(feedback_url=feedback, help_url=contact)
    if row.kind == "late_parcel" and row.params.get("choices"):
        choices = to("c", CHOICES_LAST, kind="choice", order=row.about.id)
        return parts.Links(choices_url=choices, help_url=contact)
    if row.kind == "order_delivered" and _right(scene):
        back = to("r", RETURN_LASTS, kind="return", order=row.about.id)
        return parts.Links(help_url=contact, return_url=back)
    if row.kind not in surveys.SURVEYS:
        return parts.Links(help_url=contact)
    expires = scene.policy.solved.expires
    unsubscribe = to("u", UNSUBSCRIBE_LASTS, kind="mute", customer=scene.customer.id, what=surveys.MUTED)
    survey = surveys.ASKING[row.kind]
    if survey == surveys.SOLVED:
        claims = {"kind": "solved", "case": row.about.id, "cycle": row.params["cycle"]}
        yes, no = (to("s", expires, answer=answer, **claims) for answer in ("yes", "no"))
        return parts.Links(yes_url=yes, no_url=no, unsubscribe_url=unsubscribe)
    claims = {"kind": "survey", row.about.type: row.about.id, "survey": survey}
    steps = range(scores.LOWEST[SurveyKind(survey)], scores.HIGHEST[SurveyKind(survey)] + 1)
    return parts.Links(
        score_urls=tuple(to("o", expires, score=str(score), **claims) for score in steps),
        unsubscribe_url=unsubscribe,
        help_url=contact,
    )


def question_link(row: Row, signer: Signer, policy: Policy) -> str:
    """The page of "Did we solve it?" without an answer chosen: what a message on a network has room for."""
    claims = {"kind": "solved", "case": row.about.id, "cycle": row.params["cycle"], "shop": row.shop}
    return signer.address("s", links.sign(signer.keys, row.created_at, policy.solved.expires, **claims))


def _order(order: Order, policy: Policy) -> parts.OrderView:
    placed = order.placed_at
    return parts.OrderView(
        name=order.name or order.id,
        placed_on=local_date(placed, policy.zone_of(order.country)) if placed else date.min,
        items=order.items, total=order.total, promised_on=order.promise.on if order.promise else None,
    )  # fmt: skip


def _parcel(parcel: Parcel) -> parts.ParcelView:
    return parts.ParcelView(
        carrier=parcel.carrier, number=parcel.number, tracking_url=parcel.tracking_url or None, eta=parcel.eta
    )


def _delay(row: Row) -> parts.Delay:
    """From the row, not the snapshot: the message's id stands for just these dates."""

    def day(name: str) -> date | None:
        return date.fromisoformat(row.params[name]) if row.params.get(name) else None

    rule = row.params.get("rule", "")
    return parts.Delay(
        rule=rule, foreseen=rule if rule in FORESEEN else "", reason=row.params["reason"], fault=row.params["fault"],  # type: ignore[arg-type]
        old_date=date.fromisoformat(row.params["old_date"]), new_date=day("new_date"), know_by=day("know_by"),
        choices=tuple(filter(None, row.params.get("choices", "").split(","))),
    )  # fmt: skip


def _moves(row: Row) -> parts.MovesAgain:
    """From the row: the message's id stands for just these dates."""
    new = row.params["new_date"]
    return parts.MovesAgain(
        old_date=date.fromisoformat(row.params["old_date"]), new_date=date.fromisoformat(new) if new else None,
        in_time=row.params["in_time"] == "yes",
    )  # fmt: skip


def _choice(row: Row) -> parts.ChoiceView:
    """From the row: by when a person does it was promised on the page."""
    by = row.params["by"]
    return parts.ChoiceView(
        chosen=row.params["choice"], fulfilled=row.params["fulfilled"], by=date.fromisoformat(by) if by else None
    )  # fmt: skip


def _gift(scene: Scene) -> parts.Gift:
    """From the row: what was given does not change any more."""
    params, order = scene.row.params, scene.order
    until = scene.row.created_at + timedelta(days=int(params["days"]))
    zone = scene.policy.zone_of(scene.customer.country)
    return parts.Gift(
        kind=params["kind"], amount=_money(scene.row), code=params["code"] or None,
        until=local_date(until, zone) - timedelta(days=1) if params["code"] else None,
        order_name=order.name or None if order and params.get("order") else None,
    )  # fmt: skip


def _right(scene: Scene) -> Right | None:
    """The right to return that the delivered mail tells of; None if there is none, and in other mails."""
    order = scene.order if scene.row.kind == "order_delivered" else None
    return right(order, parcels_of(scene.world, order), scene.policy) if order else None


def _money(row: Row) -> Money:
    return Money(int(row.params["minor"]), row.params["currency"])


def _case(case: Case, order: Order | None) -> parts.CaseView:
    asked = next((line.text for line in case.lines if line.who == "customer" and line.text), None)
    return parts.CaseView(agent_name=case.agent_name, excerpt=asked, order_name=order.name if order else None)
