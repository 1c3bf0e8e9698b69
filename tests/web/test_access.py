"""Who may ask our API: only with a good token, only one's own shop, only what it is for, and not too often."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import count

import pytest

from chalicelib.access import Access, admit
from chalicelib.bootstrap import Services
from chalicelib.policy import policy
from chalicelib.tokens import issue
from tests.web.api import KEPT_TOKEN, TOKEN, Api
from tests.web.test_metrics import PATH, assert_problem

TEXT = TOKEN["Authorization"].removeprefix("Bearer ")
SHOP, ID, SECRET = TEXT.removeprefix("aft_").split(".")
YEAR = timedelta(days=365)


def bearing(api: Api, *scopes: str, lasts: timedelta = YEAR) -> dict[str, str]:
    kept, text = issue("demo", "another", scopes, "tests", api.now, lasts)
    api.store.put_token(kept)
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize(
    "given",
    [
        "", "Bearer", "Bearer  ", "Basic x", "Bearer guessed", f"Bearer {TEXT[:-1]}", f"Bearer {TEXT}x", TEXT,
        "Bearer ž", f"Bearer aft_elsewhere.{ID}.{SECRET}", f"Bearer aft_{SHOP}.{ID.upper()}.{SECRET}",
        f"Bearer aft_{SHOP}.{ID}.", f"Bearer aft_{SHOP}..{SECRET}", "Bearer " + "a" * 20_000, f"Bearer {TEXT}, {TEXT}",
    ],
    ids=count(),  # a token is made anew by every worker, and a test's name must be the same for all of them
)  # fmt: skip
def test_what_is_no_token_of_ours_costs_no_read(api: Api, given: str, log: StringIO) -> None:
    answer = api.get(PATH, {"Authorization": given})
    assert "Authorization: Bearer" in assert_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert api.store.calls == []
    assert "guessed" not in answer.text + log.getvalue()


@pytest.mark.parametrize("given", [{}, {"Cookie": f"token={TEXT}"}, {"X-Api-Key": TEXT}], ids=count())
def test_only_the_authorization_header_bears_a_token(api: Api, given: dict[str, str]) -> None:
    assert api.get(PATH, given).status == 401
    assert api.get(f"{PATH}?token={TEXT}&access_token={TEXT}").status == 401
    assert api.store.calls == []


def test_a_right_id_with_another_secret_is_nobody(api: Api, log: StringIO) -> None:
    for text in (f"aft_{SHOP}.{ID}.{SECRET[::-1]}", f"aft_{SHOP}.{'0' * 12}.{SECRET}"):
        api.store.calls.clear()
        assert_problem(api.get(PATH, {"Authorization": f"Bearer {text}"}), 401)
        assert api.store.calls == ["token"]
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_a_good_token_is_one_read_and_one_write(api: Api, name: str, scheme: str) -> None:
    api.store.calls.clear()
    answer = api.get(f"{PATH}?from=2026-11-25", {name: f"{scheme}{TEXT} "})
    assert answer.status == 200
    assert api.store.calls == ["token", "spend", "tallies"]


def test_the_table_has_no_secret(api: Api) -> None:
    (kept,) = api.store.tokens("demo")
    assert SECRET not in repr(kept)
    assert len(kept.hash) == 64


def test_a_revoked_token_is_worthless_at_once_and_says_so(api: Api) -> None:
    assert api.get(PATH, TOKEN).status == 200
    api.store.revoke_token("demo", ID, "jana by command", api.now)
    answer = api.get(PATH, TOKEN)
    assert "revoked on 2026-11-25" in assert_problem(answer, 401)
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "jana" not in answer.text


def test_a_token_ends_to_the_second(api: Api) -> None:
    given, start = bearing(api, "metrics:read", lasts=timedelta(days=1)), api.now
    api.now = start + timedelta(days=1) - timedelta(seconds=1)
    assert api.get(PATH, given).status == 200
    api.now = start + timedelta(days=1)
    assert "ended on 2026-11-26" in assert_problem(api.get(PATH, given), 401)


def test_a_token_may_do_what_it_is_for_and_no_more(api: Api) -> None:
    numbers, deliveries = bearing(api, "metrics:read"), bearing(api, "receipts:read")
    assert api.get(PATH, numbers).status == 200
    assert api.get("/receipts/none", deliveries).status == 404
    for path, given, lacks in ((PATH, deliveries, "metrics:read"), ("/receipts/none", numbers, "receipts:read")):
        answer = api.get(path, given)
        assert f"needs {lacks}" in assert_problem(answer, 403)
        assert answer.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{lacks}"'


def test_more_than_the_policy_allows_is_429_and_says_when_again(api: Api) -> None:
    most, api.now = policy("demo", "test").api.requests, api.now.replace(second=20)
    for left in range(most - 1, -1, -1):
        answer = api.get("/receipts/none", TOKEN)
        assert answer.status == 404
        assert answer.headers["ratelimit"] == f'"token";r={left};t=40'
    assert answer.headers["ratelimit-policy"] == f'"token";q={most};w=60'
    refused = api.get("/receipts/none", TOKEN)
    assert f"{most} requests in 60 seconds" in assert_problem(refused, 429)
    assert (refused.headers["retry-after"], refused.headers["ratelimit"]) == ("40", '"token";r=0;t=40')
    assert api.get("/receipts/none", bearing(api, "receipts:read")).status == 404, "each token has its own tries"
    api.now += timedelta(seconds=40)
    assert api.get("/receipts/none", TOKEN).status == 404


def test_a_token_opens_its_own_shop_only(api: Api) -> None:
    """The policy here has one shop, so this asks the part behind the address."""
    demo = policy("demo", "test")
    given = Services(store=api.store, policy=lambda _: demo, now=lambda: api.now)
    kept, text = issue("other", "theirs", ("metrics:read",), "tests", api.now, YEAR)
    api.store.put_token(kept)
    access = admit(given, {"demo": demo, "other": demo}, {"authorization": f"Bearer {text}"}, "metrics:read")
    assert isinstance(access, Access)
    assert access.shop == "other"
    # An id and a secret of the one shop under the name of the other.
    api.store.put_token(replace(KEPT_TOKEN, shop="other", id="0" * 12))
    for shop, id_ in (("other", ID), ("demo", "0" * 12)):
        mixed = {"authorization": f"Bearer aft_{shop}.{id_}.{SECRET}"}
        assert not isinstance(admit(given, {"demo": demo, "other": demo}, mixed, "metrics:read"), Access)
