"""What is planned as the events by which our side hears of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from chalicelib.care import events as e
from chalicelib.care.effects import digest
from chalicelib.care.return_words import ReturnReason, ReturnWish
from chalicelib.care.vocabulary import ChoiceKind, GoodwillKind, GoodwillReason
from ops.clockwork import SHOP
from ops.year.plan import Act, Asked, Bought, Chosen

SECOND = timedelta(seconds=1)
THANKS = {
    "en": "Thank you very much, everything is solved now.", "sk": "Ďakujem veľmi pekne, už je to vyriešené.",
    "pl": "Dziękuję bardzo, sprawa już rozwiązana.", "ro": "Mulțumesc mult, s-a rezolvat.",
    "ru": "Большое спасибо, вопрос решён.",
}  # fmt: skip
SPAM = "We offer SEO services and backlinks, boost your ranking, contact us on Telegram for a free quote."
NUISANCE = "Nobody of you will be happy with what I write here every day."


def of_order(order: Bought) -> Iterator[e.Event]:
    """What store, carrier and survey tool tell of an order."""
    at, items = order.at, _items(order)
    yield e.OrderPlaced(
        shop=SHOP, key=f"placed:{order.id}", occurred_at=at, order_id=order.id, name=f"#{order.number}",
        person=_person(order), items=items, total=e.Money(1000 * sum(n for _, n in order.lines), "EUR"),
        promised_on=order.promised_on,
    )  # fmt: skip
    if order.cancelled_at:
        yield e.OrderCancelled(
            shop=SHOP, key=f"cancelled:{order.id}", occurred_at=order.cancelled_at, order_id=order.id
        )
    yield from _of_parcel(order)
    if order.returned:
        when, reason = order.returned
        yield e.ReturnReported(
            shop=SHOP, key=f"returned:{order.id}", occurred_at=when, order_id=order.id, return_id=f"r{order.number}",
            state=e.ReturnState.REQUESTED, items=items, reason=reason, reasons=(reason,) * len(items),
        )  # fmt: skip
    if order.survey:
        when, kind, score = order.survey
        yield e.SurveyAnswered(
            shop=SHOP, key=f"survey:{order.id}", occurred_at=when, survey=e.SurveyKind(kind), score=score,
            response_id=f"year:{order.number}", customer_id="", order_name=f"#{order.number}", person=_person(order),
        )  # fmt: skip


def of_choice(chosen: Chosen) -> e.Event:
    """A press on the page behind a delay notice."""
    return e.ChoiceMade(
        shop=SHOP, key=f"chose:{chosen.order.id}:{chosen.at.isoformat()}", occurred_at=chosen.at,
        order_id=chosen.order.id, choice=ChoiceKind(chosen.what),
    )  # fmt: skip


def of_act(asked: Asked, act: Act, case_id: str) -> e.Event:
    """What somebody did about a case; `case_id`: what it is called, "" of one that begins with it."""
    if act.kind == "opens":
        return _OPENINGS[asked.kind](asked, act)
    return _EVENTS[act.kind](asked, act, case_id)


def _of_parcel(order: Bought) -> Iterator[e.Event]:
    if order.handed_over_at is None:
        return
    number = f"{order.carrier}{order.number:012}"
    # The store makes the label a moment before the carrier scans it.
    yield e.ParcelsShipped(
        shop=SHOP, key=f"shipped:{order.id}", occurred_at=order.handed_over_at - SECOND, order_id=order.id,
        shipments=(e.Shipment(number=number, carrier=order.carrier),),
    )  # fmt: skip
    scans = (
        ("taken", e.ParcelState.IN_TRANSIT, order.handed_over_at), ("stuck", e.ParcelState.EXCEPTION, order.stuck_at),
        ("moves", e.ParcelState.IN_TRANSIT, order.moves_at), ("there", e.ParcelState.DELIVERED, order.delivered_at),
    )  # fmt: skip
    for what, state, when in scans:
        if when:
            yield e.ParcelScanned(
                shop=SHOP, key=f"{what}:{order.id}", occurred_at=when, number=number, carrier=order.carrier,
                state=state,
            )  # fmt: skip


def _items(order: Bought) -> tuple[e.Item, ...]:
    return tuple(e.Item(product, quantity, product) for product, quantity in order.lines)


def _person(order: Bought) -> e.Person:
    return e.Person(
        store_id=str(order.customer), email=f"c{order.customer}@customers.example", first_name="Customer",
        last_name=f"No{order.customer}", locale=order.language, country=order.country,
    )  # fmt: skip


def _wrote(asked: Asked, act: Act, case_id: str = "") -> e.MessageReceived:  # noqa: ARG001
    key = f"wrote:{asked.number}:{act.at.isoformat()}"
    item, thread = f"m{asked.number}.{act.at.timestamp()}", f"t{asked.number}"
    order = asked.order
    if order is None:
        return e.MessageReceived(
            shop=SHOP, key=key, occurred_at=act.at, channel=asked.channel, thread=thread, item_id=item,
            author_id=f"stranger{asked.number}", author_name=f"Stranger No{asked.number}", public=True,
            text=SPAM if asked.kind == "spam" else NUISANCE, topic=asked.topic if asked.kind == "nuisance" else "",
        )  # fmt: skip
    thanks = asked.kind == "thanks"
    return e.MessageReceived(
        shop=SHOP, key=key, occurred_at=act.at, channel=asked.channel, thread=thread, item_id=item,
        author_id=f"a{order.customer}", author_name=f"Customer No{order.customer}", person=_person(order),
        order_name=f"#{order.number}", verified=True, robot=act.kind == "robot",
        text=THANKS[order.language] if thanks else f"Question about order #{order.number}?",
        topic="" if thanks else asked.topic,
    )  # fmt: skip


def _wanted_back(asked: Asked, act: Act) -> e.Event:
    assert asked.order is not None
    return e.ReturnRequested(
        shop=SHOP, key=f"back:{asked.number}", occurred_at=act.at, order_id=asked.order.id,
        wish=ReturnWish(act.what), reason=ReturnReason(act.reason), items=_items(asked.order),
    )  # fmt: skip


def _chose(asked: Asked, act: Act) -> e.Event:
    assert asked.order is not None
    return of_choice(Chosen(order=asked.order, at=act.at, what=act.what, opens=True))


def _begun(asked: Asked, act: Act) -> e.Event:
    assert asked.order is not None
    return e.CaseBegun(
        shop=SHOP, key=f"begun:{asked.number}", occurred_at=act.at, slack_user=act.who, who=f"#{asked.order.number}",
        what=act.what, subject="A word from us", text="Good day, here is a word from us.",
    )  # fmt: skip


def _key(act: Act) -> str:
    return f"{act.kind}:{act.case}:{act.at.isoformat()}"


def _pressed(act: Act, case_id: str) -> dict[str, object]:
    """What every press has."""
    return {"shop": SHOP, "key": _key(act), "occurred_at": act.at, "slack_user": act.who, "case_id": case_id}


def _press(made: type[e.Press], /, **more: Callable[[Asked, Act], object]) -> Callable[[Asked, Act, str], e.Event]:
    """A press of this kind, with what else it says."""

    def event(asked: Asked, act: Act, case_id: str) -> e.Event:
        values = _pressed(act, case_id) | {name: of(asked, act) for name, of in more.items()}
        return made(**values)  # type: ignore[arg-type]

    return event


def _answered(asked: Asked, act: Act, case_id: str) -> e.Event:  # noqa: ARG001
    return e.SolvedAnswered(
        shop=SHOP, key=_key(act), occurred_at=act.at, case_id=case_id, cycle=act.nth, solved=act.what == "yes"
    )


def _because(asked: Asked, act: Act, case_id: str) -> e.Event:  # noqa: ARG001
    return e.CauseGiven(
        shop=SHOP, key=_key(act), occurred_at=act.at, case_id=case_id, cycle=act.nth, cause=act.what
    )  # fmt: skip


def _scored(asked: Asked, act: Act, case_id: str) -> e.Event:  # noqa: ARG001
    return e.ScoreGiven(
        shop=SHOP, key=_key(act), occurred_at=act.at, survey=e.SurveyKind.CSAT, about=f"case:{case_id}", cycle=act.nth,
        score=act.score,
    )  # fmt: skip


def _entry(asked: Asked, act: Act) -> str:  # noqa: ARG001
    """The goodwill entry of the case: it has one at most."""
    gives = next(each for each in asked.acts if each.kind == "gives")
    return digest(SHOP, "goodwill", _key(gives))


_OPENINGS: Mapping[str, Callable[[Asked, Act], e.Event]] = {
    "question": _wrote, "thanks": _wrote, "spam": _wrote, "nuisance": _wrote, "back": _wanted_back, "choice": _chose,
    "begun": _begun,
}  # fmt: skip
_EVENTS: Mapping[str, Callable[[Asked, Act, str], e.Event]] = {
    "writes": _wrote, "robot": _wrote, "unheard": _wrote, "answers": _answered, "because": _because, "scores": _scored,
    "claims": _press(e.CaseClaimed), "resolves": _press(e.CaseResolved), "reopens": _press(e.CaseReopened),
    "blocks": _press(e.SenderBlocked), "dismisses": _press(e.CaseDismissed, why=lambda _, act: act.what),
    "corrects": _press(e.TopicCorrected, topic=lambda _, act: act.what),
    "replies": _press(e.ReplyWritten, text=lambda *_: "Here is your answer.", by=lambda _, act: act.by),
    "hands_over": _press(e.CaseHandedOver, to=lambda _, act: act.what, note=lambda *_: "Please go on."),
    "gives": _press(
        e.GoodwillWanted, kind=lambda _, act: GoodwillKind(act.what),
        amount=lambda _, act: e.Money(act.minor, act.currency), reason=lambda _, act: GoodwillReason(act.reason),
    ),
    "approves": _press(e.GoodwillApproved, item=_entry), "declines": _press(e.GoodwillDeclined, item=_entry),
    "makes": _press(e.GoodwillMade, item=_entry), "fails": _press(e.GoodwillNotMade, item=_entry),
}  # fmt: skip
