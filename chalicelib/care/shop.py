"""A shop, as the policy describes it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The named person who signs mails that no agent wrote."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One shop. `zone` is IANA, as are those in `zones_by_country`; `slack_channel` is a Slack channel id.

    Its accounts on the networks (page, Instagram account, WhatsApp number's id, X user) are the networks' own ids.
    `trusted_forwarders`: mailboxes of its people; a mail from one is taken for its original sender's.
    `surveymonkey_nps_question`: the id of the question "would you recommend us"; `surveymonkey_highest`: the best value
    of its other ratings ("5" if not given).
    """

    name: str
    zone: str
    currency: str
    language: str
    languages: tuple[str, ...]
    from_name: str
    from_email: str
    reply_email: str
    help_url: str
    help_email: str
    signature: Signature
    slack_channel: str
    help_phone: str = ""
    address: str = ""
    accent: str = "#1f5f8b"
    facebook_page_id: str = ""
    instagram_id: str = ""
    whatsapp_number_id: str = ""
    x_user_id: str = ""
    surveymonkey_nps_question: str = ""
    surveymonkey_highest: str = ""
    order_name_pattern: str = r"#?\b(\d{3,12})\b"
    zones_by_country: dict[str, str] = field(default_factory=dict)
    trusted_forwarders: tuple[str, ...] = ()

    @property
    def addresses(self) -> frozenset[str]:
        """Its own mail addresses: what comes from them was written by us."""
        return frozenset(address.casefold() for address in (self.from_email, self.reply_email))

    @property
    def accounts(self) -> dict[str, str]:
        """What vendors call what is the shop's, by the name of its line here; "" where it has none."""
        lines = (
            "facebook_page_id", "instagram_id", "whatsapp_number_id", "x_user_id", "surveymonkey_nps_question",
            "surveymonkey_highest",
        )  # fmt: skip
        return {line: str(getattr(self, line)) for line in lines}
