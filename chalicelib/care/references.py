"""Which snapshots an event needs: named by the event, then followed from what was found."""

import re
from collections.abc import Mapping

from chalicelib.care import blocking, private_reply, threads
from chalicelib.care import events as e
from chalicelib.care.choice_events import opens_task
from chalicelib.care.effects import Alias, digest
from chalicelib.care.finding import names
from chalicelib.care.opinion_words import as_talk, opinion_name
from chalicelib.care.personal import names_of
from chalicelib.care.rules import Policy
from chalicelib.care.state import Book, Customer, Ref, Workload, case_number, group_ref
from chalicelib.care.team_references import of_the_team
from chalicelib.care.vocabulary import phone_number
from chalicelib.care.world import World

# Channels whose author is an account of a network, by which the customer is known again.
ACCOUNTS = frozenset({
    "facebook_comment", "facebook_message", "instagram_comment", "instagram_mention", "instagram_message", "whatsapp",
    "x_post", "x_message",
})  # fmt: skip
# Channels that tell when a message was taken back, which may come before the message itself.
TAKING_BACK = frozenset({"facebook_comment", "instagram_message", "whatsapp", "x_post"})
# Those that then name nothing but the message: there a message is a name of its case. (It costs a write.)
KNOWN_BY_ITEM = frozenset({"x_post"})
# Which lists (care.state.LISTS) must be at hand whole: all events whose decision looks through one.
DECIDED_WITH: dict[str, tuple[type[e.Event], ...]] = {
    "agent": (
        e.MessageReceived, e.ConversationLogged, e.SurveyAnswered, e.ReviewPosted, e.DeskPress, e.SolvedAnswered,
        e.ScoreGiven, e.BookLooked, e.TimerFired, e.MessageWithdrawn, e.AgentSet, e.AgentAway, e.AgentRemoved,
    ),
}  # fmt: skip
# Timers whose decision looks at how long parcels take, and at nobody of the team.
OF_TRANSIT_TIMES = frozenset({"promise_ends", "transit_day"})
# Whose decision may set a deadline: the days off of the policy's countries are read with what they name.
TIMED = (*DECIDED_WITH["agent"], e.MessageWithdrawn)
# And all messages whose drawing looks through one, by kind; a dialog's by "dialog:" and its name.
DRAWN_WITH: dict[str, tuple[str, ...]] = {
    "agent": ("home", "answer:queue", "answer:mine", "answer:me", "digest", "dialog:team", "dialog:agent",
              "dialog:history", "dialog:handover"),
    "macro": ("dialog:reply", "dialog:macros", "dialog:macro", "dialog:bulk", "dialog:bulk_preview"),
    "entry": ("dialog:book", "dialog:entry", "entries_due"),
    "usage": ("dialog:book", "dialog:entry", "book_found"),
}  # fmt: skip
# Messages in which the answer book's entries may be offered.
OFFERING = frozenset({"case_card", "dialog:reply", "book_found"})

# Events that name their order by the store's id.
OF_AN_ORDER = (
    e.OrderPlaced, e.OrderChanged, e.OrderPaid, e.OrderFulfilled, e.OrderCancelled, e.OrderDeleted, e.ItemsUnavailable,
    e.RefundMade, e.ReturnReported, e.ParcelsShipped, e.ParcelScanned, e.FulfilmentScanned, e.FeedbackGiven,
    e.ChoiceMade, e.ReturnRequested,
)  # fmt: skip
# What the team presses and types, and what it changes in its day.
OF_THE_TEAM = (e.DeskPress, e.AgentSet, e.AgentAway, e.AgentRemoved, e.MacroSet, e.EntrySet, e.DayOffSet)


