"""WooCommerce's orders by its REST API, version 3.

Facts, from WooCommerce's documentation of the REST API ("Authentication", "Pagination", "List all orders"):
- GET /wp-json/wc/v3/orders, over HTTPS with consumer key and secret as Basic auth. `modified_after` counts in GMT with
  `dates_are_gmt`. X-WP-TotalPages says how many pages there are.
- The body of an order is the webhook's. Orders in the trash are not listed.
- By id, the oldest first: an order that is changed meanwhile comes in between, and pushes others to a later page, where
  they are seen twice; sorted by the time of change it would pull them to an earlier one, where nobody looks any more.
"""

import json
import re
from base64 import b64encode
from datetime import UTC, datetime
from urllib.parse import urlencode

from chalicelib.asking import ask
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.pulling.page import Page
from chalicelib.sources.fields import rows, whole

A_PAGE = 50
READ, LIMIT_BYTES = 30.0, 8 * 1024 * 1024  # seconds, bytes
# Key and secret are sent as they are, so only over TLS; a shop on this machine is for trying.
ADDRESS = re.compile(r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/[^\s?#]*)?")
ADVICE = {
    401: "the key is not accepted: it must be a REST API key with the permission Read, in the secret as "
    '"consumer_key" and "consumer_secret"',
    403: "a firewall or a plugin of the shop forbids it: let /wp-json/wc/v3/orders through",
    404: 'there is no REST API: check "url" in the secret, and that the shop\'s permalinks are not "Plain"',
}


class WooCommerce:
    """One shop's orders. `url` is the shop's address."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        if not ADDRESS.fullmatch(url):
            raise PermanentError("the woocommerce secret's \"url\" must be the shop's address with https://")
        self._address = f"{url.rstrip('/')}/wp-json/wc/v3/orders"
        self._key = b64encode(f"{key}:{secret}".encode()).decode()

    def page(self, since: datetime, cursor: str) -> Page:
        """Fifty orders; the cursor is the page's number."""
        number = int(cursor or 1)
        asked = {
            "modified_after": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "dates_are_gmt": "true", "orderby": "id",
            "order": "asc", "per_page": str(A_PAGE), "page": str(number),
        }  # fmt: skip
        headers = {"Authorization": f"Basic {self._key}"}
        answer = ask(
            "woocommerce", f"{self._address}?{urlencode(asked)}", headers, read=READ, limit=LIMIT_BYTES
        )  # fmt: skip
        if answer.status != 200:
            advice = ADVICE.get(answer.status, "see its documentation")
            raise PermanentError(f"woocommerce answered {answer.status}: {advice}")
        try:
            found = json.loads(answer.body)
        except ValueError:
            # A plugin's notice before the JSON is a page of HTML by tomorrow, or fixed.
            raise TemporaryError("woocommerce's answer is not JSON") from None
        if not isinstance(found, list):
            raise PermanentError("woocommerce's answer is no list of orders: is a cache or a plugin in the way?")
        pages = whole(answer.headers.get("x-wp-totalpages", ""))
        return Page(orders=tuple(rows(found)), cursor=str(number + 1) if number < pages else "")
