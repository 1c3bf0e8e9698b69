"""What doctor looks at: each check says how it is, and if it is not well, what to do."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.care.presence import members, on_duty
from chalicelib.care.rules import Policy
from chalicelib.config import settings
from chalicelib.errors import AftercareError, MissingSecretError
from chalicelib.pausing import PAUSE
from chalicelib.secrets import SHAPES, keys, secret
from chalicelib.sources.base import OUTSIDE
from chalicelib.tokens import fault
from ops.cli.connections.shapes import faults
from ops.cli.finding import Finding

NEEDED_SCOPES = frozenset({
    "chat:write", "commands", "files:read", "files:write", "channels:history", "im:write", "im:history",
})  # fmt: skip
# Which page tells of a secret that is no vendor's.
PAGES, DEPLOY = {"outgoing": "goodwill"}, "the README's section Deploy"
ENDS_SOON = timedelta(days=14)
LITTLE_CONCURRENCY = 100  # new accounts may have 10; the alarm of throttling comes later than this advice


def policy_check(shops: dict[str, Policy]) -> Iterator[Finding]:
    """The policy loads, and who is observed only."""
    observed = [name for name, policy in shops.items() if policy.mode == "observe"]
    yield Finding("policy", "ok", f"shops: {', '.join(shops)}")
    if observed:
        yield Finding(
            "policy",
            "warn",
            f"observe mode, nothing is sent: {', '.join(observed)}",
            'set mode = "send" in chalicelib/policy.toml',
        )


def secrets_check(shops: dict[str, Policy]) -> Iterator[Finding]:
    """Every secret that is there has its shape, and ours are there. A vendor without one is not connected."""
    try:
        keys()
        yield Finding("secrets", "ok", f"{settings().secrets_prefix}/keys")
    except AftercareError as error:
        yield Finding("secrets", "bad", f"{settings().secrets_prefix}/keys does not work", str(error))
    for shop, policy in shops.items():
        missing = []
        for source in SHAPES:
            try:
                yield from _secret_looks(shop, source, _may_lack(policy, source))
            except MissingSecretError:
                missing.append(source)
        if missing:
            yield Finding("secrets", "ok", f"{shop} is not connected to {', '.join(missing)}", "docs/connect tells how")


def _may_lack(policy: Policy, source: str) -> bool:
    """A vendor may be left out, and our own calls to the shop's system where nothing is done by it."""
    return source in OUTSIDE or (source == "outgoing" and "webhook" not in policy.authority.ways.values())


def _secret_looks(shop: str, source: str, may_lack: bool) -> Iterator[Finding]:
    """MissingSecretError if it is not there, and need not be."""
    name = f"{settings().secrets_prefix}/{shop}/{source}"
    try:
        found = list(faults(source, secret(shop, source)))
    except AftercareError as error:
        if isinstance(error, MissingSecretError) and may_lack:
            raise
        yield Finding("secrets", "bad", f"{name} does not work", str(error))
        return
    if not found:
        yield Finding("secrets", "ok", name)
    page = f"docs/connect/{PAGES.get(source, source)}.md" if source in OUTSIDE or source in PAGES else DEPLOY
    for one in found:
        yield Finding("secrets", "bad" if one.breaks else "warn", f"{name}: {one.words}", f"{page} has its shape")


def table_check(client: Any) -> Iterator[Finding]:
    """The table stands, with its stream."""
    table = client.describe_table(TableName=settings().table)["Table"]
    stream = table.get("StreamSpecification", {}).get("StreamEnabled", False)
    level = "ok" if table["TableStatus"] == "ACTIVE" and stream else "bad"
    advice = "" if level == "ok" else "deploy again: make deploy; the stream wakes everything"
    yield Finding(
        "table", level, f"{settings().table} is {table['TableStatus']}, stream {'on' if stream else 'off'}", advice
    )


def mail_check(client: Any, account: Any, shops: dict[str, Policy]) -> Iterator[Finding]:
    """SES: out of the sandbox, how much it may send, and whether the senders are verified."""
    about = account.get_account()
    if about.get("ProductionAccessEnabled"):
        yield Finding("mail", "ok", "SES is out of the sandbox")
    else:
        yield Finding("mail", "warn", "SES is in the sandbox: mail goes to verified addresses only",
                      "SES console > Account dashboard > Request production access; takes about a day")  # fmt: skip
    quota = client.get_send_quota()
    rate, daily, sent = quota["MaxSendRate"], quota["Max24HourSend"], quota["SentLast24Hours"]
    tight = daily >= 0 and sent > 0.8 * daily
    yield Finding("mail", "warn" if tight else "ok", f"{rate:g} mails a second, {sent:g} of {daily:g} in 24 hours",
                  "ask for more in Service Quotas > SES" if tight else "")  # fmt: skip
    senders = {policy.shop.from_email for policy in shops.values()}
    names = sorted(senders | {sender.rpartition("@")[2] for sender in senders})
    known = client.get_identity_verification_attributes(Identities=names)["VerificationAttributes"]
    good = {name for name, one in known.items() if one["VerificationStatus"] == "Success"}
    for sender in sorted(senders):
        verified = sender in good or sender.rpartition("@")[2] in good
        advice = "" if verified else "SES console > Identities > Create identity (domain), then set its DKIM records"
        found = f"sender {sender} is {'verified' if verified else 'not verified'}"
        yield Finding("mail", "ok" if verified else "bad", found, advice)


