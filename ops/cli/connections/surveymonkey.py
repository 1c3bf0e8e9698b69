"""SurveyMonkey: is there a webhook for completed responses to this address?

Facts, from api.surveymonkey.com's documentation ("Webhooks"): the list has ids; each webhook, asked for by its id, has
`event_type` and `subscription_url`.
"""

from collections.abc import Iterator

from chalicelib.config import settings
from chalicelib.sources.fields import rows, table, text
from chalicelib.sources.surveymonkey import COMPLETED
from ops.cli.connections.asked import asked
from ops.cli.connections.connection import Connection
from ops.cli.finding import Finding

MOST = 10  # webhooks that are asked for one by one


def check(connection: Connection) -> Iterator[Finding]:
    """The webhooks of the app."""
    base = settings().apis["surveymonkey"]
    proof = {"Authorization": f"Bearer {connection.newest('access_token')}"}
    said = asked("surveymonkey", f"{base}webhooks", proof)
    if said.status == 401:
        yield connection.bad("SurveyMonkey does not take the access token", 'renew "access_token"')
        return
    if said.status != 200:
        yield connection.warn(f"SurveyMonkey answered {said.status}; the webhook was not checked",
                              "the app needs the scope View Webhooks for this")  # fmt: skip
        return
    listed = [text(each.get("id")) for each in rows(table(said.document).get("data"))]
    found = [table(asked("surveymonkey", f"{base}webhooks/{id_}", proof).document) for id_ in listed[:MOST]
             if id_.isdigit()]  # fmt: skip
    ours = [each for each in found if connection.is_ours(text(each.get("subscription_url")))]
    if any(text(each.get("event_type")) == COMPLETED for each in ours):
        yield connection.ok("the webhook for completed responses is there")
    elif len(listed) <= MOST:
        yield connection.bad(f"there is no webhook for {COMPLETED} to this address", "create it")
    else:
        yield connection.warn(f"there are {len(listed)} webhooks, ours is not among the first {MOST}", "look there")
