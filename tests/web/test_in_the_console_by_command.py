"""What agents type, what they say among themselves, and a flood: in the console's Slack, in a real browser.

Told in order: each test stands on those before it.
"""

import re

from playwright.sync_api import expect

from ops.local import Local
from ops.story import Stage
from ops.story.play import play_one
from ops.story.solved import BY_ITSELF
from tests.web.console import Desk

WHO = "Piotr Zieliński"
AGENT, LEAD = "Zuzana Horáková", "Marta Kráľová"


def test_somebody_is_found_by_their_order_and_only_who_asked_sees_it(desk: Desk) -> None:
    order = desk.orders(f"{WHO} (pl)")
    desk.am(AGENT)
    desk.type(f"find {order}")
    for words in ("Only you see it", WHO, "piotr.zielinski@example.com", f"Order {order}"):
        expect(desk.whisper).to_contain_text(words)
    desk.am("Viktor Cudzí")
    desk.type(f"find {order}")
    expect(desk.whisper).to_contain_text("You are not on the roster")
    desk.am(AGENT)


def test_they_are_written_to_first_and_the_case_is_the_agents(desk: Desk) -> None:
    desk.press(desk.page.locator(".whisper", has_text="Only you see it").last, "Write to them, or open a case …")
    with desk.filled("A new case") as dialog:
        expect(dialog.get_by_label("About whom")).to_have_value(re.compile("piotr"))
        expect(dialog.get_by_label("Language")).to_have_value("pl")
        dialog.get_by_label("What you write, or what is to be done").fill("Lampa jest juz gotowa.")
        desk.press(dialog, "Begin")
        expect(dialog.get_by_role("alert")).to_contain_text("A mail needs a subject.")
        dialog.get_by_label("Subject of the mail").fill("Twoja lampa")
        desk.press(dialog, "Begin")
    expect(desk.whisper).to_contain_text("is yours. Its card is in the channel.")
    card = desk.card_of(WHO)
    expect(card).to_contain_text(f"@{AGENT} has it")
    expect(card).to_contain_text("Lampa jest juz gotowa.")
    expect(desk.page.locator(".mails li", has_text="Twoja lampa")).to_contain_text(WHO)


def test_what_is_said_under_a_card_becomes_a_note_and_no_customer_sees_it(desk: Desk) -> None:
    card = desk.card_of(WHO)
    mails = desk.page.locator(".mails li").count()
    card.get_by_label("Write in the thread").fill("He wants the green shade.")
    desk.press(card, "Send")
    desk.press(card.locator(".thread > div", has_text="He wants the green shade."), "Note on the case")
    expect(card).to_contain_text(f"{AGENT} noted")
    desk.type("say nothing")
    expect(desk.whisper).to_contain_text("/care say is nothing that Aftercare knows")
    assert desk.page.locator(".mails li").count() == mails


def test_a_flood_is_one_card_and_one_alert_with_its_switch(desk: Desk) -> None:
    desk.am(LEAD)
    desk.press(desk.page.locator("#shop"), "A dozen people complain alike")
    alert = desk.page.locator(".whisper", has_text="customers wrote alike within").last
    expect(alert).to_contain_text("Surge mode is on until it is over")
    desk.press(alert, "Surge mode off")
    expect(desk.page.locator(".whisper", has_text="Surge mode is off").last).to_be_visible()
    expect(desk.card_of("wait who write alike")).to_have_count(1)
    expect(desk.card_of("wait who write alike")).to_contain_text("Nejde mi zaplatiť objednávku")


def test_all_of_them_are_answered_by_one_text_as_its_preview_showed_it(desk: Desk) -> None:
    desk.am(AGENT)
    group = desk.card_of("wait who write alike")
    desk.press(group, "Reply to all …")
    with desk.filled("Reply to all") as dialog:
        dialog.get_by_label("Text for all of them").fill("{greeting} platba už opäť funguje. {agent}")
        desk.press(dialog, "Preview")
        expect(dialog).to_contain_text("Eva")
        expect(dialog.locator("blockquote").first).to_contain_text("platba už opäť funguje. Zuzana")
        desk.press(dialog, "Send to all")
    expect(desk.page.locator("article.message", has_text="of those who write alike.")).to_contain_text("answered")
    expect(desk.page.locator(".comments .ours", has_text="platba už opäť funguje")).not_to_have_count(0)


def test_meanwhile_the_clock_has_fired_by_itself(local: Local) -> None:
    """Here at the end of all that is done with this stack, which takes minutes: nobody waits for one."""
    result = play_one(Stage(local), BY_ITSELF)
    assert not result.problem, f"{result.problem}\n\n{result.evidence}"
