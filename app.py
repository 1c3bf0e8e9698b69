"""The table of contents: every way into Aftercare, and where it leads.

All entry points live here, none in a blueprint: Chalice deploys a blueprint's event handler as its own module, without
this file's middleware. What a function needs is imported inside it, so that no function loads what another one needs.
Queues and streams are placeholders that infra/resources.yaml replaces with this stack's own.
"""

from typing import Any

import chalicelib as chalicelib  # first: it makes what is imported after it start sooner

# isort: split
from chalice.app import Chalice, ConvertToMiddleware, Cron, DynamoDBEvent, Rate, Request, Response, SNSEvent, SQSEvent
from chalice.app import CloudWatchEvent as ClockEvent

from chalicelib.observability import observed

QUEUE = "arn:aws:sqs:us-east-1:000000000000:placeholder"
STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/placeholder/stream/placeholder"
TOPIC = "arn:aws:sns:us-east-1:000000000000:placeholder"
FORM = "application/x-www-form-urlencoded"
# Whatever a vendor calls its JSON is stored; its signature decides, not its label. Whatever is only
# looked at is shown to every browser and scanner, and mail programs unsubscribe with multipart/form-data (RFC 8058).
ANY = ["*/*"]
READ = ["GET", "HEAD"]
SHOWN_AND_SENT = [*READ, "POST"]

app = Chalice(app_name="aftercare", configure_logs=False)
# What comes in is binary for API Gateway (infra/resources.yaml). What goes out is text: Chalice hears of that alone.
app.api.binary_types = []
app.register_middleware(ConvertToMiddleware(observed), "all")


def _request() -> Request:
    """The request being answered: Chalice sets it before it calls a route."""
    assert app.current_request is not None
    return app.current_request


def _page(name: str, token: str) -> Response:
    """A page behind a signed link."""
    from chalicelib import web

    return web.page(name, token, _request())


@app.route("/in/{source}/{shop}", methods=SHOWN_AND_SENT, content_types=ANY)
def webhook(source: str, shop: str) -> Response:
    """A vendor's delivery, or its handshake."""
    from chalicelib import web

    return web.webhook(source, shop, _request())


@app.route("/slack/{shop}/interact", methods=["POST"], content_types=[FORM])
@app.route("/slack/{shop}/command", methods=["POST"], content_types=[FORM])
def slack(shop: str) -> Response:
    """A button pressed, a dialog sent or a slash command typed in Slack."""
    from chalicelib import web_slack

    return web_slack.press(shop, _request())


@app.route("/slack/{shop}/events", methods=["POST"], content_types=ANY)
def slack_events(shop: str) -> Response:
    """Something happened in the Slack workspace: the app's home was opened."""
    from chalicelib import web_slack

    return web_slack.event(shop, _request())


@app.route("/s/{token}", methods=SHOWN_AND_SENT, content_types=ANY)
def solved_page(token: str) -> Response:
    """ "Did we solve it?": GET shows the question, POST records the answer."""
    return _page("solved", token)


@app.route("/f/{token}", methods=SHOWN_AND_SENT, content_types=ANY)
def feedback_page(token: str) -> Response:
    """The feedback page behind the link in an order mail."""
    return _page("feedback", token)


@app.route("/o/{token}", methods=SHOWN_AND_SENT, content_types=ANY)
def survey_page(token: str) -> Response:
    """What a customer thinks of an order that has arrived: GET shows the scale, POST counts."""
    return _page("survey", token)


@app.route("/u/{token}", methods=SHOWN_AND_SENT, content_types=ANY)
def unsubscribe_page(token: str) -> Response:
    """No more surveys: the link and the one-click button (RFC 8058) of a survey mail."""
    return _page("unsubscribe", token)


@app.route("/c/{token}", methods=SHOWN_AND_SENT, content_types=ANY)
def choice_page(token: str) -> Response:
    """What the customer of a late order would like: GET shows what is possible, POST records the choice."""
    return _page("choice", token)


@app.route("/r/{token}", methods=SHOWN_AND_SENT, content_types=ANY)
def returns_page(token: str) -> Response:
    """Sending something back: GET shows the order's items, POST records what, why and what for."""
    return _page("returns", token)


@app.route("/contact/{shop}", methods=SHOWN_AND_SENT, content_types=ANY)
def contact_page(shop: str) -> Response:
    """The contact page: write to the shop, or ask to be called."""
    from chalicelib import web

    return web.contact(shop, _request())


