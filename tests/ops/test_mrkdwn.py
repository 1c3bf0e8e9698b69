"""Slack's text is shown as Slack shows it, and never becomes markup of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.console.mrkdwn import shown

NAMES = {"U1": "Zuzana"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _slanted_", "<strong>bold</strong> and <em>slanted</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a_b_c", "a_b_c"),
        ("<@U1> has it", '<span class="mention">@Zuzana</span> has it'),
        ("<https://a.example/?x=1&amp;y=2|there>", 'href="https://a.example/?x=1&amp;y=2"'),
        ("<!date^1764021600^{date_num} {time}|then>", "2025-11-24 23:00"),
        ("&gt; said\nplain", "<blockquote>said</blockquote>plain"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<javascript:alert(1)|press>", "&lt;javascript:alert(1)|press&gt;"),
    ],
)
def test_text_is_shown(text: str, html: str) -> None:
    assert html in shown(text, NAMES)


@given(st.text(alphabet="<>&\"'*_~`|^@!/abhtps:U1 \n\0", max_size=60))
def test_nothing_unknown_gets_through(text: str) -> None:
    allowed = ("<strong>", "<em>", "<s>", "<code>", "<br>", "<blockquote>", "<a href=", "<span class=")
    html = str(shown(text, NAMES))
    opened = [part for part in html.split("<")[1:] if not part.startswith("/")]
    assert all(f"<{part}".startswith(allowed) for part in opened), html
