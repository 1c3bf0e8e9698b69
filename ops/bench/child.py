"""Runs inside a fresh interpreter that sees nothing but an unpacked package: a start, or a round of webhooks.

    python -I -S child.py start|webhooks <code folder>:<libraries> <function or "bare">

Webhooks come on its standard input, as JSON. Prints CPU seconds (user and system).
"""

import json
import sys
import time

CODE, LIBRARIES = sys.argv[2].split(":")
sys.path[:0] = [CODE, LIBRARIES]
# What a function of app.py imports at its first event, where it is more than the module of its own name.
FIRST = {
    "api_handler": ("web", "sources.shopify"), "react": ("react", "sources.shopify"),
    "deliver_email": ("deliver", "deliver_email"), "deliver_slack": ("deliver", "deliver_slack"),
    "deliver_social": ("deliver", "deliver_social"), "mail_in": ("mail_in", "sources.ses"),
}  # fmt: skip


def ready(function: str) -> None:
    """Everything that is imported and made until the first event can be taken, its DynamoDB client included."""
    import importlib

    app = importlib.import_module("app")
    if function == "bare":
        app.table()
        return
    for module in FIRST.get(function, (function,)):
        importlib.import_module(f"chalicelib.{module}")
    importlib.import_module("chalicelib.bootstrap").services()
    _ = importlib.import_module("chalicelib.store.tables").Item._get_connection().connection.client


def webhooks(events: list[dict[str, object]]) -> float:
    """CPU seconds for these requests, after one that only warms up."""
    import importlib
    from types import SimpleNamespace

    app = importlib.import_module("app").app
    context = SimpleNamespace(
        function_name="f",
        memory_limit_in_mb=1024,
        aws_request_id="r",
        invoked_function_arn="arn:f",
        get_remaining_time_in_millis=lambda: 29000,
    )
    begun = 0.0
    for number, event in enumerate(events):
        if number == 1:
            begun = time.process_time()
        answer = app(event, context)
        assert answer["statusCode"] == 200, answer
    return time.process_time() - begun


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start = time.process_time()
        ready(sys.argv[3])
        print(time.process_time() - start)
    else:
        given = json.loads(sys.stdin.read())
        print(webhooks(given) / (len(given) - 1))