@app.route("/d/{link}", methods=READ, content_types=ANY)
def dashboard(link: str) -> Response:
    """The numbers in a browser, behind a link from Slack."""
    from chalicelib import web

    return web.dashboard(link, _request())


@app.route("/metrics/summary", methods=READ, content_types=ANY)
@app.route("/metrics/late_now", methods=READ, content_types=ANY)
def metrics_at_once() -> Response:
    """The manager's numbers, or what is late at this moment, with a token."""
    from chalicelib import web

    return web.metrics(_request().path.rpartition("/")[2], _request())


@app.route("/metrics/{name}", methods=READ, content_types=ANY)
def metric(name: str) -> Response:
    """One number, by day, week, month or what it can be asked by."""
    from chalicelib import web

    return web.metrics(name, _request())


@app.route("/metrics/top/{name}", methods=READ, content_types=ANY)
def top_list(name: str) -> Response:
    """What there is most of."""
    from chalicelib import web

    return web.top_list(name, _request())


@app.route("/receipts/{receipt}", methods=READ, content_types=ANY)
def receipt_fate(receipt: str) -> Response:
    """What became of a delivery, with a token."""
    from chalicelib import web

    return web.receipt(receipt, _request())


@app.route("/schema/events.v1.json", methods=READ, content_types=ANY)
def events_schema() -> Response:
    """The JSON Schema of what the generic webhook takes."""
    from chalicelib import web

    return web.schema()


@app.route("/openapi.json", methods=READ, content_types=ANY)
def openapi() -> Response:
    """The description of the API."""
    from chalicelib import web

    return web.description()


@app.route("/health", methods=READ, content_types=ANY)
def health() -> Response:
    """That the API answers; it looks at nothing behind it."""
    return Response(body='{"status": "ok"}', status_code=200, headers={"Content-Type": "application/json"})


@app.on_dynamodb_record(stream_arn=STREAM, batch_size=25, starting_position="TRIM_HORIZON")
def react(event: DynamoDBEvent) -> dict[str, Any]:
    """Receipts that became new: source, care, commit."""
    from chalicelib import react as movement

    return movement.handle(event.to_dict())


@app.on_dynamodb_record(stream_arn=STREAM, batch_size=25, starting_position="TRIM_HORIZON")
def relay(event: DynamoDBEvent) -> dict[str, Any]:
    """New outbox rows to their channel's queue."""
    from chalicelib import relay as movement

    return movement.handle(event.to_dict())


@app.on_sqs_message(queue_arn=QUEUE, batch_size=5)
def deliver_email(event: SQSEvent) -> dict[str, Any]:
    """Outbox rows that are mails."""
    from chalicelib import deliver as movement

    return movement.handle(event.to_dict(), channel="email")


@app.on_sqs_message(queue_arn=QUEUE, batch_size=5)
def deliver_slack(event: SQSEvent) -> dict[str, Any]:
    """Outbox rows for the team's Slack."""
    from chalicelib import deliver as movement

    return movement.handle(event.to_dict(), channel="slack")


@app.on_sqs_message(queue_arn=QUEUE, batch_size=5)
def deliver_social(event: SQSEvent) -> dict[str, Any]:
    """Outbox rows for the social networks."""
    from chalicelib import deliver as movement

    return movement.handle(event.to_dict(), channel="social")


@app.on_sqs_message(queue_arn=QUEUE, batch_size=1)
def deliver_store(event: SQSEvent) -> dict[str, Any]:
    """Outbox rows for the stores: what agents gave."""
    from chalicelib import deliver as movement

    return movement.handle(event.to_dict(), channel="store")


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: ClockEvent) -> None:
    """Every minute: what is due or stuck; every five, facts into tallies."""
    from chalicelib import sweep as movement

    movement.handle(event.to_dict())


@app.on_sns_message(topic=TOPIC)
def mail_in(event: SNSEvent) -> None:
    """Inbound mail, and what SES says about sent mail."""
    from chalicelib import mail_in as movement

    movement.handle(event.to_dict())


@app.schedule(Cron("15", "2", "*", "*", "?", "*"))
def nightly(event: ClockEvent) -> None:
    """Every night at 02:15 UTC: what need not be done at once."""
    from chalicelib import nightly as movement

    movement.handle(event.to_dict())
