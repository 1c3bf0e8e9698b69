"""Made-up customers, orders and cases to render every mail and page from: for the gallery and for the tests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from chalicelib.care.vocabulary import GoodwillKind, Item, Money, Reason
from chalicelib.rendering.context import (
    CaseView,
    ChoiceView,
    Delay,
    Fault,
    Gift,
    Links,
    MailContext,
    MovesAgain,
    OrderView,
    PageContext,
    ParcelView,
    Person,
    Shop,
    Signature,
    WaitView,
)
from chalicelib.rendering.macros import built_in
from chalicelib.rendering.render import render_note
from chalicelib.rendering.wording import LOCALE

# English first, as the gallery shows them; sample sentences that a new one has not are English.
LANGUAGES = ("en", *sorted(each.name for each in LOCALE.iterdir() if each.is_dir() and each.name != "en"))
BASE = "https://care.lumen.example"

SHOP = Shop(
    name="Lumen", from_name="Lumen", help_url="https://lumen.example/help", help_email="care@lumen.example",
    help_phone="+421 2 5555 0100", address="Lumen s. r. o., Dunajská 1, 811 08 Bratislava",
)  # fmt: skip
ORDER = OrderView(
    name="#1001", placed_on=date(2026, 11, 21), promised_on=date(2026, 11, 27), total=Money(8970, "EUR"),
    items=(Item("Stolná lampa Aurora, mosadz", 1), Item("Žiarovka E27, teplá biela", 2)),
)  # fmt: skip
PARCEL = ParcelView(
    carrier="Packeta", number="Z1234567890", tracking_url="https://tracking.packeta.com/Z1234567890",
    eta=date(2026, 11, 26),
)  # fmt: skip
SECOND = ParcelView(carrier="GLS", number="00340434161094000000", eta=None)
LINKS = Links(
    feedback_url=f"{BASE}/f/abc.def", yes_url=f"{BASE}/s/abc.def?answer=yes", no_url=f"{BASE}/s/abc.def?answer=no",
    unsubscribe_url=f"{BASE}/u/abc.def", help_url=f"{BASE}/contact/lumen?of=abc.def",
    score_urls=tuple(f"{BASE}/o/abc.def{score}" for score in range(11)),
)  # fmt: skip
CHOICES = Links(choices_url=f"{BASE}/c/abc.def")
RETURNING = Links(help_url=f"{BASE}/contact/lumen?of=abc.def", return_url=f"{BASE}/r/abc.def")
ASKED = {
    "en": "Where is my parcel? It was supposed to be here on Friday and the tracking has not moved for three days.",
    "sk": "Kde je moja zásielka? Mala prísť v piatok a sledovanie sa tri dni nepohlo.",
    "pl": "Gdzie jest moja paczka? Miała być w piątek, a śledzenie stoi od trzech dni.",
    "ro": "Unde este coletul meu? Trebuia să ajungă vineri, iar urmărirea nu s-a mișcat de trei zile.",
    "ru": "Где моя посылка? Она должна была прийти в пятницу, а отслеживание не меняется три дня.",
}
REPLY = {
    "en": "I have just spoken with the depot. Your parcel is there and leaves tomorrow morning.\n\n"
    "It should be with you on Wednesday.\nIf it is not, please write to me here.",
    "sk": "Práve som hovorila s depom. Zásielka je tam a zajtra ráno odchádza.\n\n"
    "V stredu by ste ju mali mať doma.\nAk nie, napíšte mi, prosím, sem.",
    "pl": "Właśnie rozmawiałam z sortownią. Przesyłka tam jest i jutro rano rusza w drogę.\n\n"
    "W środę powinna być u Państwa.\nJeśli nie dotrze, proszę napisać tutaj.",
    "ro": "Tocmai am vorbit cu depozitul curierului. Coletul este acolo și pleacă mâine dimineață.\n\n"
    "Miercuri ar trebui să fie la dumneavoastră.\nDacă nu ajunge, vă rog să îmi scrieți aici.",
    "ru": "Я только что говорила со складом перевозчика. Посылка там и завтра утром отправится дальше.\n\n"
    "В среду она должна быть у вас.\nЕсли её не будет, напишите мне, пожалуйста, сюда.",
}
TYPED = {
    "name": "Jana Kováčová", "email": "jana.kovacova@post.example", "order": "#1001", "topic": "delivery",
    "message": "Kde je moja zásielka?", "phone": "+421 905 111 222", "call": "",
}  # fmt: skip
CALL_DAYS = (date(2026, 11, 26), date(2026, 11, 27))
NAMES = {"en": "Emma", "sk": "Jana", "pl": "Anna", "ro": "Ioana", "ru": "Анна"}
# How each is greeted in a mail: Polish greets nobody by name (docs/languages.md).
GREETED = {**NAMES, "pl": "Dzień dobry,"}
FAULTS: dict[Reason, Fault] = {
    Reason.OTHER: "nobody",
    Reason.WEATHER: "nobody", Reason.STRIKE: "nobody", Reason.CUSTOMS: "customs", Reason.STOCK: "shop",
    Reason.WAREHOUSE: "shop", Reason.ADDRESS: "customer", Reason.REFUSED: "customer", Reason.NOT_COLLECTED: "customer",
}  # fmt: skip


class Mail(NamedTuple):
    """A mail to look at: what it shows, its stem, and what it is rendered from."""

    title: str
    kind: str
    context: MailContext


class Text(NamedTuple):
    """A message that is text alone, as chats take it."""

    title: str
    text: str


class Page(NamedTuple):
    """A page to look at: what it shows, its stem, and what it is rendered from."""

    title: str
    name: str
    context: PageContext


def delay(reason: Reason, known: bool = True) -> Delay:
    """A delay of that reason, with a new date or with the day by which we know more."""
    new_date, know_by = (date(2026, 12, 2), None) if known else (None, date(2026, 11, 30))
    return Delay(
        reason=reason, fault=FAULTS.get(reason, "carrier"), old_date=date(2026, 11, 27), new_date=new_date,
        know_by=know_by,
    )  # fmt: skip


def everything(lang: str) -> MailContext:
    """All parts any mail can have, in a language."""
    return MailContext(
        shop=SHOP, person=Person(first_name=NAMES.get(lang, NAMES["en"])), links=LINKS,
        signature=Signature(name="Mária Horváthová"),
        order=ORDER, parcels=(PARCEL,), delay=delay(Reason.WEATHER), reply=REPLY.get(lang, REPLY["en"]),
        wait=WaitView(on=date(2026, 11, 30), time="11:00"),
        case=CaseView(agent_name="Mária Horváthová", excerpt=ASKED.get(lang, ASKED["en"]), order_name="#1001"),
        gift=Gift(kind=GoodwillKind.REFUND, amount=Money(1250, "EUR"), order_name="#1001"),
        moves=MovesAgain(old_date=date(2026, 11, 27), new_date=date(2026, 11, 27), in_time=True),
        choice=ChoiceView(chosen="cancel", fulfilled="agent", by=date(2026, 11, 26)),
        refunded=Money(1250, "EUR"), return_until=date(2026, 12, 9),
    )  # fmt: skip


def mails(lang: str) -> Iterator[Mail]:
    """Every mail, the delay notice once per reason."""
    plain = everything(lang)
    no_survey = plain | {"links": Links(feedback_url=LINKS.feedback_url, help_url=LINKS.help_url)}
    yield Mail("We have your order", "order_received", no_survey)
    yield Mail("Shipped, one parcel", "order_shipped", no_survey)
    yield Mail("Shipped, two parcels", "order_shipped", no_survey | {"parcels": (PARCEL, SECOND)})
    yield Mail("Paid, in processing", "order_processing", no_survey)
    yield Mail("It comes today", "out_for_delivery", no_survey)
    yield Mail("At the pickup point", "ready_for_pickup", no_survey)
    yield Mail("Two at the pickup point", "ready_for_pickup", no_survey | {"parcels": (PARCEL, SECOND)})
    yield Mail("Still at the pickup point", "pickup_reminder", no_survey)
    yield Mail("Delivered", "order_delivered", no_survey | {"links": RETURNING})
    yield Mail("Delivered, nothing to return", "order_delivered", no_survey)
    yield Mail("Refunded by the store", "refund_told", no_survey)
    unknown = no_survey.copy()
    del unknown["refunded"]
    yield Mail("Refunded, amount not told", "refund_told", unknown)
    yield from _late(plain, no_survey)
    yield Mail("Moving again, in time", "good_news", no_survey)
    later = MovesAgain(old_date=date(2026, 11, 27), new_date=date(2026, 12, 1))
    yield Mail("Moving again, later", "good_news", no_survey | {"moves": later})
    yield Mail("Moving again, no date", "good_news", no_survey | {"moves": MovesAgain(old_date=date(2026, 11, 27))})
    yield Mail("Chosen: a person does it", "choice_confirmed", no_survey)
    cancelled = ChoiceView(chosen="cancel", fulfilled="store")
    yield Mail("Chosen: the store has done it", "choice_confirmed", no_survey | {"choice": cancelled})
    yield Mail("An agent's answer", "agent_reply", no_survey)
    yield Mail("An agent writes first", "agent_mail", no_survey)
    yield Mail("Did we solve it?", "solved_question", plain)
    yield Mail("Did we solve it? once more", "solved_reminder", plain)
    five = replace(LINKS, score_urls=LINKS.score_urls[1:6])
    yield Mail("How satisfied are you?", "survey_csat", plain | {"links": five})
    yield Mail("Would you recommend us?", "survey_nps", plain)
    yield Mail("Would you recommend us? after a case", "case_nps", plain)
    yield Mail("After Yes", "solved_thanks", no_survey)
    yield Mail("After No", "reopened", no_survey)
    for kind in GoodwillKind:
        code = "THANKS-4F1C9A02BD" if kind in (GoodwillKind.DISCOUNT, GoodwillKind.THANK_YOU) else None
        gift = Gift(kind=kind, amount=Money(1250, "EUR"), code=code, until=date(2027, 2, 22) if code else None,
                    order_name="#1001")  # fmt: skip
        yield Mail(f"Given: {kind}", "goodwill_told", no_survey | {"gift": gift})
    yield Mail("We have your message", "first_reply", no_survey)
    today = WaitView(on=date(2026, 11, 27), time="14:05", today=True)
    yield Mail("We have your message, today", "first_reply", no_survey | {"wait": today})
    busy = WaitView(on=date(2026, 11, 30), time="11:00", closed=True, surge=True)
    yield Mail("We have your message, at night in a flood", "first_reply", no_survey | {"wait": busy})


def _late(plain: MailContext, no_survey: MailContext) -> Iterator[Mail]:
    """The delay notice, once per reason."""
    for reason in Reason:
        yield Mail(f"Late: {reason}", "late_parcel", no_survey | {"delay": delay(reason)})
    for rule in ("predicted", "no_scan", "not_handed_over"):
        reason = Reason.WAREHOUSE if rule == "not_handed_over" else Reason.CARRIER
        may = replace(delay(reason, known=False), rule=rule, foreseen=rule)
        yield Mail(f"May be late: {rule}", "late_parcel", no_survey | {"delay": may})
    for rule in ("promise_passed", "eta_past_promise", "carrier_exception"):
        known = replace(delay(Reason.CARRIER, known=rule == "eta_past_promise"), rule=rule)
        yield Mail(f"Late: {rule}", "late_parcel", no_survey | {"delay": known})
    yield Mail("Late: no new date", "late_parcel", no_survey | {"delay": delay(Reason.CARRIER, known=False)})
    offered = replace(delay(Reason.WAREHOUSE), choices=("wait", "swap", "pickup", "cancel"))
    yield Mail("Late: with choices", "late_parcel", plain | {"links": CHOICES, "delay": offered})


def notes(lang: str) -> Iterator[Text]:
    """What we say by ourselves in a chat, and what agents may begin an answer from."""
    waits = {
        "at night in a flood": WaitView(on=date(2026, 11, 30), time="11:00", closed=True, surge=True),
        "today": WaitView(on=date(2026, 11, 27), time="14:05", today=True),
    }
    for when, wait in waits.items():
        said = render_note("first_reply", lang, lang, {"wait": wait, "shop_name": SHOP.name})
        yield Text(f"In a chat: we have your message, {when}", said)
    for title, again in (("", False), (" once more", True)):
        values = {"url": LINKS.yes_url, "shop_name": SHOP.name, "again": again}
        yield Text(f"In a chat: did we solve it?{title}", render_note("solved_question", lang, lang, values))
    for macro in built_in((lang,)):
        yield Text(f"A macro for agents: {macro.id}", macro.texts[lang])