def named_by(event: e.Event, policy: Policy) -> tuple[set[Ref], set[Alias]]:
    """The subjects and aliases an event names itself."""
    refs: set[Ref] = {Ref("order", event.order_id)} if isinstance(event, OF_AN_ORDER) else set()
    aliases: set[Alias] = set()
    match event:
        case e.OrderPlaced():
            aliases |= {Alias("order_name", event.name), *person_aliases(event.person)}
        case e.OrderChanged():
            aliases |= person_aliases(event.person)
        case e.ParcelsShipped():
            aliases |= {Alias("parcel_number", shipment.number) for shipment in event.shipments}
        case e.ParcelScanned():
            aliases |= {Alias("parcel_number", event.number), Alias("order_name", event.order_name)}
        case e.MessageReceived() | e.ConversationLogged():
            refs, aliases = _of_words(event, policy)
        case e.MessageEdited() | e.MessageWithdrawn():
            aliases |= {Alias("thread", thread_name(event)), Alias("item", item_name(event))}
        case e.GoodwillReported():
            refs.add(Ref("goodwill", event.goodwill_id))
        case e.RecordsSought() | e.CaseBegun() | e.DialogOpened(dialog="new"):
            refs, aliases = _looked_for(event, policy)
        case _ if isinstance(event, OF_THE_TEAM):
            refs, aliases = of_the_team(event)
        case e.SolvedAnswered() | e.CauseGiven():
            refs.add(Ref("case", event.case_id))
        case e.SurveyAnswered() | e.ScoreGiven() | e.ReviewPosted() | e.ReviewWithdrawn():
            refs, aliases = _named_by_opinion(event, policy)
        case e.CustomerMuted() | e.CustomersUnlinked():
            refs.add(Ref("customer", event.customer_id))
        case e.CustomersLinked():
            refs |= {Ref("customer", event.customer_id), Ref("customer", event.other_id)}
        case e.NameWithdrawn():
            refs.add(Ref("customer", event.customer_id))
            aliases.add(Alias(event.kind, event.value))
        case e.CustomerErased() | e.DataRequested():
            refs, aliases = _of_somebody(event)
        case e.TimerFired() | e.Forgotten() | e.BulkMoved():
            refs.add(Ref.parse(event.subject))
        case e.MessageSent() | e.MessageHeld() | e.MessageSkipped() | e.MessageFailed():
            refs.add(Ref.parse(event.about))
            aliases |= _answered_by(event) if isinstance(event, e.MessageSent) else set()
        case e.MailReported():
            refs |= {Ref.parse(text) for text in (event.about, event.to) if text}
        case e.FeedHeard() | e.StoreReconciled():
            refs.add(Ref("feed", event.feed))
    if opens_task(event):
        aliases.add(Alias("case_number", case_number(case_id(event))))
    if isinstance(event, (*TIMED, e.SurgeSet)) or opens_task(event):
        refs |= {Workload().ref, *(Ref("calendar", country) for country in policy.holiday_countries)}
    return {ref for ref in refs if ref.id}, {alias for alias in aliases if alias.value}


def _of_words(event: e.MessageReceived | e.ConversationLogged, policy: Policy) -> tuple[set[Ref], set[Alias]]:
    """Who wrote or talked, about which orders; where a message stands, and what it answers."""
    aliases = {Alias("order_name", name) for name in (event.order_name, *order_names(event.text, policy))}
    aliases |= {*person_aliases(event.person), Alias("case_number", case_number(case_id(event)))}
    if isinstance(event, e.ConversationLogged):
        return {Ref("case", event.case_id), Ref("customer", event.customer_id)}, aliases
    aliases |= {Alias("thread", thread_name(event)), Alias("handle", handle_of(event))}
    aliases.add(blocking.alias_of(event.channel, event.author_id))
    aliases |= {Alias("item", item_name(event))} if event.channel in TAKING_BACK else set()
    aliases |= {Alias("mail", id_) for id_ in event.refers_to}
    return {Ref("case", event.case_id), Ref("order", event.order_id)}, aliases


def _answered_by(event: e.MessageSent) -> set[Alias]:
    """By what an answer to a message of ours will be known."""
    if event.kind == private_reply.KIND:
        return {Alias("thread", private_reply.thread_of(event))}
    return {Alias("mail", event.provider_id)} if event.channel == "email" else set()


def _looked_for(event: e.RecordsSought | e.CaseBegun | e.DialogOpened, policy: Policy) -> tuple[set[Ref], set[Alias]]:
    """What somebody's words may be a name of, and the number of the case that begins with them."""
    if isinstance(event, e.RecordsSought):
        return set(), names(event.words, policy)
    if isinstance(event, e.CaseBegun):
        number = Alias("case_number", case_number(case_id(event)))
        return set(), {number, blocking.alias_of("email", event.who), *names(event.who, policy)}
    kind, _, rest = event.item.partition(":")
    return ({Ref(kind, rest)}, set()) if kind in ("order", "customer") else (set(), names(rest, policy))


def _of_somebody(event: e.CustomerErased | e.DataRequested) -> tuple[set[Ref], set[Alias]]:
    refs = {Ref("customer", event.customer_id), Ref("case", event.case_id)}
    return refs | {Ref("order", id_) for id_ in event.order_ids}, person_aliases(event.person)


def names_to_drop(event: e.Event, world: World) -> set[Alias]:
    """The names of what is forgotten by this event, those that a case has too many of, and whether the mail it begins
    with has a receiver who is blocked: they are looked at only then."""
    if isinstance(event, e.MessageReceived | e.MessageSent):
        return threads.may_be_dropped(world)
    if isinstance(event, e.CaseBegun):
        people = (each for each in world.subjects.values() if isinstance(each, Customer))
        return {blocking.alias_of("email", each.email) for each in people if each.email}
    subject = world.subjects.get(Ref.parse(event.subject)) if isinstance(event, e.Forgotten) else None
    return names_of(subject) if subject else set()


