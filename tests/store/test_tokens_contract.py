"""What every store must do with the tokens of our API."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from chalicelib.store.port import Token
from tests.store.making import HOUR, NOW, Maker


def token(make: Maker, id_: str = "0123456789ab", hours: int = 0) -> Token:
    return Token(
        id=id_, shop=make.shop, name="warehouse", scopes=("metrics:read", "receipts:read"), hash="ab12",
        created_at=NOW + hours * HOUR, created_by="jana by command", until=NOW + timedelta(days=365),
    )  # fmt: skip


def test_a_token_is_found_as_it_was_kept_by_its_own_shop_alone(make: Maker) -> None:
    assert make.store.token(make.shop, "0123456789ab") is None
    assert make.store.put_token(token(make))
    assert make.store.token(make.shop, "0123456789ab") == token(make)
    assert make.store.token(f"{make.shop}-other", "0123456789ab") is None
    assert make.store.token(make.shop, "ba9876543210") is None


def test_an_id_is_given_once(make: Maker) -> None:
    assert make.store.put_token(token(make))
    assert not make.store.put_token(replace(token(make), hash="ef56"))
    assert make.store.token(make.shop, "0123456789ab") == token(make)


def test_a_shops_tokens_are_listed_newest_first(make: Maker) -> None:
    assert make.store.tokens(make.shop) == []
    made = [token(make, f"{number:012x}", hours) for number, hours in ((1, 2), (2, 3), (3, 1))]
    for each in made:
        make.store.put_token(each)
    assert [each.id[-1] for each in make.store.tokens(make.shop)] == ["2", "1", "3"]
    assert make.store.tokens(f"{make.shop}-other") == []


def test_a_revoked_token_says_so_at_once_and_stays_on_the_list(make: Maker) -> None:
    make.store.put_token(token(make))
    assert make.store.revoke_token(make.shop, "0123456789ab", "adam by command", NOW + HOUR)
    revoked = replace(token(make), revoked_at=NOW + HOUR, revoked_by="adam by command")
    assert make.store.token(make.shop, "0123456789ab") == revoked
    assert make.store.tokens(make.shop) == [revoked]
    assert not make.store.revoke_token(make.shop, "0123456789ab", "eva by command", NOW + 2 * HOUR)
    assert make.store.token(make.shop, "0123456789ab") == revoked
    assert not make.store.put_token(token(make)), "a revoked token is not given anew"


def test_what_is_not_there_is_not_revoked(make: Maker) -> None:
    assert not make.store.revoke_token(make.shop, "0123456789ab", "adam by command", NOW)
    assert make.store.token(make.shop, "0123456789ab") is None


def test_of_two_who_revoke_at_once_one_did(make: Maker) -> None:
    make.store.put_token(token(make))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda by: make.store.revoke_token(make.shop, "0123456789ab", by, NOW), ("adam", "eva")))
    assert sorted(done) == [False, True]
