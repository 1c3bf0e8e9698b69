"""Every mail in every language: whole, safe, light, and honest about what it lacks."""

import re
from dataclasses import replace
from functools import cache

import pytest

from chalicelib.care.vocabulary import Item, Money, Reason
from chalicelib.errors import RenderError, UnknownTemplateError
from chalicelib.rendering.context import (
    CaseView,
    ChoiceView,
    Gift,
    Links,
    MailContext,
    MovesAgain,
    Person,
    Signature,
    WaitView,
)
from chalicelib.rendering.render import MAILS, Rendered, render_mail
from chalicelib.rendering.spaces import bound
from ops import samples
from tests.rendering.reading import Reading

HOSTILE = "<script>alert(\"1\")</script> & 'quoted'\r\nBcc: all@example.com"
SAMPLES = {(lang, mail.title): mail for lang in samples.LANGUAGES for mail in samples.mails(lang)}
EVERY = [pytest.param(lang, mail, id=f"{lang}-{title}") for (lang, title), mail in SAMPLES.items()]


@cache
def shown(lang: str, title: str) -> tuple[Rendered, Reading]:
    """A sample, rendered and read once for all that is asked of it."""
    mail = SAMPLES[lang, title]
    made = render_mail(mail.kind, lang, mail.context)
    return made, Reading(made.html)


def sample(lang: str = "en", **changed: object) -> dict[str, object]:
    return {**samples.everything(lang), **changed}


@pytest.mark.parametrize(("lang", "mail"), EVERY)
def test_every_mail_is_whole(lang: str, mail: samples.Mail) -> None:
    made, reading = shown(lang, mail.title)
    assert made.lang == lang == reading.all("html")[0]["lang"]
    assert len(made.html.encode()) < 100_000
    for words in (made.subject, made.preheader, made.html, made.text):
        assert words.strip()
        assert not re.search(r"%\(|\{\{|\{%|\bNone\b|\bUndefined\b", words)
    assert made.preheader != made.subject
    assert made.preheader in reading.text
    assert bound(made.html, lang) == made.html, "no line breaks where the language wants none"
    assert len(made.subject) <= 78
    assert reading.all("h1")
    assert not reading.all("img") + reading.all("script") + reading.all("link")
    assert "url(" not in made.html
    assert "prefers-color-scheme: dark" in made.html
    assert "color-scheme" in {meta.get("name") for meta in reading.all("meta")}
    assert all(table.get("role") == "presentation" for table in reading.all("table"))


@pytest.mark.parametrize(("lang", "mail"), EVERY)
def test_every_mail_greets_signs_and_says_how_to_reach_a_person(lang: str, mail: samples.Mail) -> None:
    made, reading = shown(lang, mail.title)
    for words in (reading.text, made.text):
        assert samples.GREETED[lang] in words
        assert "Mária Horváthová" in words
        assert samples.SHOP.help_email in words
        assert str(samples.SHOP.address) in words
    page = mail.context["links"].help_url or samples.SHOP.help_url
    assert {page, f"mailto:{samples.SHOP.help_email}", "tel:+421255550100"} <= set(reading.links())


@pytest.mark.parametrize(("lang", "mail"), EVERY)
def test_the_plain_text_says_what_the_mail_says(lang: str, mail: samples.Mail) -> None:
    """Every web address of the one is in the other, and the text is text."""
    made, reading = shown(lang, mail.title)
    web = {url for url in reading.links() if url.startswith("http")}
    assert web == set(re.findall(r"https?://\S+", made.text))
    assert not re.search(r"<\w|&\w+;|\n\n\n|\u00a0", made.text)
    assert "\n-- \n" in made.text


# What a question can be answered with is its one action: neither weighs more.
ANSWERS = {"solved_question": 2, "solved_reminder": 2, "survey_csat": 5, "survey_nps": 11, "case_nps": 11}


@pytest.mark.parametrize(("lang", "mail"), EVERY)
def test_every_mail_has_one_main_action_at_most(lang: str, mail: samples.Mail) -> None:
    """One kind of button: of two parcels each has its own, and all else is a plain link."""
    made, _ = shown(lang, mail.title)
    buttons = re.findall(r'<td class="button".*?<span class="label"[^>]*>(.*?)</span>', made.html, re.DOTALL)
    assert len(buttons) == made.html.count('class="button"')
    if answers := ANSWERS.get(mail.kind):
        assert len(set(buttons)) == answers
    else:
        assert len(set(buttons)) <= 1


@pytest.mark.parametrize("lang", samples.LANGUAGES)
def test_what_a_language_says_is_its_own(lang: str) -> None:
    others = set(samples.LANGUAGES) - {lang}
    for kind in MAILS:
        own = render_mail(kind, lang, samples.everything(lang))
        for other in others:
            made = render_mail(kind, other, samples.everything(lang))
            assert made.subject != own.subject
            assert made.text != own.text


@pytest.mark.parametrize(("kind", "needs"), MAILS.items())
def test_each_mail_says_which_part_it_lacks(kind: str, needs: tuple[str, ...]) -> None:
    for part in {need.partition(".")[0] for need in needs}:
        context = sample()
        del context[part]
        with pytest.raises(RenderError, match=f"mail {kind} cannot be written without {part}"):
            render_mail(kind, "en", context)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"signature": Signature(name=" ")}, "without signature.name"),
        ({"case": CaseView(agent_name="")}, "without case.agent_name"),
        ({"links": replace(samples.LINKS, no_url=None)}, "without links.no_url"),
        ({"links": replace(samples.LINKS, yes_url="javascript:alert(1)")}, "links.yes_url is not a web address"),
        ({"colour": "red"}, "unknown part 'colour'"),
        ({"person": "Jana"}, "person is a str, not a Person"),
        ({"shop": replace(samples.SHOP, accent="red;}")}, "write it as #rrggbb"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, object], message: str) -> None:
    with pytest.raises(RenderError, match=re.escape(message)):
        render_mail("solved_question", "en", {**sample(), **changed})


