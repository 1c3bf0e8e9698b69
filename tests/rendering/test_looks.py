"""Mails and pages in a real browser on a narrow phone, light and dark: they fit, can be read and can be pressed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.care.vocabulary import Item
from chalicelib.rendering.palette import AA
from chalicelib.rendering.render import render_mail, render_page
from ops import sample_pages, samples

WIDTH = 360
# Contrast of every element that has words of its own, against the nearest ground painted behind it.
CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const lum = c => { const l = c.slice(0, 3).map(v => linear(v / 255));
    return .2126 * l[0] + .7152 * l[1] + .0722 * l[2]; };
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const seen = [...document.body.querySelectorAll('*')].filter(e => e.offsetHeight > 1 &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return seen.map(e => { const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(ground(e))];
    return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.textContent.trim().slice(0, 40)]; });
}"""
TARGETS = "() => [...document.querySelectorAll('button, a, .scale label')].map(e => e.getBoundingClientRect().height)"
# One document after the other, each loaded whole before its width and what else is asked for are measured. All in one
# question: asked one by one the browser takes three times as long.
MEASURED = """async documents => {
  const measure = %s, found = [];
  for (const each of documents) {
    document.open();
    document.write(each);
    document.close();
    if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done, {once: true}));
    found.push([document.documentElement.scrollWidth, measure()]);
  }
  return found;
}"""


@cache
def mails(lang: str) -> dict[str, str]:
    return {mail.title: render_mail(mail.kind, lang, mail.context).html for mail in samples.mails(lang)}


@cache
def pages(lang: str) -> dict[str, str]:
    return {page.title: render_page(page.name, lang, page.context) for page in sample_pages.pages()}


def documents(lang: str, scheme: str) -> dict[str, str]:
    """All of it in the light; in the dark, where only colours differ, one delay notice stands for all."""
    alike = {mail.title for mail in samples.mails(lang) if mail.kind == "late_parcel"} - {"Late: weather"}
    left_out = alike if scheme == "dark" else set()
    return {title: html for title, html in {**mails(lang), **pages(lang)}.items() if title not in left_out}


def measured(page: Page, shown: Mapping[str, str], what: str) -> Iterator[tuple[str, int, Any]]:
    """The title of each document, how wide it is, and what the script `what` says of it."""
    found = page.evaluate(MEASURED % what, list(shown.values()))
    return ((title, width, said) for title, (width, said) in zip(shown, found, strict=True))


def opened(browser: Browser, scheme: Any, asked: list[str]) -> Page:
    page = browser.new_page(viewport={"width": WIDTH, "height": 740}, color_scheme=scheme, java_script_enabled=True)
    page.on("request", lambda request: asked.append(request.url))
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", samples.LANGUAGES)
def test_everything_fits_and_can_be_read(browser: Browser, lang: str, scheme: str) -> None:
    asked: list[str] = []
    page = opened(browser, scheme, asked)
    for title, width, contrasts in measured(page, documents(lang, scheme), CONTRAST):
        assert width <= WIDTH, f"{title} is too wide"
        assert contrasts, title
        poor = [(round(ratio, 2), words) for ratio, words in contrasts if ratio < AA]
        assert not poor, f"{title} cannot be read: {poor}"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 20, 22)"
    assert dark == (scheme == "dark")
    assert [url for url in asked if not url.startswith("data:")] == []
    page.close()


