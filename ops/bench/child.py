"""Runs inside a fresh interpreter that sees nothing but an unpacked package: a start, or webhooks.

    python -I -S child.py start|webhooks|imports <code folder>:<libraries> <function or "bare">

Says 0 when it is there. Then each line of its input is a start (there is one only) or a webhook, an event in JSON. It
answers by the CPU seconds (user and system) that this took. `imports`: starts at once, and says what is loaded then.
"""

import json
import os
import sys
import time

CODE, LIBRARIES = sys.argv[2].split(":")
sys.path[:0] = [CODE, LIBRARIES]
# What a function of app.py imports at its first event, where it is more than the module of its own name.
FIRST = {
    "api_handler": ("web", "sources.shopify"), "react": ("react", "sources.shopify"),
    "deliver_email": ("deliver", "deliver_email"), "deliver_slack": ("deliver", "deliver_slack"),
    "deliver_social": ("deliver", "deliver_social"), "deliver_store": ("deliver", "deliver_store"),
    "mail_in": ("mail_in", "sources.ses"),
}  # fmt: skip
# What it needs of libraries to say its first message, besides.
SAYS = {"deliver_email": ("babel.dates", "babel.numbers"), "deliver_slack": ("slack_sdk.models.blocks",)}
# And the event that it decides on first: its automations are imported then, too (care/decide.py).
DECIDES = {
    "react": "OrderPlaced", "deliver_email": "MessageSent", "deliver_slack": "MessageSent",
    "deliver_social": "MessageSent", "deliver_store": "MessageSent",
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
    for library in SAYS.get(function, ()):
        importlib.import_module(library)
    if function in DECIDES:
        decide = importlib.import_module("chalicelib.care.decide")
        for name in decide.AUTOMATIONS[getattr(decide.events, DECIDES[function])]:
            decide.automation(name)
    importlib.import_module("chalicelib.bootstrap").services()
    _ = importlib.import_module("chalicelib.store.tables").Item._get_connection().connection.client


def webhook(event: dict[str, object]) -> None:
    """Answer it."""
    import importlib
    from types import SimpleNamespace

    context = SimpleNamespace(
        function_name="f",
        memory_limit_in_mb=1024,
        aws_request_id="r",
        invoked_function_arn="arn:f",
        get_remaining_time_in_millis=lambda: 29000,
    )
    answer = importlib.import_module("app").app(event, context)
    assert answer["statusCode"] == 200, answer


if __name__ == "__main__":
    # What the package itself prints, its metrics, is no answer of ours.
    out, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115 - as long as this process
    if sys.argv[1] == "imports":
        ready(sys.argv[3])
        sys.exit(print(*sys.modules, file=out))
    print(0, file=out, flush=True)
    for line in sys.stdin:
        given = json.loads(line) if sys.argv[1] == "webhooks" else {}
        begun = time.process_time()
        webhook(given) if given else ready(sys.argv[3])
        print(time.process_time() - begun, file=out, flush=True)
