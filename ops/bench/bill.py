"""The monthly bill of a shop with 20,000 orders, by AWS line: month.toml's events at prices.toml's prices.

What an event takes of DynamoDB is measured (figures.py), and what counting its facts takes (counted.py); how often it
happens, and how long functions run, is assumed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ops.bench.figures import Figures

HERE = Path(__file__).parent
GB = 1e9
MINUTES = "a sweep with nothing due"


@dataclass(frozen=True, slots=True)
class Month:
    """`counts`: how often each kind happens in the month. `given`: the rest of month.toml."""

    counts: Mapping[str, float]
    given: Mapping[str, Any]

    def number(self, *prefixes: str) -> float:
        """How many events there are of kinds that begin so."""
        return sum(number for kind, number in self.counts.items() if kind.startswith(prefixes))

    def facts(self, events: Mapping[str, Mapping[str, float]]) -> float:
        """How many facts the month's events record."""
        return sum(number * events[kind]["facts"] for kind, number in self.counts.items())

    def messages(self) -> float:
        """Rows that go out."""
        return self.number("MessageSent")

    def mails(self) -> float:
        """Those that are mails."""
        return self.number(*(f"MessageSent: {kind}" for kind in self.given["mails"]["kinds"]))

    def receipts(self) -> float:
        """Deliveries that are stored: all but messages, what is only looked at, sweeps, and what we tell ourselves."""
        others = self.number("page", "a sweep", "an answer", "FeedHeard", self.given["mails"]["reported"])
        return sum(self.counts.values()) - self.messages() - others


def month() -> Month:
    """The month as month.toml says."""
    given = tomllib.loads((HERE / "month.toml").read_text(encoding="utf-8"))
    orders = given["orders"]
    cases = orders * given["cases"]["per_order"]
    counts = {kind: number * orders for kind, number in given["per_order"].items()}
    counts |= {kind: number * cases for kind, number in given["per_case"].items()}
    counts |= given["per_month"]
    made = Month(counts, given)
    return Month({**counts, given["mails"]["reported"]: made.mails()}, given)


def bill(figures: "Figures", alarms: int) -> dict[str, float]:
    """USD by AWS line. KeyError for a kind nobody measured."""
    price = tomllib.loads((HERE / "prices.toml").read_text(encoding="utf-8"))["prices"]
    this = month()
    other = this.given["other"]
    events, facts = figures.events, this.facts(figures.events)
    writes = sum(number * events[kind]["write_units"] for kind, number in this.counts.items())
    writes += facts * figures.counting["write_units"]
    writes += this.number("OrderPlaced", "ParcelsShipped") * other["large_body_units"]
    reads = sum(number * events[kind]["read_units"] for kind, number in this.counts.items())
    reads += facts * figures.counting["read_units"]
    kept = _kept_gigabytes(this, figures.sizes)
    runs, gigabyte_seconds, requests = _lambda(this)
    metrics = other["metrics_always"] + 0.1 * other["metrics_sometimes"]
    logged = (runs * other["log_bytes_per_run"] + requests * other["api_log_bytes"]) / GB
    return {
        "DynamoDB writes": writes * price["dynamodb_write_unit"],
        "DynamoDB reads": reads * price["dynamodb_read_unit"],
        "DynamoDB storage, after 13 months": kept * price["dynamodb_gb_month"],
        "DynamoDB point-in-time recovery": kept * price["dynamodb_backup_gb_month"],
        "Lambda": runs * price["lambda_request"] + gigabyte_seconds * price["lambda_gb_second"],
        "API Gateway": requests * price["api_request"],
        "SQS": (3 * this.messages() + other["idle_polls"]) * price["sqs_request"],
        "SES": this.mails() * price["ses_mail"],
        "CloudWatch logs": logged * (price["log_gb"] + price["log_gb_month"]),
        "CloudWatch metrics": metrics * price["metric_month"],
        "CloudWatch alarms": alarms * price["alarm_month"],
        "KMS, for the secrets": other["secret_reads"] * price["kms_request"],
    }


def always_free(lines: Mapping[str, float]) -> float:
    """USD of it that AWS gives every account every month, for good, and does not charge.

    25 GB of DynamoDB; a million Lambda requests and 400,000 GB seconds; a million SQS requests; 20,000 KMS requests;
    5 GB of logs; ten metrics; ten alarms.
    """
    given = {
        "SQS": 0.40, "CloudWatch alarms": 1.0, "CloudWatch metrics": 3.0, "CloudWatch logs": 3.0, "Lambda": 6.8,
        "KMS, for the secrets": 0.06,
    }  # fmt: skip
    free = sum(min(lines[line], most) for line, most in given.items())
    return free + lines["DynamoDB storage, after 13 months"]


def _kept_gigabytes(this: Month, sizes: Mapping[str, float]) -> float:
    """What the table holds once the oldest goes as fast as the newest comes, and timelines of a year."""
    other = this.given["other"]
    months, events = other["months_kept"], this.receipts() + this.messages()
    receipts = this.receipts() * (
        (sizes["body"] + 1000) * other["bodies_share"] + sizes["receipt"] * other["receipts_share"]
    )
    yearly = events * (sizes["mark"] + 1.2 * sizes["timeline"]) + this.messages() * sizes["outbox"]
    subjects = this.given["orders"] * (3 * sizes["subject"] + 3 * sizes["alias"])
    return float(receipts + months * (yearly + subjects)) / GB


def _lambda(this: Month) -> tuple[float, float, float]:
    """Runs, gigabyte seconds, and requests to the API."""
    timings = this.given["lambda"]
    vendors = this.receipts() - this.number("TimerFired")
    requests = vendors + this.number("page", "an answer")
    runs = {
        "api": requests, "react": this.receipts(), "relay": this.messages(),
        "deliver": this.messages(), "sweep": this.number("a sweep") + this.number("MailReported"),
    }  # fmt: skip
    cold = timings["cold_share"] * timings["cold_seconds"]
    spent = sum(
        number * (timings[name]["seconds"] + cold) * timings[name]["gigabytes"] for name, number in runs.items()
    )
    return sum(runs.values()), spent, requests
