"""A case worked in the console's Slack, from the customer's words to the customer's answer, in a real browser.

One story, told in order: each test stands on those before it.
"""

import re
import time

from playwright.sync_api import expect

from tests.web.console import PATIENCE, WHO, Desk

AGENTS = ("Adam Nowak", "Zuzana Horáková")  # both speak English


def test_a_customer_writes_and_an_agent_sees_the_card(desk: Desk) -> None:
    order = desk.orders(f"{WHO} (en)")
    desk.press(desk.order, "Ship")
    expect(desk.order).to_contain_text("pre transit")
    # The card tells what was told when it is drawn: the customer has the mail before they complain.
    expect(desk.page.locator("#part-mails")).to_contain_text(f"Your order {order} is on its way")
    desk.press(desk.order, "Complain on Facebook")
    expect(desk.card).to_have_count(1)
    for words in (f"where is my order {order}?", f"Order {order}", "about a delivery", "answer by", "it is on its way"):
        expect(desk.card).to_contain_text(words)
    expect(desk.card.get_by_role("button", name="Where is my parcel?")).to_be_visible()
    given = desk.card.locator(".b-context", has_text="👤").inner_text()
    desk.agent, desk.other = AGENTS if AGENTS[0] in given else AGENTS[::-1]
    assert desk.agent in given


def test_the_agent_claims_it(desk: Desk) -> None:
    desk.am(desk.agent)
    desk.press(desk.card, "Claim")
    expect(desk.card).to_contain_text(f"@{desk.agent} has it")
    expect(desk.card.get_by_role("button", name="Claim")).to_have_count(0)


def test_an_answer_of_the_book_is_taken_and_what_everybody_reads_may_not_hold_a_tracking_number(desk: Desk) -> None:
    desk.press(desk.card, "Where is my parcel?")
    with desk.filled("Reply") as dialog:
        book_says = re.compile(r"Hello Emma,.*can be followed here: https://", re.DOTALL)
        expect(dialog.get_by_label("Your reply")).to_have_value(book_says)
        desk.press(dialog, "Preview")
        expect(dialog.get_by_role("alert")).to_contain_text("take the phone or tracking number out")
        expect(dialog.get_by_label("Your reply")).to_have_value(book_says)
        dialog.get_by_label("Your reply").fill("Hello Emma, it left within one working day, and is on its way.")
        desk.press(dialog, "Preview")
        expect(dialog).to_contain_text(f"This is what {WHO} gets")
        expect(dialog.locator("blockquote")).to_contain_text("within one working day")
        expect(dialog.locator("blockquote")).to_contain_text(desk.agent.split()[0])
        desk.press(dialog, "Send")
    expect(desk.page.locator(".comments .ours").last).to_contain_text("within one working day")
    expect(desk.card.locator("> div blockquote").last).to_contain_text("within one working day")


def test_a_holding_reply_stands_after_what_was_typed_and_promises_an_answer(desk: Desk) -> None:
    desk.press(desk.card, "Reply")
    with desk.filled("Reply") as dialog:
        dialog.get_by_label("Your reply").fill("I am looking into it, Emma.")
        desk.choose(dialog, "I'll find out by …")
        both = re.compile(r"^I am looking into it, Emma\.\n\n.*You will hear from me by \{by\}", re.DOTALL)
        expect(dialog.get_by_label("Your reply")).to_have_value(both)
        expect(dialog.get_by_label("By when do you promise an answer?")).to_be_visible()
        desk.press(dialog, "Preview")
        expect(dialog).to_contain_text("You promise an answer by")
        desk.press(dialog, "Send")
    expect(desk.card).to_contain_text("we promised an answer by")


def test_goodwill_within_their_limits_is_given_at_once(desk: Desk) -> None:
    desk.press(desk.card, "Goodwill")
    with desk.filled("Goodwill") as dialog:
        dialog.get_by_label("What", exact=True).select_option(label="Thank-you")
        dialog.get_by_label("How much").fill("5")
        dialog.get_by_label("Why").select_option(label="late")
        desk.press(dialog, "Give")
    expect(desk.card).to_contain_text("Given: Thank-you 5.00 EUR (done)")
    expect(desk.page.locator(".mails li", has_text="€5.00 with our thanks")).to_contain_text(WHO)


def test_it_is_handed_on_with_a_note(desk: Desk) -> None:
    desk.choose(desk.card, "Hand over to …")
    with desk.filled("Hand over") as dialog:
        to = dialog.get_by_label("To whom?")
        to.select_option(value=to.locator("option", has_text=desk.other).get_attribute("value") or "")
        dialog.get_by_label("What should they know?").fill("She prefers the pickup point.")
        desk.press(dialog, "Hand over")
    expect(desk.card).to_contain_text("handed on once")
    desk.am(desk.other)
    expect(desk.page.locator(".whisper").last).to_contain_text(f"{desk.agent} handed the case of {WHO} on to you")
    expect(desk.card).to_contain_text("She prefers the pickup point.")
    expect(desk.card).to_contain_text(f"For @{desk.other}")
    desk.press(desk.card, "Claim")
    expect(desk.card).to_contain_text(f"@{desk.other} has it")


def test_it_rests_until_tomorrow(desk: Desk) -> None:
    desk.choose(desk.card, "Snooze until …")
    with desk.filled("Snooze") as dialog:
        desk.press(dialog, "Snooze")
    expect(desk.card).to_contain_text("rests until")


def test_it_is_resolved_and_the_customer_says_yes(desk: Desk) -> None:
    desk.press(desk.card, "Resolve")
    expect(desk.card).to_contain_text(f"Resolved by @{desk.other}")
    question = desk.page.locator(".mails li", has_text="did we solve your question?")
    deadline = time.monotonic() + PATIENCE / 1000
    while not question.count() and time.monotonic() < deadline:
        desk.press(desk.page.locator("#log"), "A minute passes")
    question.locator("a").click()
    mail = desk.page.frame_locator("#part-mail iframe")
    with desk.page.context.expect_page() as opened:
        mail.get_by_role("link", name="Yes").first.click()
    opened.value.locator("button:not(.quiet)").click()
    # Yes and No are gone; what is left is how satisfied she is, if she likes to say.
    expect(opened.value.locator("form")).to_have_count(1)
    opened.value.close()
    expect(desk.card).to_contain_text("Closed: the customer said Yes.")
