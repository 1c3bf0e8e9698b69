"""Meta: does the page's token live, what may it do, and which fields come here?

Facts, from developers.facebook.com (Graph API: "/debug_token", "/{app-id}/subscriptions", "Page Subscribed Apps"):
- `<app id>|<app secret>` is the app's own token. It reads what the app has subscribed to, by object, with the address.
- A field comes only if both the app and the page are subscribed to it.
- `expires_at` is in seconds, 0 for a token that does not end. Code 190 is a token that is not valid any more.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from chalicelib.channels.meta import proof
from chalicelib.config import settings
from chalicelib.sources.fields import Table, epoch, rows, table, text, whole
from ops.cli.connections.asked import asked
from ops.cli.connections.connection import Connection
from ops.cli.finding import Finding

FIELDS = {
    "page": {"feed", "mention", "ratings", "messages", "messaging_postbacks", "message_edits"},
    "instagram": {"comments", "live_comments", "mentions", "messages", "messaging_postbacks"},
    "whatsapp_business_account": {"messages"},
}
# Which line of the policy says that an object is used at all.
LINES = {"page": "facebook_page_id", "instagram": "instagram_id", "whatsapp_business_account": "whatsapp_number_id"}
SCOPES = {
    "page": ("pages_manage_metadata", "pages_read_engagement", "pages_read_user_content", "pages_manage_engagement",
             "pages_messaging"),
    "instagram": ("instagram_basic", "instagram_manage_comments", "instagram_manage_messages"),
    "whatsapp_business_account": ("whatsapp_business_messaging",),
}  # fmt: skip
SOON = timedelta(days=14)
TOKEN_ENDED, WRONG_PROOF = 190, 100
ONE_APP = "copy the app secret and the token from one app"


def check(connection: Connection) -> Iterator[Finding]:
    """The token, then what the app and the page are subscribed to."""
    token, secret = connection.newest("page_token"), connection.newest("signing")
    # Meta lets an app demand that each call shows the app's secret, too.
    proven = f"?appsecret_proof={proof(token, secret)}"
    app = _got(f"app{proven}", token)
    code = whole(table(app.get("error")).get("code"), 0)
    if code == TOKEN_ENDED:
        yield connection.bad("Meta does not take page_token", "make a new one that does not expire")
        return
    if code == WRONG_PROOF:
        yield connection.bad("the newest secret is not that of the app whose page_token this is", ONE_APP)
        return
    app_id = text(app.get("id"))
    if not app_id:
        yield connection.warn("Meta does not say whose app the token is; fields were not checked", "try again later")
        return
    own = f"{app_id}|{secret}"
    subscribed = _got(f"{app_id}/subscriptions", own)
    if "error" in subscribed:
        yield connection.bad(f"the newest secret is not that of the app {app_id}, whose page_token this is", ONE_APP)
        return
    used = [name for name, line in LINES.items() if connection.policy.shop.accounts[line]]
    yield from _token(connection, _got(f"debug_token?{urlencode({'input_token': token})}", own), used)
    yield from _app(connection, rows(subscribed.get("data")), used)
    if "page" in used:
        page = f"{connection.policy.shop.facebook_page_id}/subscribed_apps{proven}"
        yield from _page(connection, _got(page, token), app_id)


def _got(path: str, token: str) -> Table:
    """The token goes in a header, so that no log of addresses has it."""
    said = asked("meta", settings().apis["meta"] + path, {"Authorization": f"Bearer {token}"})
    return table(said.document)


def _token(connection: Connection, told: Table, used: list[str]) -> Iterator[Finding]:
    data = table(told.get("data"))
    ends, granted = epoch(data.get("expires_at")), data.get("scopes")
    left = ends - datetime.now(UTC) if ends and ends.timestamp() else None
    if data.get("is_valid") is False:
        yield connection.bad("page_token is not valid any more", "make a new one that does not expire")
    elif left is not None and left < SOON:
        yield connection.warn(f"page_token ends on {ends:%Y-%m-%d}", "make one that does not expire")
    elif data:
        yield connection.ok("page_token is valid")
    if not isinstance(granted, list):
        return
    # WhatsApp may have a token of its own, whose rights are not this one's.
    elsewhere = {"whatsapp_business_account"} if connection.newest("whatsapp_token") else set()
    missing = [scope for name in used if name not in elsewhere for scope in SCOPES[name] if scope not in granted]
    if missing:
        yield connection.bad(f"page_token lacks {', '.join(missing)}", "grant them, then make the token anew")


def _app(connection: Connection, listed: list[Table], used: list[str]) -> Iterator[Finding]:
    by_object = {text(each.get("object")): each for each in listed}
    for name in used:
        found = by_object.get(name)
        if found is None:
            yield connection.bad(f"the app has no webhook for {name}", "enter the address, and choose the fields")
            continue
        if not connection.is_ours(text(found.get("callback_url"))):
            yield connection.bad(f"{name} goes to another address", f"enter {connection.address}")
        if found.get("active") is False:
            yield connection.bad(f"the webhook for {name} is switched off", "switch it on")
        missing = sorted(FIELDS[name] - {text(each.get("name")) for each in rows(found.get("fields"))})
        if missing:
            yield connection.bad(f"{name} is not subscribed to {', '.join(missing)}", "choose these fields, too")
        else:
            yield connection.ok(f"{name}: all {len(FIELDS[name])} fields are subscribed to")


def _page(connection: Connection, told: Table, app_id: str) -> Iterator[Finding]:
    if "data" not in told:
        yield connection.warn("Meta does not say what the page is subscribed to", "grant pages_manage_metadata")
        return
    ours = [each for each in rows(told["data"]) if text(each.get("id")) == app_id]
    names = {str(name) for each in ours for name in each.get("subscribed_fields") or ()}
    missing = sorted(FIELDS["page"] - names)
    if not ours:
        yield connection.bad("the app is not subscribed to the page, so nothing of it comes", "POST subscribed_apps")
    elif missing:
        yield connection.bad(f"the page does not give the app {', '.join(missing)}", "POST subscribed_apps with all")
    else:
        yield connection.ok("the page gives the app all fields")
