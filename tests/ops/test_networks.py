"""The stand-ins of the networks take what the real channels send, and refuse what the networks refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chalicelib.channels import meta, x
from chalicelib.errors import PermanentError
from ops.standins.server import Standins, Tokens

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
ACCOUNT = x.Account(api_key="key", api_secret="secret", token="x-token", token_secret="token-secret")


@pytest.fixture(scope="module")
def standins() -> Iterator[Standins]:
    with Standins(Tokens("xoxb-right", "page-token", "app-secret", "x-token")) as running:
        yield running


@pytest.mark.parametrize(
    ("channel", "thread", "to", "network"),
    [
        ("facebook_message", "7700", "7700", "message"),
        ("instagram_message", "7700", "7700", "message"),
        ("instagram_comment", "17", "17", "instagram"),
        ("instagram_mention", "30:40", "40", "instagram"),
        ("whatsapp", "106", "421905123456", "whatsapp"),
    ],
)
def test_every_answer_on_metas_networks_arrives(
    standins: Standins, channel: str, thread: str, to: str, network: str
) -> None:
    reply = meta.Reply(channel=channel, thread=thread, text="Už je na ceste.", to=to, ours="178", mark="row1")
    assert meta.send(reply, "page-token", standins.meta_api_url, "app-secret").provider_id
    said = standins.world.said[-1]
    assert (said.network, said.to, said.text) == (network, to, "Už je na ceste.")
    with pytest.raises(PermanentError, match="code 190"):
        meta.send(reply, "guessed", standins.meta_api_url)


@pytest.mark.parametrize("channel", ["x_post", "x_message"])
def test_every_answer_on_x_arrives(standins: Standins, channel: str) -> None:
    reply = x.Reply(channel=channel, target="1460323737035677698", text="Už je na ceste.", mark="row1:1")
    assert x.send(reply, ACCOUNT, standins.x_api_url, NOW).provider_id
    said = standins.world.said[-1]
    assert (said.network, said.to, said.text) == ("x", "1460323737035677698", "Už je na ceste.")
    stranger = x.Account(api_key="key", api_secret="secret", token="guessed", token_secret="token-secret")
    with pytest.raises(PermanentError, match="401"):
        x.send(reply, stranger, standins.x_api_url, NOW)
