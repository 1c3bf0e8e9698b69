"""Takes all figures in one run: events on a MiniStack of its own, starts and webhooks of the package as it is."""

import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from ops.bench import counted, kinds, starts
from ops.bench.bill import bill
from ops.bench.figures import Figures, event_figures
from ops.bench.metering import item_size
from ops.ministack import MiniStack
from ops.package import package
from ops.stack import REGION

TABLE = "bench"


def all_figures(say: Callable[[str], None] = lambda _: None) -> Figures:
    """Everything; it takes some minutes."""
    made = package("prod")
    with MiniStack.start() as aws, tempfile.TemporaryDirectory(prefix="aftercare-bench-") as folder:
        environment = {
            "AWS_ENDPOINT_URL": aws.url, "AWS_ACCESS_KEY_ID": aws.account, "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
        }  # fmt: skip
        os.environ.update(environment, POWERTOOLS_METRICS_DISABLED="true")
        say("events")
        figures = event_run()
        unpacked = starts.unpack(made.archive, Path(folder), environment)
        say("starts")
        figures.starts = starts.starts(unpacked)
        say("webhooks")
        with fresh_table():
            figures.webhook_cpu = starts.webhook_cpu(unpacked)
    figures.zip_mb = made.archive.stat().st_size / 1e6
    template = json.loads(made.template.read_text(encoding="utf-8"))
    alarms = [one for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    figures.bill = bill(figures, len(alarms))
    return figures


def event_run() -> Figures:
    """What events use, on a table made for this in the DynamoDB that the environment names."""
    from chalicelib import observability

    level = observability.logger.log_level
    observability.logger.setLevel("ERROR")
    try:
        with fresh_table():
            measured = kinds.measured(TABLE)
            figures = Figures(events=event_figures(measured), sizes=_sizes())
        with fresh_table():
            figures.counting = counted.an_hour(TABLE, measured)
        return figures
    finally:
        observability.logger.setLevel(level)


@contextmanager
def fresh_table() -> Iterator[None]:
    """The bench's own table, as long as this lasts."""
    from chalicelib.store.binding import bind
    from chalicelib.store.tables import Item

    bind(TABLE)
    Item.create_table(wait=True)
    try:
        yield
    finally:
        bind(TABLE)
        Item.delete_table()


def _sizes() -> dict[str, float]:
    """Bytes of an item on average, by kind."""
    from chalicelib.store.tables import Item

    found = defaultdict(list)
    for item in Item.scan():
        raw = item.to_dynamodb_dict()
        found[raw["kind"]["S"]].append(item_size(raw))
    return {kind: round(mean(sizes)) for kind, sizes in sorted(found.items())}