def slack_check(shops: dict[str, Policy]) -> Iterator[Finding]:
    """Each shop's token works and may do what we do."""
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.client import WebClient

    for shop in shops:
        try:
            token = str(secret(shop, "slack").get("bot_token", ""))
            answer = WebClient(token=token, base_url=settings().slack_api_url, timeout=5).auth_test()
        except AftercareError:
            continue  # told by secrets_check
        except SlackApiError as error:
            advice = f"put the app's Bot User OAuth Token into {settings().secrets_prefix}/{shop}/slack"
            yield Finding("slack", "bad", f"{shop}: Slack says {error.response['error']}", advice)
            continue
        except OSError as error:
            yield Finding("slack", "bad", f"{shop}: Slack cannot be reached: {error}", "check AFTERCARE_SLACK_API_URL")
            continue
        headers = {name.lower(): value for name, value in answer.headers.items()}
        scopes = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
        missing = sorted(NEEDED_SCOPES - scopes) if scopes else []
        advice = "api.slack.com/apps > OAuth & Permissions: add them, then reinstall the app" if missing else ""
        found = f"{shop}: the bot {answer['user']} of {answer['team']}" + (
            f" lacks {', '.join(missing)}" if missing else ""
        )
        yield Finding("slack", "bad" if missing else "ok", found, advice)


def functions_check(client: Any) -> Iterator[Finding]:
    """How many Lambdas may run at once."""
    limit = int(client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    little = limit < LITTLE_CONCURRENCY
    yield Finding("functions", "warn" if little else "ok", f"{limit} may run at once",
                  "Service Quotas > Lambda > Concurrent executions: ask for 1,000" if little else "")  # fmt: skip


def team_check(services: Services, shops: dict[str, Policy]) -> Iterator[Finding]:
    """Somebody is there to answer, and a lead to hear of trouble; nothing is held back or parked."""
    for shop in shops:
        agents = members(services.store.every(shop, "agent").world)
        here = [agent.name for agent in agents if on_duty(agent, services.now())]
        if not agents:
            yield Finding("team", "bad", f"{shop}: nobody is on the roster", "./aftercare roster import FILE")
            continue
        yield Finding("team", "ok" if here else "warn", f"{shop}: {len(agents)} on the roster, {len(here)} on duty",
                      "" if here else "cases wait until somebody's shift begins")  # fmt: skip
        if not any(agent.lead for agent in agents):
            yield Finding("team", "warn", f"{shop}: no lead", "set lead = true for somebody: leads hear of trouble")
        if paused := services.store.setting(shop, PAUSE):
            yield Finding("messages", "warn", f"{shop}: paused: {', '.join(paused)}", "./aftercare resume")
        parked = [receipt for receipt in services.store.receipts(shop, "parked", 100) if receipt.status == "parked"]
        if parked:
            yield Finding("receipts", "warn", f"{shop}: {len(parked)} parked", "./aftercare receipts, then replay them")


def tokens_check(services: Services, shops: dict[str, Policy]) -> Iterator[Finding]:
    """No integration stops because nobody thought of its token."""
    now = services.now()
    for shop in shops:
        good = [token for token in services.store.tokens(shop) if not fault(token, now)]
        yield Finding("tokens", "ok", f"{shop}: {len(good)} good")
        for token in good:
            if token.until - now < ENDS_SOON:
                found = f"{shop}: {token.name} ({token.id}) ends on {token.until:%Y-%m-%d}"
                yield Finding("tokens", "warn", found, f'./aftercare tokens create "{token.name}"')


def settings_check() -> Iterator[Finding]:
    """The variables that say where the stack is."""
    for name in ("AFTERCARE_STAGE", "AFTERCARE_TABLE", "AFTERCARE_SECRETS_PREFIX", "AFTERCARE_BASE_URL"):
        value = os.environ.get(name, "")
        advice = "take it from the stack's outputs, or from what `make run` printed"
        yield (
            Finding("settings", "ok", f"{name}={value}")
            if value
            else Finding("settings", "bad", f"{name} is not set", advice)
        )