def test_an_unknown_mail_is_an_error_that_lists_those_there_are() -> None:
    with pytest.raises(UnknownTemplateError, match="late_parcel"):
        render_mail("late_parcels", "en", samples.everything("en"))


@pytest.mark.parametrize("lang", ["de", "", "xx-YY"])
def test_who_speaks_none_of_our_languages_gets_the_shops(lang: str) -> None:
    made = render_mail("solved_thanks", lang, sample(shop=replace(samples.SHOP, language="ro")))
    assert made.lang == "ro"


def hostile() -> MailContext:
    return MailContext(
        shop=samples.SHOP, person=Person(first_name=HOSTILE), signature=Signature(name=HOSTILE, role=HOSTILE),
        links=samples.LINKS, reply=HOSTILE, delay=samples.delay(Reason.OTHER),
        order=replace(samples.ORDER, name=HOSTILE, items=(Item(HOSTILE, 1),)),
        parcels=(replace(samples.PARCEL, carrier=HOSTILE, number=HOSTILE, tracking_url="javascript:alert(1)"),),
        wait=WaitView(on=samples.ORDER.placed_on, time="11:00", surge=True, closed=True),
        case=CaseView(agent_name=HOSTILE, excerpt=HOSTILE, order_name=HOSTILE),
        gift=Gift(kind="discount", amount=Money(100, "EUR"), code=HOSTILE, order_name=HOSTILE),
        moves=MovesAgain(old_date=samples.ORDER.placed_on),
        choice=ChoiceView(chosen="swap", fulfilled="agent", by=samples.ORDER.placed_on),
    )  # fmt: skip


@pytest.mark.parametrize("kind", MAILS)
@pytest.mark.parametrize("lang", samples.LANGUAGES)
def test_hostile_words_stay_words(kind: str, lang: str) -> None:
    made = render_mail(kind, lang, hostile())
    reading = Reading(made.html)
    assert not reading.all("script")
    assert "<script" not in made.html
    assert not any(url.startswith("javascript:") for url in reading.links())
    assert "javascript:" not in made.text
    for head in (made.subject, made.preheader):
        assert not re.search(r"[\r\n\x00-\x1f]", head)
    if kind not in ("agent_reply", "agent_mail"):  # there it is what an agent typed
        assert not re.search(r"^Bcc:", made.text, re.MULTILINE)


@pytest.mark.parametrize("name", [None, "", "Buy at evil.example"])
def test_without_a_name_the_greeting_still_reads_well(name: str | None) -> None:
    made = render_mail("solved_thanks", "sk", sample(person=Person(first_name=name)))
    assert made.text.startswith("Dobrý deň,\n\n")
    assert "evil" not in made.html


def test_an_agents_reply_goes_out_as_typed() -> None:
    made = render_mail("agent_reply", "en", sample(reply="Hello!\n\n1 < 2 & 3\n  indented"))
    assert "Hello!\n\n1 < 2 & 3\n  indented\n" in made.text
    assert "1 &lt; 2 &amp; 3<br>" in made.html
    assert made.preheader == "Hello! 1 < 2 & 3 indented"


def test_a_long_list_of_items_is_cut_and_counted() -> None:
    items = tuple(Item(f"Thing {number}", 1) for number in range(13))
    made = render_mail("order_received", "sk", sample(order=replace(samples.ORDER, items=items)))
    assert "Thing 7" in made.text
    assert "Thing 8" not in made.text
    assert "a ešte 5 položiek" in made.text


@pytest.mark.parametrize(
    ("lang", "count", "heading"),
    [
        ("sk", 1, "Vaša zásielka je na ceste"), ("sk", 3, "Vaše 3 zásielky sú na ceste"),
        ("sk", 5, "Vašich 5 zásielok je na ceste"), ("pl", 2, "Państwa 2 przesyłki są w drodze"),
        ("pl", 12, "Państwa 12 przesyłek jest w drodze"), ("pl", 22, "Państwa 22 przesyłki są w drodze"),
        ("ro", 2, "Cele 2 colete ale"), ("ro", 20, "Cele 20 de colete ale"), ("ru", 21, "Ваша 21 посылка в пути"),
        ("ru", 11, "Ваши 11 посылок в пути"), ("en", 2, "Your 2 parcels are on their way"),
    ],
)  # fmt: skip
def test_parcels_are_counted_as_the_language_counts(lang: str, count: int, heading: str) -> None:
    made = render_mail("order_shipped", lang, sample(lang, parcels=(samples.PARCEL,) * count))
    assert heading in Reading(made.html).text


def test_a_parcel_without_link_carrier_or_date_is_still_shown() -> None:
    bare = replace(samples.PARCEL, carrier="", tracking_url=None, eta=None)
    made = render_mail("order_shipped", "en", sample(parcels=(bare,)))
    assert "Tracking number: Z1234567890" in made.text
    assert "Carrier" not in made.text
    assert made.preheader == "Here is how to follow it."


def test_only_the_survey_offers_to_stop_asking() -> None:
    asking = render_mail("solved_question", "en", samples.everything("en"))
    telling = render_mail("reopened", "en", sample(links=Links()))
    url = str(samples.LINKS.unsubscribe_url)
    assert url in asking.text
    assert url in asking.html
    assert "Do not ask me again" not in telling.text
