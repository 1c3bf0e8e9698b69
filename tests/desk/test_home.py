from chalicelib.care.state import Ref
from chalicelib.desk.posting import prepare
from tests.desk.limits import check_blocks
from tests.desk.making import AGENT, NOW, POLICY, a_row, a_world, nowhere


def test_the_home_greets_who_opens_it() -> None:
    post = prepare(a_row("home", AGENT.ref, f"agent:{AGENT.id}"), a_world(), POLICY, nowhere, NOW)
    assert (post.method, post.arguments["user_id"]) == ("views.publish", AGENT.id)
    view = post.arguments["view"]
    assert view["type"] == "home"
    check_blocks(view["blocks"])
    assert "Hello Zuzana" in str(view)
    assert "/care help" in str(view)


def test_a_stranger_is_told_how_to_get_in() -> None:
    post = prepare(a_row("home", Ref("agent", "U404"), "agent:U404"), a_world(), POLICY, nowhere, NOW)
    assert "not on the roster" in str(post.arguments["view"])
