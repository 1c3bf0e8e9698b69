"""The console on a screen, for tests that work in its Slack as people do: presses are signed, as Slack sends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000  # milliseconds for anything to be seen; most take two seconds
WHO = "Emma Clarke"


@dataclass(slots=True)
class Desk:
    """The console on a screen. `agent`: who has the case, `other`: who gets it from them."""

    page: Page
    agent: str = ""
    other: str = ""

    def card_of(self, who: str) -> Locator:
        """The card of this customer's case; there is never a second one."""
        return self.page.locator("article.message", has=self.page.locator(".b-header", has_text=who))

    @property
    def card(self) -> Locator:
        """The card of the story's own case."""
        return self.card_of(WHO)

    @property
    def whisper(self) -> Locator:
        """What only who sits there saw last."""
        return self.page.locator(".whisper").last

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def order(self) -> Locator:
        """The newest order in the shop."""
        return self.page.locator(".orders > li").first

    def press(self, where: Locator, name: str) -> None:
        where.get_by_role("button", name=name, exact=True).click()

    def choose(self, where: Locator, what: str) -> None:
        """From a list of several."""
        where.get_by_role("combobox").first.select_option(label=what)

    def type(self, words: str) -> None:
        """What follows /care."""
        self.page.locator("#command").fill(words)
        self.press(self.page.locator(".typing"), "Send")

    def am(self, name: str) -> None:
        """Sit down as somebody else of the team."""
        value = self.page.locator("#me option", has_text=name).get_attribute("value")
        with self.page.expect_navigation():
            self.page.locator("#me").select_option(value)

    def orders(self, who: str) -> str:
        """A customer orders; the order's name."""
        self.page.locator("#buyer").select_option(label=who)
        self.press(self.page.locator("#shop"), "Place order")
        expect(self.order).to_contain_text(who.partition(" (")[0])
        return self.order.locator("b").inner_text()

    @contextmanager
    def filled(self, title: str) -> Iterator[Locator]:
        """A dialog, once it holds something to fill in; it must be gone at the end."""
        expect(self.dialog).to_have_attribute("aria-label", title)
        expect(self.dialog.locator("[id^=f-]").first).to_be_visible()
        yield self.dialog
        expect(self.dialog).to_have_count(0)
