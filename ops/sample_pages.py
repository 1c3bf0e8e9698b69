"""Every page in every state, of the made-up people and orders of ops/samples.py."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chalicelib.care.rules import Solved
from chalicelib.care.vocabulary import Topic
from chalicelib.rendering.context import CallDay, CallHour, ContactView, PageContext
from ops import sample_choices, sample_returns
from ops.samples import CALL_DAYS, LANGUAGES, SHOP, TYPED, Page


def contact_pages() -> Iterator[Page]:
    """The contact page, empty, with everything wrong, and after it was sent."""
    hours = tuple(
        CallHour(value=f"2026112{day}T{start:02}00", on=date(2026, 11, 20 + day), start=f"{start:02}:00",
                 end=f"{start + 2:02}:00")
        for day in (6, 7) for start in (9, 11, 13, 15)
    )  # fmt: skip
    days = tuple(CallDay(on=on, hours=tuple(each for each in hours if each.on == on)) for on in CALL_DAYS)
    form = ContactView(
        token="abc.def", typed=dict.fromkeys(TYPED, ""), topics=tuple(Topic), calls=days, answer_hours=24,
        city="Bratislava", who="Mária Horváthová", languages=LANGUAGES,
    )  # fmt: skip
    wrong = ("call_gone", "email_wrong", "phone_missing", "message_missing")
    yield Page("Contact", "contact", {"shop": SHOP, "state": "ask", "contact": form})
    no_calls = replace(form, calls=(), languages=("en",))
    yield Page("Contact, no calls", "contact", {"shop": SHOP, "state": "ask", "contact": no_calls})
    mend = replace(form, typed={**TYPED, "email": "jana", "message": ""}, wrong=wrong)
    yield Page("Contact, to mend", "contact", {"shop": SHOP, "state": "mend", "contact": mend})
    missing = replace(form, wrong=("email_missing", "phone_wrong"))
    yield Page("Contact, more to mend", "contact", {"shop": SHOP, "state": "mend", "contact": missing})
    typed = replace(form, typed=TYPED)
    yield Page("Contact, open for too long", "contact", {"shop": SHOP, "state": "stale", "contact": typed})
    yield Page("Contact, too many", "contact", {"shop": SHOP, "state": "too_many", "contact": typed})
    yield Page("Contact, sent", "contact", {"shop": SHOP, "state": "thanks", "contact": typed})
    slow = replace(typed, answer_hours=0, answer_days=3)
    yield Page("Contact, sent, days", "contact", {"shop": SHOP, "state": "thanks", "contact": slow})
    silent = replace(typed, answer_hours=0)
    yield Page("Contact, sent, nothing promised", "contact", {"shop": SHOP, "state": "thanks", "contact": silent})
    call = replace(typed, chosen=hours[0])
    yield Page("Contact, a call", "contact", {"shop": SHOP, "state": "thanks", "contact": call})


def survey_pages() -> Iterator[Page]:
    """Both surveys about an order that has arrived, from the question to the thanks; and one after a case."""
    for survey in ("csat", "nps"):
        asked = PageContext(shop=SHOP, order_name="#1001", survey=survey, may_change=True)
        yield Page(f"{survey}, asked", "survey", asked | {"state": "ask"})
        yield Page(f"{survey}, chosen in the mail", "survey", asked | {"state": "ask", "score": 4})
        yield Page(f"{survey}, answered", "survey", asked | {"state": "answered", "score": 4})
    asked = PageContext(shop=SHOP, order_name="#1001", survey="nps")
    yield Page("nps, thanked", "survey", asked | {"state": "thanks", "score": 8})
    yield Page("nps, sorry", "survey", asked | {"state": "thanks", "score": 2, "low": True})
    yield Page("nps, may we quote you?", "survey", asked | {"state": "thanks", "score": 10, "glad": True})
    review = PageContext(glad=True, review_url="https://reviews.example/lumen")
    yield Page("nps, a review?", "survey", asked | {"state": "thanks", "score": 10} | review)
    yield Page("nps, words", "survey", asked | {"state": "comment_thanks", "score": 9})
    yield Page("nps, words that hurt", "survey", asked | {"state": "comment_thanks", "score": 2, "low": True})
    yield Page("nps after a case, asked", "survey", asked | {"state": "ask", "about_case": True})


def pages() -> Iterator[Page]:
    """Every page in every state."""
    solved = PageContext(
        shop=SHOP, order_name="#1001", agent_name="Mária Horváthová", may_change=True, causes=Solved().causes,
        form="f2", answered="f1",
    )  # fmt: skip
    yield Page("Solved? from the mail's Yes", "solved", solved | {"state": "ask", "answer": "yes"})
    yield Page("Solved? from the mail's No", "solved", solved | {"state": "ask", "answer": "no"})
    yield Page("Solved? no choice", "solved", solved | {"state": "ask"})
    yield Page("Thanked", "solved", solved | {"state": "thanks_yes"})
    yield Page("Reopened", "solved", solved | {"state": "reopened_no"})
    yield Page("Answered Yes already", "solved", solved | {"state": "already_answered", "answer": "yes"})
    yield Page("Answered No already", "solved", solved | {"state": "already_answered", "answer": "no"})
    told = solved | {"answer": "no", "told": True}
    yield Page("Answered No, and what is the matter", "solved", told | {"state": "already_answered"})
    yield Page("What is the matter, thanked", "solved", solved | {"state": "cause_thanks"})
    yield Page("A score after a case", "solved", solved | {"state": "score_thanks", "score": 5})
    yield Page("A low score after a case", "solved", solved | {"state": "score_thanks", "score": 1, "low": True})
    yield Page("Words after a case", "solved", solved | {"state": "comment_thanks"})
    yield from survey_pages()
    yield Page("Feedback", "feedback", {"shop": SHOP, "state": "ask", "order_name": "#1001"})
    yield Page("Feedback, nothing given", "feedback", {"shop": SHOP, "state": "empty"})
    yield Page("Feedback, thanked", "feedback", {"shop": SHOP, "state": "thanks"})
    yield Page("Unsubscribe", "unsubscribe", {"shop": SHOP, "state": "ask"})
    yield Page("Unsubscribed", "unsubscribe", {"shop": SHOP, "state": "done"})
    yield from contact_pages()
    yield from sample_choices.pages()
    yield from sample_returns.pages()
    yield Page("Forged link", "link_problem", {"state": "forged"})
    yield Page("Expired link", "link_problem", {"shop": SHOP, "state": "expired"})
    yield Page("Too late", "too_late", {"shop": SHOP})
    yield Page("Error", "error", {})
