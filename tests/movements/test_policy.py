from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.care.rules import Policy
from chalicelib.errors import ConfigError
from chalicelib.policy import FILE, policies, policy

MINIMAL = """
[shops.demo]
name = "Lumen"
zone = "Europe/Bratislava"
currency = "EUR"
language = "en"
languages = ["en", "sk"]
from_name = "Lumen"
from_email = "care@lumen.example"
reply_email = "care@lumen.example"
help_url = "https://lumen.example/help"
help_email = "care@lumen.example"
signature = { name = "Maria" }
slack_channel = "C1"
"""

Load = Callable[..., dict[str, Policy]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loaded(text: str, stage: str = "prod") -> dict[str, Policy]:
        file = tmp_path / "policy.toml"
        file.write_text(text, encoding="utf-8")
        policies.cache_clear()
        return policies(stage, file)

    return loaded


@pytest.mark.parametrize("stage", ["local", "prod"])
def test_the_shipped_policy_loads(stage: str) -> None:
    assert list(policies(stage)) == ["demo"]
    assert policy("demo", stage).mode == "send"


def test_the_local_stage_differs_where_it_says_so_and_nowhere_else() -> None:
    local, prod = policy("demo", "local"), policy("demo", "prod")
    assert (local.messages.order_received, prod.messages.order_received) == (True, False)
    assert (local.solved.wait, prod.solved.wait) == (timedelta(seconds=2), timedelta(days=1))
    assert local.solved.expires == prod.solved.expires
    assert (local.shop, local.late) == (prod.shop, prod.late)


def test_every_line_of_the_shipped_policy_says_what_it_does() -> None:
    for section in FILE.read_text(encoding="utf-8").partition("[shops.demo]")[0].split("\n\n"):
        heading, *settings = section.splitlines()
        assert "#" in heading or all("#" in line for line in settings), section


def test_a_shop_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigError, match=r"policy.toml has no \[shops.nowhere\]"):
        policy("nowhere", "prod")


def test_a_shop_overrides_what_holds_for_all_and_a_stage_overrides_it_too(load: Load) -> None:
    text = f"""
[late]
slip_days = 3
tolerance_days = 1
{MINIMAL}
late = {{ slip_days = 4 }}
[stages.prod]
late = {{ tolerance_days = 2 }}
[stages.prod.shops.demo]
name = "Lumen live"
"""
    live, test = load(text)["demo"], load(text, "test")["demo"]
    assert (live.late.slip_days, live.late.tolerance_days, live.shop.name) == (4, 2, "Lumen live")
    assert (test.late.slip_days, test.late.tolerance_days, test.shop.name) == (4, 1, "Lumen")


def test_what_is_left_out_has_the_default_of_its_rule(load: Load) -> None:
    loaded = load(MINIMAL)["demo"]
    plain = Policy(shop=loaded.shop)
    assert loaded == plain
    names = {
        "analysis",
        "answer_book",
        "api",
        "authority",
        "briefings",
        "choices",
        "contact",
        "feeds",
        "groups",
        "history",
        "late",
        "mailing",
        "messages",
        "mode",
        "pickup",
        "promise",
        "costs",
        "digest",
        "queues",
        "quiet",
        "raised",
        "rates",
        "retention",
        "returns",
        "shop",
        "social",
        "solved",
        "surveys",
        "workload",
    }
    assert {field.name for field in fields(Policy)} == names