def _named_by_opinion(
    event: e.SurveyAnswered | e.ScoreGiven | e.ReviewPosted | e.ReviewWithdrawn, policy: Policy
) -> tuple[set[Ref], set[Alias]]:
    """What the message names that the opinion may become, and whom a survey's link carried."""
    message = as_talk(event)
    refs, aliases = named_by(message, policy)
    if isinstance(event, e.ScoreGiven):
        return refs | {Ref.parse(event.about)}, aliases
    if isinstance(event, e.ReviewPosted):
        aliases.add(Alias("item", item_name(message)))
    if isinstance(event, e.SurveyAnswered):
        refs |= {Ref("customer", event.customer_id), Ref("case", event.case_id)}
    return refs, aliases | {Alias("opinion", opinion_name(event))}


def lists_for(event: e.Event) -> tuple[str, ...]:
    """The lists that deciding on this event looks through."""
    if isinstance(event, e.TimerFired) and event.kind in OF_TRANSIT_TIMES:
        return ("transit",)
    if isinstance(event, e.MessageSkipped) and event.kind == "late_parcel":
        return ("transit",)
    if opens_task(event):
        return ("agent",)
    return tuple(kind for kind, events in DECIDED_WITH.items() if isinstance(event, events))


def lists_of(message: str, params: Mapping[str, str]) -> tuple[str, ...]:
    """The lists that drawing this kind of message looks through; of a dialog by the name in its params."""
    name = _drawn(message, params)
    return tuple(kind for kind, messages in DRAWN_WITH.items() if name in messages)


def beside(message: str, params: Mapping[str, str], to: str = "") -> set[Ref]:
    """What else drawing a message looks at, besides what it is about: the answer book's state, what it names,
    what whom it goes to (`to`) has given."""
    kind, _, id_ = params.get("item", "").partition(":")
    refs = {Ref(type_, params[type_]) for type_ in ("order", "goodwill") if params.get(type_)}
    if _drawn(message, params) == "dialog:goodwill":
        refs.add(Ref("spending", to.partition(":")[2]))
    refs |= {Ref.parse(text) for text in params.get("found", "").split(",") if text}
    refs |= {group_ref(params["group"])} if params.get("group") else set()
    known = ("order", "customer") if _drawn(message, params) == "dialog:new" else ("entry", "case", "usage")
    named = {Ref(kind, id_)} if kind in known and id_ else set()
    return refs | named | ({Book().ref} if _drawn(message, params) in OFFERING else set())


def _drawn(message: str, params: Mapping[str, str]) -> str:
    """The name of what is drawn: a dialog's and an answer's are told apart by what they show."""
    shows = {"dialog": "dialog", "answer": "said"}.get(message)
    return f"{message}:{params.get(shows, '')}" if shows else message


def order_names(text: str, policy: Policy) -> tuple[str, ...]:
    """What in a text may be an order's name, in the store's form ("#1001"); at most three."""
    found = re.findall(policy.shop.order_name_pattern, text)
    return tuple(dict.fromkeys(f"#{name}" for name in found))[:3]


def person_aliases(person: e.Person | None) -> set[Alias]:
    """By what names a person may be known already. A store's own id is the strongest."""
    if person is None:
        return set()
    phone = phone_number(person.phone, person.country)
    names = {
        Alias("store_customer", person.store_id), Alias("email", person.email.strip().lower()), Alias("phone", phone),
    }  # fmt: skip
    return {alias for alias in names if alias.value}


def case_id(event: e.Event) -> str:
    """The id of the case that these words (or this choice) open if they belong to none."""
    return digest(event.shop, "case", event.key)


def handle_of(event: e.MessageReceived) -> str:
    """The account that wrote, as an alias' value; "" on channels where an address says more."""
    return f"{event.channel}:{event.author_id}" if event.channel in ACCOUNTS and event.author_id else ""


def item_name(event: e.MessageReceived | e.MessageEdited | e.MessageWithdrawn) -> str:
    """A message's name over all channels."""
    return f"{event.channel}:{event.item_id}" if event.item_id else ""


def thread_name(event: e.MessageReceived | e.MessageEdited | e.MessageWithdrawn) -> str:
    """A conversation's name over all channels: everybody in a public thread has one of their own."""
    return f"{event.channel}:{event.thread}:{event.author_id}" if event.thread else ""