def long(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the longest names and addresses that we have met."""
    order, address = (
        "#LUMEN-SK-2026-0000001001-A",
        "Lumen a synovia, s. r. o., Námestie Slovenského národného povstania 1",
    )
    shop = replace(
        samples.SHOP, name="Veľkoobchod s umeleckým osvetlením Lumen & synovia", address=address,
        help_email="starostlivost-o-zakaznikov@velkoobchod-s-osvetlenim-lumen.example",
    )  # fmt: skip
    agent = "Mgr. Mária Horváthová-Podhradská, PhD."
    made = {**given, "shop": shop}
    if "signature" in made:
        made["signature"] = replace(made["signature"], name=agent, role="Starostlivosť o zákazníkov")
        made["person"] = replace(made["person"], first_name="Maximiliána-Alexandra")
    if "order" in made:
        item = Item("Stolná lampa Aurora z masívnej mosadze s ručne fúkaným tienidlom, limitovaná edícia", 12)
        made["order"] = replace(made["order"], name=order, items=(item,))
        made["case"] = replace(made["case"], agent_name=agent, order_name=order)
        number, carrier = "JJD014000012345678901234567890123456789", "Slovenská pošta – balík na adresu"
        made["parcels"] = tuple(replace(each, number=number, carrier=carrier) for each in made["parcels"])
    return {**made, **({"order_name": order} if "order_name" in made else {})}


def test_long_names_and_addresses_fit_a_narrow_phone(browser: Browser) -> None:
    page = opened(browser, "light", [])
    one_of_each = {each.kind: each for each in samples.mails("sk")}
    of_a_shop = {each.name: each for each in sample_pages.pages() if "shop" in each.context}
    made = {kind: render_mail(kind, "sk", long(each.context)).html for kind, each in one_of_each.items()}
    made |= {name: render_page(name, "sk", long(each.context)) for name, each in of_a_shop.items()}
    for what, width, _ in measured(page, made, "() => null"):
        assert width <= WIDTH, f"{what} is too wide"
    page.close()


@pytest.mark.parametrize("lang", samples.LANGUAGES)
def test_what_is_pressed_on_a_page_is_big_enough_for_a_thumb(browser: Browser, lang: str) -> None:
    page = opened(browser, "light", [])
    for title, _, heights in measured(page, pages(lang), TARGETS):
        assert all(height >= 44 for height in heights), title
    page.close()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser) -> None:
    page = opened(browser, "light", [])
    page.set_content(render_page("feedback", "en", {"shop": samples.SHOP, "state": "ask"}))
    outlines = []
    for _ in range(6):
        page.keyboard.press("Tab")
        outlines.append(
            page.evaluate("""() => { const e = document.activeElement;
            const shown = e.type === 'radio' ? e.nextElementSibling : e;
            return [e.tagName, getComputedStyle(shown).outlineStyle, getComputedStyle(shown).outlineWidth]; }""")
        )
    assert [tag for tag, _, _ in outlines] == ["INPUT", "TEXTAREA", "BUTTON", "A", "A", "A"]
    assert all(style == "solid" and width == "3px" for _, style, width in outlines)
    page.close()


def test_a_page_works_without_javascript(browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": WIDTH, "height": 740})
    posted: list[str | None] = []

    def answer(route: Any) -> None:
        posted.append(route.request.post_data)
        shown = render_page("solved", "en", {"shop": samples.SHOP, "state": "ask", "answer": "yes", "form": "f-1"})
        route.fulfill(body=shown, content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://page.example/s/token")
    page.get_by_role("button", name="No, not yet").click()
    assert posted == [None, "form=f-1&answer=no"]
    page.close()


def test_the_contact_page_is_filled_in_mended_and_sent_without_javascript(browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": WIDTH, "height": 740})
    shown = {each.title: render_page(each.name, "sk", each.context) for each in sample_pages.contact_pages()}
    pages = iter(["Contact", "Contact, to mend", "Contact, sent"])
    posted: list[dict[str, list[str]]] = []

    def answer(route: Any) -> None:
        posted.append(parse_qs(route.request.post_data or "", keep_blank_values=True))
        route.fulfill(body=shown[next(pages)], content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://page.example/contact/demo?lang=sk")
    page.get_by_label("Vaše meno").fill("Jana")
    page.get_by_label("Čoho sa to týka?").select_option("refund")
    page.get_by_label("Vaša správa").fill("Haló?")
    page.get_by_label("Máme Vám zavolať?").select_option("20261126T1100")
    page.get_by_role("button", name="Odoslať").click()
    assert page.get_by_role("alert").count() == 1
    # What nobody sees, nobody reaches: the trap is neither read out nor tabbed to.
    assert page.get_by_label("Toto pole nechajte").bounding_box()["x"] < 0  # type: ignore[index]
    message = page.get_by_label("Vaša správa")
    assert (message.get_attribute("aria-invalid"), message.get_attribute("aria-describedby")) == (
        "true",
        "message-wrong",
    )
    message.fill("Kde je moja zásielka?")
    page.get_by_label("Váš e-mail").fill("jana@post.example")
    page.get_by_role("button", name="Odoslať").click()
    assert page.locator("h1").inner_text() == "Ďakujeme, Vašu správu máme"
    fields = [{name: sent[name][0] for name in ("name", "topic", "message", "call")} for sent in posted[1:]]
    assert fields[0] == {"name": "Jana", "topic": "refund", "message": "Haló?", "call": "20261126T1100"}
    assert fields[1] == {
        "name": "Jana Kováčová", "topic": "delivery", "message": "Kde je moja zásielka?", "call": "",
    }  # fmt: skip
    assert all(sent["website"] == [""] for sent in posted[1:])
    page.close()
