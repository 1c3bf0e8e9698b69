"""A whole Aftercare on this machine: the stack on MiniStack, and around it the outside world that it talks to.

with Local.start() as local:
    order = local.place(BUYERS[0], promised=date.today())
    ...
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any, Self
from urllib.parse import urlsplit

from chalicelib.errors import StoreUnavailableError
from chalicelib.tokens import SCOPES, issue
from ops import shop_events, web
from ops.addresses import environment, services
from ops.again import Again, once
from ops.ministack import STRAIGHT, MiniStack, Ways
from ops.presses import Presses
from ops.shop_events import Buyer, Outgoing, Sale
from ops.signing import sign
from ops.stack import InvokeError, Stack, deploy
from ops.standins.mailbox import ses_event
from ops.standins.network import Comment
from ops.standins.server import Standins, Tokens
from ops.standins.shopify_api import Moved
from ops.standins.world import Mail, World

SHOP = "demo"
FIRST_ORDER = 1001
SENDER_DOMAIN = "lumen.example"
SECRETS: dict[str, dict[str, Any]] = {
    f"{SHOP}/shopify": {
        "signing": ["shopify-secret-new", "shopify-secret-old"],
        "domain": shop_events.SHOP_DOMAIN,
        "admin_token": "shpat-local",
    },
    f"{SHOP}/aftership": {"signing": ["aftership-secret"]},
    f"{SHOP}/woocommerce": {"signing": ["woocommerce-secret"]},
    f"{SHOP}/standard": {"signing": ["whsec_c3RhbmRhcmQtc2VjcmV0"]},
    f"{SHOP}/easypost": {"signing": ["easypost-secret"]},
    f"{SHOP}/shippo": {"token": ["shippo-token"]},
    f"{SHOP}/17track": {"signing": ["17track-key"]},
    f"{SHOP}/meta": {"signing": ["meta-app-secret"], "verify_token": ["lumen-verifies"], "page_token": "page-token"},
    f"{SHOP}/x": {
        "signing": ["x-api-secret"],
        "api_key": "x-api-key",
        "access_token": "x-token",
        "access_secret": "x-token-secret",
    },
    # Its "url" is where the stand-ins run.
    f"{SHOP}/outgoing": {"signing": ["whsec_b3V0Z29pbmctc2VjcmV0LW9mLXRoZS1zaG9w"]},
    f"{SHOP}/slack": {"signing": ["slack-signing-secret"], "bot_token": "xoxb-local"},
    "keys": {"link": ["a local key that signs links"], "hash": {"1": "a local key that hashes names"}},
}
SES_SUBJECT = "Amazon SES Email Event Notification"


@dataclass(slots=True)
class Local:
    """Everything that runs. A context manager: leaving it stops all of it. `ticks` are the minutes told to it by us."""

    standins: Standins
    aws: MiniStack
    stack: Stack
    presses: Presses
    sales: list[Sale]
    again: Again
    ticks: int = 0
    token: str = ""
    stopped: bool = False

    @classmethod
    def start(
        cls, port: int = 0, say: Callable[[str], None] = lambda _: None, ways: Ways = STRAIGHT, again: Again = once
    ) -> Self:
        """Start and deploy. `port` is the stand-ins' (0: any free one); `say` is told each step.

        `again`: how vendors, people and SES repeat what the stack did not take; by default never, so that nothing is
        glossed over.
        """
        secrets = SECRETS[f"{SHOP}/meta"]
        tokens = Tokens(
            SECRETS[f"{SHOP}/slack"]["bot_token"],
            secrets["page_token"],
            secrets["signing"][0],
            SECRETS[f"{SHOP}/x"]["access_token"],
            SECRETS[f"{SHOP}/shopify"]["admin_token"],
            SECRETS[f"{SHOP}/outgoing"]["signing"][0],
        )
        standins = Standins(tokens, World(), port)
        say("starting MiniStack")
        aws = MiniStack.start(smtp=standins.mailbox.address, ways=ways)
        try:
            say("packaging and deploying")
            urls = {
                "SlackApiUrl": _by(ways.slack_port, standins.slack_api_url),
                "MetaApiUrl": _by(ways.meta_port, standins.meta_api_url),
                "XApiUrl": standins.x_api_url,
                "ShopifyApiUrl": standins.shopify_api_url,
            }
            stack = deploy(aws, parameters=urls)
            say("putting secrets and the sender in place")
            _seed(stack, standins.system_url)
        except BaseException:
            aws.stop()
            raise
        presses = Presses(standins.world, lambda door, body: _slack(stack, door, body), again)
        local = cls(standins, aws, stack, presses, [], again)
        standins.mailbox.on_mail = local.tell_of_mail
        standins.graph.on_comment = local._tell_of_comment
        standins.shopify.paid, standins.shopify.on_refund = local._paid, local._tell_of_refund
        return local

    @property
    def world(self) -> World:
        """What the stand-ins know."""
        return self.standins.world

    def services(self) -> Any:
        """Aftercare's own services on this stack. StoreUnavailableError once it has been stopped.

        A thread of the console that is late would set the process to a stack that is no more.
        """
        if self.stopped:
            raise StoreUnavailableError("this stack has been stopped")
        return services(self.environment())

    def environment(self) -> dict[str, str]:
        """The variables for the command."""
        ours = self.standins
        return environment(self.stack, ours.slack_api_url, ours.meta_api_url, ours.x_api_url, ours.shopify_api_url)

    def stop(self) -> None:
        """Stop everything. Safe to call twice."""
        self.stopped = True
        self.standins.stop()
        self.aws.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # the shop and the vendors

    def deliver(self, outgoing: Outgoing, headers: Mapping[str, str] | None = None, what: str = "") -> web.Answer:
        """Post a webhook, signed as its vendor would. `headers` override, also the signature."""
        address = f"{self.stack.api_url}/in/{outgoing.source}/{SHOP}"
        signed = sign(outgoing.source, outgoing.body, SECRETS[f"{SHOP}/{outgoing.source}"], datetime.now(UTC))
        all_headers = signed | outgoing.headers | dict(headers or {})
        answer = self.again(lambda: web.post(address, outgoing.body, all_headers))
        receipt = answer.json.get("receipt", "") if isinstance(answer.json, dict) else ""
        said = what or outgoing.headers.get("X-Shopify-Topic", "webhook")
        self.world.happened("shop", f"{outgoing.source}: {said} → {answer.status}", receipt, answer.status == 200)
        return answer

    def sell(self, buyer: Buyer, promised: date) -> Sale:
        """An order is placed in the store, which has not told anybody yet."""
        made = shop_events.sale(FIRST_ORDER + len(self.sales), buyer, promised)
        self.sales.append(made)
        return made

    def complain(self, author: Buyer, text: str) -> Comment:
        """Somebody comments on the page's post. The webhook follows by `deliver(comment_added(...))`."""
        post = next(iter(self.world.posts))
        return self.standins.graph.written(post, f"99{author.id}", author.name, text)

    def metrics(self, token: str | None = None, name: str = "summary") -> web.Answer:
        """GET /metrics/<name>, by default with a token of ours. An empty token sends none."""
        given = self._token() if token is None else token
        headers = {"Authorization": f"Bearer {given}"} if given else {}
        return web.get(f"{self.stack.api_url}/metrics/{name}", headers)

    def _token(self) -> str:
        """A token of this stack's API, made when first needed."""
        if not self.token:
            given = self.services()
            kept, text = issue(SHOP, "local run", tuple(SCOPES), "local run", given.now(), timedelta(days=1))
            given.store.put_token(kept)
            self.token = text
        return self.token

    def tick(self) -> None:
        """The clock's minute, now. Where the stack meets faults, a minute that fails is the next one's to make good."""
        minute = {
            "version": "0", "id": "tick", "detail-type": "Scheduled Event", "source": "aws.events", "account": "0",
            "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "region": "eu-central-1", "resources": [], "detail": {},
        }  # fmt: skip
        self.ticks += 1
        try:
            self.stack.invoke("sweep", minute)
        except InvokeError:
            if self.again is once:
                raise
            self.world.happened("clock", "the sweep met a fault", good=False)

    def tell_of_mail(self, mail: Mail) -> None:
        """SES's event, which MiniStack never fires: that it was sent."""
        if mail.row:
            # Chalice reads both attributes and subject; MiniStack leaves out what is empty.
            self.stack.client("sns").publish(
                TopicArn=self.stack.mail_topic, Message=ses_event(mail, "Send", mail.row), Subject=SES_SUBJECT,
                MessageAttributes={"from": {"DataType": "String", "StringValue": "harness"}},
            )  # fmt: skip

    def _tell_of_comment(self, comment: Comment) -> None:
        """Meta tells of the page's own comments, too; not before it has answered who wrote them."""
        told, what = shop_events.comment_added(comment), "the page's own comment"
        Thread(target=self.deliver, args=(told,), kwargs={"what": what}, name="meta-webhook", daemon=True).start()

    def _paid(self, number: str) -> Decimal | None:
        """What was paid for an order of this run."""
        sold = any(str(sale.id) == number for sale in self.sales)
        return Decimal(shop_events.PRICE) if sold else None

    def _tell_of_refund(self, moved: Moved) -> None:
        """Shopify tells of every refund, too; not before it has answered who made it."""
        told = shop_events.refunded(moved.order, moved.id, str(moved.amount), moved.note)
        Thread(target=self.deliver, args=(told,), name="shopify-webhook", daemon=True).start()


def _by(port: int, url: str) -> str:
    """An address by way of another port, 0 for none."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.hostname}:{port}").geturl() if port else url


def secrets(system_url: str) -> dict[str, dict[str, Any]]:
    """The stack's secrets by name. `system_url`: where the stand-in of the shop's own system listens."""
    return {**SECRETS, f"{SHOP}/outgoing": {**SECRETS[f"{SHOP}/outgoing"], "url": system_url}}


def _seed(stack: Stack, system_url: str) -> None:
    for name, document in secrets(system_url).items():
        secret = json.dumps(document)
        stack.client("ssm").put_parameter(Name=f"{stack.secrets_prefix}/{name}", Value=secret, Type="SecureString")
    # SES sends only for senders that have shown they own their domain.
    stack.client("ses").verify_domain_identity(Domain=SENDER_DOMAIN)


def _slack(stack: Stack, door: str, body: bytes) -> web.Answer:
    headers = sign("slack", body, SECRETS[f"{SHOP}/slack"], datetime.now(UTC))
    kind = {"Content-Type": "application/json"} if door == "events" else {}
    return web.post(f"{stack.api_url}/slack/{SHOP}/{door}", body, headers | kind)
