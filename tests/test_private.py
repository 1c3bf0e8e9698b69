"""The watch over the suite's logs can fail: it hears every logger, and knows what is private."""

import logging

import pytest

from chalicelib.observability import crashed, logger
from tests.conftest import lines
from tests.private import MARKS, private_in

TOKEN = "eyJraW5kIjoic29sdmVkIiwic2hvcCI6ImRlbW8ifQ.kZ1x9mW0Q2b7VtY3sLr8aXc5dEf"


@pytest.mark.parametrize("said", [*MARKS.values(), "x jana.k+a@post.example.sk y", f"/s/{TOKEN}", "xoxb-1-2"])
def test_it_knows_what_is_private(said: str) -> None:
    assert private_in(f"delivery refused: {said}")


@pytest.mark.parametrize("said", ["meta-app-secret", "Hlavná 12", "jana.kovacova@example.com", "xoxb-local"])
def test_it_knows_the_secrets_and_people_of_the_tests(said: str) -> None:
    assert private_in(said)


def test_it_leaves_alone_what_is_not() -> None:
    assert private_in("receipt 6f1e of shop demo, source shopify, ValueError at shopify.py:97 read") == []


@pytest.mark.parametrize("name", ["aftercare", "botocore", "somebody.else"])
def test_it_hears_every_logger_and_every_field(name: str) -> None:
    logging.getLogger(name).warning("hello", extra={"to": MARKS["email"]})
    heard = [line for line in lines if private_in(line)]
    lines.clear()
    assert heard


def test_it_hears_what_an_exception_says() -> None:
    try:
        int(MARKS["phone"])
    except ValueError:
        logging.getLogger("somebody.else").exception("broken")
    heard = [line for line in lines if private_in(line)]
    lines.clear()
    assert heard


def test_our_own_log_lines_leave_out_what_an_exception_says() -> None:
    for log in (lambda error: crashed("broken", error), lambda _: logger.exception("broken")):
        try:
            int(MARKS["phone"])
        except ValueError as error:
            log(error)
    assert len(lines) == 2
    assert not [line for line in lines if private_in(line)]
