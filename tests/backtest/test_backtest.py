"""Past orders played: who would have been told, when, and what the report makes of it."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chalicelib.care.state import Customer
from chalicelib.policy import policies
from ops.backtest.playing import Player, policy_for
from ops.backtest.reading import PastError, orders_in
from ops.backtest.report import Report, report
from ops.cli.__main__ import app

ZONE = "Europe/Warsaw"
FIRST = datetime(2026, 1, 5, 10, 0)
HEAD = (
    "order_id,customer_id,country,status,ordered_at,ship_by,handed_over_at,delivered_at,promised_date,survey_sent_on,"
    "survey_answered_at,score"
)


def line(
    number: int, took: float | None, day: int = 0, status: str = "delivered", promised: int = 10, **more: str
) -> str:
    """An order of some day, handed over after one and delivered after `took` days (None: never)."""
    ordered = FIRST + timedelta(days=day, minutes=number)
    came = (ordered + timedelta(days=took)).isoformat(" ") if took else ""
    handed = (ordered + timedelta(days=1)).isoformat(" ") if took else ""
    cells = [
        f"o{number}", f"c{number}", "PL", status, ordered.isoformat(" "), "", handed, came,
        (ordered.date() + timedelta(days=promised)).isoformat(),
        more.get("survey", ""), more.get("answered", ""), more.get("score", ""),
    ]  # fmt: skip
    return ",".join(cells)


def written(folder: Path, lines: Sequence[str], name: str = "past.csv") -> Path:
    path, text = folder / name, "\n".join([HEAD, *lines]) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def played(path: Path) -> Report:
    pasts = list(orders_in(path, ZONE))
    policy = policy_for(policies("prod")["demo"], ZONE)
    player = Player(replace(policy, late=replace(policy.late, no_scan_days=0)))
    assert list(player.play(pasts)) == list(range(1, len(pasts) + 1))
    return report(pasts, player.notices, player.asked, ZONE)


def test_a_late_order_is_told_of_and_one_of_the_promised_day_is_not(tmp_path: Path) -> None:
    found = played(written(tmp_path, [line(1, 12.0), line(2, 10.3), line(3, 4.0)]))
    assert (found.orders, found.late, found.told, found.notices) == (3, 1, 1, 1)
    assert found.clean
    (rule,) = [each for each in found.rules if each.told]
    assert (rule.rule, rule.late, rule.precision) == ("promise_passed", 1, 1.0)


def test_experience_tells_before_the_promise_has_passed(tmp_path: Path) -> None:
    usual = [line(number, 3.0 + number % 3, day=number % 30) for number in range(100)]
    slow = [line(200 + number, 16.0, day=60 + number) for number in range(5)]
    found = played(written(tmp_path, [*usual, *slow]))
    (rule,) = [each for each in found.rules if each.told]
    assert (rule.rule, rule.told, rule.late) == ("predicted", 5, 5)
    assert rule.hours_before is not None
    assert rule.hours_before > 0
    assert found.told_before_promise == 5


def test_what_was_cancelled_before_its_day_is_not_told_of(tmp_path: Path) -> None:
    found = played(written(tmp_path, [line(1, None, status="canceled")]))
    assert (found.told, found.clean) == (0, True)


def test_what_never_left_is_told_of_once(tmp_path: Path) -> None:
    found = played(written(tmp_path, [line(1, None, status="processing")]))
    (rule,) = [each for each in found.rules if each.told]
    assert (rule.rule, rule.never_came, found.notices) == ("not_handed_over", 1, 1)


def test_surveys_that_went_out_before_the_parcel_are_counted(tmp_path: Path) -> None:
    early = (FIRST.date() + timedelta(days=2)).isoformat()
    late = (FIRST.date() + timedelta(days=9)).isoformat()
    found = played(written(tmp_path, [line(1, 4.0, survey=early, score="1"), line(2, 4.0, survey=late, score="5")]))
    assert (found.surveys, found.early_surveys, found.score_early, found.score_after) == (2, 1, 1.0, 5.0)


def test_what_customers_answered_is_played_too_and_stands_in_no_notices_way(tmp_path: Path) -> None:
    answered = (FIRST + timedelta(days=8)).isoformat(" ")
    path = written(tmp_path, [line(1, 12.0, score="1", answered=answered)])
    policy = policy_for(policies("prod")["demo"], ZONE)
    player = Player(policy)
    list(player.play(orders_in(path, ZONE)))
    (jana,) = [each for _, each in player.store._subjects.values() if isinstance(each, Customer)]
    assert jana.last_score == "1/5"
    assert [notice.order for notice in player.notices] == ["o1"]


def test_our_own_surveys_wait_for_the_parcel(tmp_path: Path) -> None:
    found = played(written(tmp_path, [line(number, 4.0) for number in range(40)]))
    assert found.ours > 0
    assert found.ours_early == 0


def test_times_without_a_zone_are_the_shops_and_gzip_is_read(tmp_path: Path) -> None:
    (past,) = orders_in(written(tmp_path, [line(0, 4.0)], "past.csv.gz"), ZONE)
    assert past.ordered_at == datetime.fromisoformat("2026-01-05T09:00:00+00:00")
    assert past.promised_on == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("order_id,ordered_at\n1,2026-01-01\n", "no column promised_date, delivered_at"),
        (f"{HEAD}\n{line(1, 4.0)}\n{line(2, 4.0).replace('2026', 'soon', 1)}\n", "line 3"),
        (f"{HEAD}\n{line(1, 4.0).replace('o1', '', 1)}\n", "must not be empty"),
    ],
)
def test_what_cannot_be_read_names_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "past.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PastError, match=told):
        list(orders_in(path, ZONE))


def test_by_command_for_people_and_for_scripts(tmp_path: Path) -> None:
    path = written(tmp_path, [line(1, 12.0)])
    shown = CliRunner().invoke(app, ["backtest", str(path), "--zone", ZONE])
    assert shown.exit_code == 0, shown.output
    assert "0 told twice" in shown.output
    assert "{" not in shown.output
    asked = CliRunner().invoke(app, ["backtest", str(path), "--zone", ZONE, "--json"])
    assert json.loads(asked.stdout)["missed"] == []
    assert CliRunner().invoke(app, ["backtest", str(path), "--zone", "Mars/North"]).exit_code == 2
    assert CliRunner().invoke(app, ["backtest", str(tmp_path / "none.csv")]).exit_code == 2