def with_line(line: str) -> str:
    return line + "\n" + MINIMAL


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            with_line("moods = 1"),
            "unknown line 'moods'; known are analysis, answer_book, api, authority, briefings, choices, contact, costs",
        ),
        (with_line('mode = "whisper"'), "mode is 'whisper'; it must be send or observe"),
        (with_line("[late]\nslip_day = 3"), "unknown line late.slip_day; known are near_days"),
        (with_line('[late]\nslip_days = "three"'), r"Expected `int`, got `str` - at `\$.late.slip_days`"),
        (with_line('[solved]\nwait = "a day"'), r"Invalid ISO8601 duration - at `\$.solved.wait`"),
        (MINIMAL.replace('name = "Lumen"\n', "", 1), r"missing required field `name` - at `\$.shop`"),
        (MINIMAL + 'nmae = "x"', "unknown line shop.nmae"),
        (MINIMAL.replace('language = "en"', 'language = "hu"'), "language 'hu' is not among languages"),
        (MINIMAL.replace("Europe/Bratislava", "Europe/Atlantis"), "'Europe/Atlantis' is not an IANA time zone"),
        (MINIMAL + 'zones_by_country = { SK = "../x" }', "'../x' is not an IANA time zone"),
        (with_line('[quiet]\nstart = "9 pm"'), "quiet.start is '9 pm'; it must be a clock time like 21:00"),
        (with_line('[quiet]\nend = "24:30"'), "quiet.end is '24:30'; it must be a clock time like 21:00"),
        (with_line('[contact]\ncall_from = "9"'), "contact.call_from is '9'; it must be a clock time like 21:00"),
        (with_line("[contact]\ncall_days = [1, 7]"), "contact.call_days are of 0"),
        (with_line('[contact]\ncall_until = "08:00"'), "call_from is before call_until"),
        (MINIMAL + 'order_name_pattern = "#(["', "order_name_pattern is not a pattern"),
        (MINIMAL + 'order_name_pattern = "#[0-9]+"', "order_name_pattern must have one group"),
        (with_line('[authority]\nperiod = "year"'), "authority.period is 'year'; it must be day, week, month"),
        (
            with_line("[api]\nrequests = 0"),
            "api.requests is 0 in 60 seconds; it must be at least 1 in at least a second",
        ),
        (with_line('[api]\nper = "PT0S"'), "api.requests is 120 in 0 seconds"),
        (with_line('[authority]\nways = { x = "hand" }'), "authority.ways has 'hand'; known are api, person, webhook"),
        (with_line("[authority.roles.agent.EUR.refnd]\norder = 1"), "unknown line authority.roles.agent.EUR.refnd"),
        (with_line("[groups]\nat_least = 2"), "groups.at_least is 2; it must be 3 to 25, or 0"),
        (with_line("[returns]\ndays = -1"), "returns.days is -1; it must be 0 or more"),
        (
            with_line("[returns]\ndays_by_country = { sk = 30 }"),
            "by_country.sk is 'sk'; it must be a country in two cap",
        ),
        (with_line("[returns]\ndays_by_country = { SK = 99999 }"), "by_country.SK is 99999; it must be of 0 to 3650"),
        (with_line("[late]\npredict_at = 80"), "late.predict_at is 80.0; it must be of 0 to 1"),
        (with_line("[surveys]\nlow_nps = 11"), "surveys.low_nps is 11; it must be of 0 to 10"),
        (
            with_line('[surveys]\nreview_url = "lumen.example"'),
            "review_url is 'lumen.example'; it must be a web address",
        ),
        (with_line("[surveys]\nnps_share = 0.6\ncsat_share = 0.6"), "no more than 1 together"),
        (with_line('[solved]\nexpires = "PT0S"'), "solved.expires is 0 seconds; it must be longer than nothing"),
        (with_line('[pickup]\nremind_after = "-P1D"'), "remind_after is -86400 seconds; it must be nothing or longer"),
        (
            with_line('[solved]\ncauses = ["not done"]'),
            "solved.causes is 'not done'; it must be a word of small letters",
        ),
        (with_line('[digest]\nmail_to = ["owner"]'), "digest.mail_to is 'owner'; it must be a mail address like"),
        (with_line("[rates]\nemail = 0"), "rates.email is 0.0; it must be above 0"),
        (with_line("[costs]\nat_once = 0"), "costs.at_once is 0.0; it must be above 0"),
        (with_line("[promise.methods.fast]\ndays = 2"), r"missing required field `words` - at `\$.promise.methods"),
        (
            with_line('[promise.methods.fast]\nwords = ["x"]\ndays = 2\nday = 1'),
            "unknown line promise.methods.fast.day;",
        ),
        (
            with_line("[authority.roles.agent.EUR.refund]\nordre = 1"),
            "unknown line authority.roles.agent.EUR.refund.ordre",
        ),
        (MINIMAL + 'accent = "blue"', "shop.accent is 'blue'; it must be a colour like #1f5f8b"),
        (with_line("messages = 1"), r"Expected `object`, got `int` - at `\$.messages`"),
    ],
)
def test_each_mistake_is_named_with_its_place(load: Load, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as problem:
        load(text)
    assert str(problem.value).startswith("policy.toml")


def test_a_shipping_method_has_days_of_its_own(load: Load) -> None:
    methods = '[promise.methods.fast]\nwords = ["express"]\ndays = 1\ndays_by_country = { RO = 3 }\n'
    promise = load(f"[promise]\ndays = 6\n{methods}{MINIMAL}")["demo"].promise
    assert promise.method_of("DPD EXPRÉSS 24") == "fast"
    assert [promise.days_to(country, "fast") for country in ("SK", "RO")] == [1, 3]
    assert [promise.days_to(country, "") for country in ("SK", "RO")] == [6, 6]


def test_broken_toml_names_the_file(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"policy.toml: Invalid value"):
        load("mode = ")


QUEUE = MINIMAL + "[queues.care]\ndefault = true\n"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("hours = []", "queues.care.hours: no hours are given: nothing would ever be due"),
        ('hours = ["mon-fri 17:00-09:00"]', "queues.care.hours: '17:00-09:00' must be hours such as 09:00-17:00"),
        ('zone = "Europe/Nowhere"', "queues.care.zone: 'Europe/Nowhere' is not an IANA time zone"),
        ('channels = ["telegram"]', "queues.care.channels: 'telegram' is not known; there are callback"),
        ('holidays = ["XX"]', "queues.care.holidays: 'XX' is not known; there are AT, CZ, DE"),
        ('first = "PT0S"', "queues.care.first must be longer than nothing"),
        ("frist = 1", "unknown line queues.care.frist; known are channels"),
        ("[queues.vip]\ndefault = true", "one of queues must have default = true, not care, vip"),
        ('channels = ["email"]\n[queues.vip]\nchannels = ["email"]', "the channel 'email' is in two queues"),
    ],
)
def test_a_queue_that_makes_no_sense_is_named(load: Load, lines: str, why: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(f"{QUEUE}{lines}\n")
    assert why in str(raised.value)


def test_no_queue_at_all_is_one_that_takes_everything(load: Load) -> None:
    assert load(MINIMAL)["demo"].queue_of("email") == "care"


def test_a_channel_has_the_queue_that_names_it_else_the_default(load: Load) -> None:
    told = load(f'{QUEUE}[queues.public]\nchannels = ["facebook_comment"]\nfirst = "PT30M"\n')["demo"]
    assert (told.queue_of("facebook_comment"), told.queue_of("email")) == ("public", "care")
    assert told.queues["public"].first == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('[late]\nteam_only = ["predicted", "no_scans"]', "late.team_only has 'no_scans'; known are carrier_"),
        ('[choices.shipped]\nlost = ["swap"]\nlater = []', "unknown line choices.shipped.later; known are late, "),
        ('[choices.unshipped]\nlate = ["refund"]', "refund"),
    ],
)  # fmt: skip
def test_a_rule_or_a_choice_that_nobody_knows_is_refused(load: Load, lines: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load(lines + MINIMAL)
