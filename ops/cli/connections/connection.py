"""A shop's connection to one vendor, and how to speak of it."""

from dataclasses import dataclass

from chalicelib.care.rules import Policy
from chalicelib.secrets import Secrets
from ops.cli.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`base_url`: where the API answers, without a slash at the end; "" if it is not known here."""

    shop: str
    source: str
    secrets: Secrets
    policy: Policy
    base_url: str

    @property
    def address(self) -> str:
        """What the vendor posts to, without the token that some have in it."""
        return f"{self.base_url or 'https://<your API>'}/in/{self.source}/{self.shop}"

    def newest(self, name: str) -> str:
        """A text of the secret, the newest if it is a list; "" if there is none."""
        kept = self.secrets.get(name, "")
        return kept if isinstance(kept, str) else next(iter(kept), "")

    def is_ours(self, address: str) -> bool:
        """Is this where we are? Without a base URL, any host will do that has our path."""
        given = address.partition("?")[0].rstrip("/")
        return given == self.address if self.base_url else given.endswith(f"/in/{self.source}/{self.shop}")

    def ok(self, found: str, advice: str = "") -> Finding:
        """It is as it should be."""
        return Finding(self.source, "ok", f"{self.shop}: {found}", advice)

    def warn(self, found: str, advice: str) -> Finding:
        """It works, but."""
        return Finding(self.source, "warn", f"{self.shop}: {found}", f"{advice}; docs/connect/{self.source}.md")

    def bad(self, found: str, advice: str) -> Finding:
        """Something does not come in or go out."""
        return Finding(self.source, "bad", f"{self.shop}: {found}", f"{advice}; docs/connect/{self.source}.md")
