"""Settings from the environment: the only reader of `os.environ`, read when first asked for, checked at once."""

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from chalicelib.errors import ConfigError

CHANNELS = ("email", "slack", "social", "store")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this deployment's parts are. Addresses end with a slash where they take a path.

    `counted_every`: how long facts wait at most to be counted together.
    """

    stage: str
    table: str
    bucket: str
    queues: dict[str, str]
    secrets_prefix: str
    ses_configuration_set: str
    base_url: str
    slack_api_url: str
    x_api_url: str
    apis: dict[str, str]
    counted_every: timedelta
    secrets_file: str = ""


@cache
def settings() -> Settings:
    """This function's settings. ConfigError names the variable that is missing."""
    return Settings(
        stage=_required("AFTERCARE_STAGE"),
        table=_required("AFTERCARE_TABLE"),
        bucket=os.environ.get("AFTERCARE_BUCKET", ""),
        queues={
            name: os.environ.get(f"AFTERCARE_QUEUE_{name.upper()}", "")
            for name in ("email", "slack", "social", "store")
        },
        secrets_prefix=_required("AFTERCARE_SECRETS_PREFIX"),
        ses_configuration_set=os.environ.get("AFTERCARE_SES_CONFIGURATION_SET", ""),
        base_url=os.environ.get("AFTERCARE_BASE_URL", "").rstrip("/"),
        slack_api_url=os.environ.get("AFTERCARE_SLACK_API_URL", "https://slack.com/api/"),
        x_api_url=os.environ.get("AFTERCARE_X_API_URL", "https://api.x.com/"),
        apis={
            # {domain} is the shop's own, from its secret.
            "shopify": os.environ.get("AFTERCARE_SHOPIFY_API_URL", "https://{domain}/"),
            "meta": os.environ.get("AFTERCARE_META_API_URL", "https://graph.facebook.com/v23.0/"),
            "surveymonkey": os.environ.get("AFTERCARE_SURVEYMONKEY_API_URL", "https://api.surveymonkey.com/v3/"),
        },
        counted_every=timedelta(seconds=float(os.environ.get("AFTERCARE_COUNTED_EVERY", "") or 300)),
        secrets_file=os.environ.get("AFTERCARE_SECRETS_FILE", ""),
    )


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ConfigError(f"{name} is not set: it comes from the stack (infra/resources.yaml), see docs/runbook.md")
    return value
