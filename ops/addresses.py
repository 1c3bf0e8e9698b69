"""How a process on this machine works with a stack: by the settings that its Lambdas have."""

import os
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING

from ops.stack import REGION, Stack

if TYPE_CHECKING:
    from chalicelib.bootstrap import Services


_settling = Lock()
_settled: dict[str, str] = {}


def environment(
    stack: Stack, slack_api_url: str, meta_api_url: str, x_api_url: str, shopify_api_url: str
) -> dict[str, str]:
    """The variables with which Aftercare's code in a process of this machine works on that stack."""
    queues = {f"AFTERCARE_QUEUE_{channel.upper()}": url for channel, url in stack.queues.items()}
    return {
        "AFTERCARE_STAGE": stack.secrets_prefix.rpartition("/")[2],
        "AFTERCARE_TABLE": stack.table,
        "AFTERCARE_BUCKET": stack.bucket,
        "AFTERCARE_MAIL_TOPIC": stack.mail_topic,
        "AFTERCARE_SECRETS_PREFIX": stack.secrets_prefix,
        "AFTERCARE_BASE_URL": stack.api_url,
        "AFTERCARE_SLACK_API_URL": slack_api_url,
        "AFTERCARE_META_API_URL": meta_api_url,
        "AFTERCARE_X_API_URL": x_api_url,
        "AFTERCARE_SHOPIFY_API_URL": shopify_api_url,
        **queues,
        "AWS_ENDPOINT_URL": stack.aws.url,
        "AWS_ACCESS_KEY_ID": stack.account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def export_line(variables: Mapping[str, str]) -> str:
    """What to paste into a shell so that ./aftercare works on the stack that `variables` name."""
    return "export " + " ".join(f"{name}={value}" for name, value in variables.items())


def services(variables: Mapping[str, str]) -> "Services":
    """Aftercare's own services, on what `variables` name. One stack at a time: settings belong to the process."""
    from chalicelib import bootstrap

    # The console's threads ask at the same time: one of them settles the process, the others find it settled.
    with _settling:
        if _settled != variables or any(os.environ.get(name) != value for name, value in variables.items()):
            _settle(variables)
        return bootstrap.services()


def _settle(variables: Mapping[str, str]) -> None:
    """Forget what was built for other settings."""
    import boto3

    from chalicelib import bootstrap, config, observability, secrets
    from chalicelib.store import binding

    os.environ.update(variables)
    # A session reads its credentials once: one made before would go on with those of another account.
    boto3.setup_default_session()
    # What a Lambda tells CloudWatch is noise on a person's screen.
    os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"
    observability.logger.setLevel("ERROR")
    config.settings.cache_clear()
    bootstrap.use(None)
    binding.forget()
    secrets.use(None)
    _settled.clear()
    _settled.update(variables)
