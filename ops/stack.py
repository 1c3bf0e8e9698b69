"""A deployed Aftercare: the packaged artifact, put into an account of MiniStack by CloudFormation as AWS would.

    with MiniStack.start(smtp="127.0.0.1:2525") as aws:
        stack = deploy(aws)
        stack.client("dynamodb").put_item(TableName=stack.table, ...)
        stack.invoke("sweep", {})

The stack lives as long as MiniStack does.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import boto3

from ops.lent_rights import lend
from ops.ministack import MiniStack
from ops.package import Package, package
from ops.stack_files import for_ministack, stage_parameters, with_code

REGION = "eu-central-1"
PATIENCE = 120.0  # seconds until CloudFormation must be done; it takes two
FUNCTIONS = {
    "api_handler": "APIHandler",
    "react": "React",
    "relay": "Relay",
    "deliver_email": "DeliverEmail",
    "deliver_slack": "DeliverSlack",
    "deliver_social": "DeliverSocial",
    "deliver_store": "DeliverStore",
    "sweep": "Sweep",
    "mail_in": "MailIn",
    "nightly": "Nightly",
}

_MAKING = Lock()  # a session makes one client at a time


class DeployError(Exception):
    """Raised when CloudFormation does not get there; the message lists what failed and why."""


class InvokeError(Exception):
    """Raised when an invoked function raised; the message is its error and the end of its log."""


@dataclass(frozen=True, eq=False)
class Stack:
    """One deployment in one account. All names are this stack's physical ones."""

    aws: MiniStack
    account: str
    name: str
    outputs: Mapping[str, str]
    resources: Mapping[str, str]
    _clients: dict[str, Any] = field(default_factory=dict)

    @property
    def api_url(self) -> str:
        """Where the API answers, without a slash at the end."""
        return _api_url(self.aws, self.outputs["RestAPIId"])

    @property
    def table(self) -> str:
        """The table's name."""
        return self.outputs["TableName"]

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.outputs["BucketName"]

    @property
    def queues(self) -> dict[str, str]:
        """Queue URL by channel."""
        channels = ("email", "slack", "social", "store")
        return {channel: self.outputs[f"{channel.title()}QueueUrl"] for channel in channels}

    @property
    def mail_topic(self) -> str:
        """ARN of the topic that SES publishes to; the harness publishes SES's notices here itself."""
        return self.outputs["MailTopicArn"]

    @property
    def secrets_prefix(self) -> str:
        """Secrets are named <prefix>/<shop>/<source> and <prefix>/keys."""
        return self.outputs["SecretsPrefix"]

    @cached_property
    def session(self) -> boto3.Session:
        """A session with the account's root keys: everything is allowed."""
        return _session(self.account)

    def client(self, service: str) -> Any:
        """A client of the account's root. Typed as Any: a test picks the service by name. There is one of each: whoever
        waits asks several times a second, and to make one takes longer than to ask."""
        with _MAKING:
            if service not in self._clients:
                self._clients[service] = self.session.client(service, endpoint_url=self.aws.url)  # type: ignore[call-overload]
            return self._clients[service]

    def function(self, name: str) -> str:
        """The physical name of the function that app.py calls `name`. KeyError if there is none."""
        return self.resources[FUNCTIONS[name]]

    def role(self, name: str) -> str:
        """The physical name of that function's role."""
        logical = "ApiHandler" if name == "api_handler" else FUNCTIONS[name]
        return self.resources[f"{logical}Role"]

    def invoke(self, name: str, payload: Mapping[str, Any]) -> Any:
        """Run a function to its end and return its answer. InvokeError if it raised."""
        answer = self.client("lambda").invoke(FunctionName=self.function(name), Payload=json.dumps(payload).encode())
        body = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            raise InvokeError(f"{name}: {body}\n{self.logs(name)[-2000:]}")
        return body

    def notify(self, notice: Mapping[str, Any]) -> None:
        """Publish what SES would (MiniStack's SES never does). With the attributes that SNS always sends along on AWS:
        MiniStack leaves them out when they are empty, and Chalice's SNS event asks for them."""
        self.client("sns").publish(
            TopicArn=self.mail_topic,
            Subject="Amazon SES Email Event Notification",
            Message=json.dumps(notice),
            MessageAttributes={"source": {"DataType": "String", "StringValue": "harness"}},
        )

    def logs(self, name: str) -> str:
        """Everything a function has logged, oldest first ("api" gives the API's access log)."""
        logs, group = self.client("logs"), f"/aftercare/{self.outputs['SecretsPrefix'].rpartition('/')[2]}/{name}"
        streams = [
            stream["logStreamName"]
            for page in logs.get_paginator("describe_log_streams").paginate(logGroupName=group)
            for stream in page["logStreams"]
        ]
        events = [event for stream in streams for event in _events(logs, logGroupName=group, logStreamName=stream)]
        return "\n".join(event["message"].rstrip() for event in sorted(events, key=lambda event: event["timestamp"]))

    def update(self, parameters: Mapping[str, str]) -> None:
        """Deploy the same template again with some parameters changed."""
        cloudformation = self.client("cloudformation")
        kept = {p["ParameterKey"]: p["ParameterValue"] for p in _describe(cloudformation, self.name)["Parameters"]}
        cloudformation.update_stack(
            StackName=self.name,
            UsePreviousTemplate=True,
            Parameters=_parameters(kept | dict(parameters)),
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        _settle(cloudformation, self.name)


def deploy(
    aws: MiniStack, account: str = "", parameters: Mapping[str, str] | None = None, stage: str = "local"
) -> Stack:
    """Package (if need be) and deploy into `account` (12 digits, by default MiniStack's own).

    Each account is a world of its own, but only the API of MiniStack's own account answers unsigned requests.
    `parameters` override infra/parameters.<stage>.json; BaseUrl defaults to the API's own address. PackagingError says
    what is missing, DeployError what CloudFormation refused.
    """
    return deploy_package(aws, package(stage), account or aws.account, parameters or {})


def deploy_package(aws: MiniStack, made: Package, account: str, parameters: Mapping[str, str]) -> Stack:
    """Deploy a package into an account and wait until it stands."""
    session, name = _session(account), f"aftercare-{made.stage}"
    cloudformation = session.client("cloudformation", endpoint_url=aws.url)
    api = api_id(account)
    given = stage_parameters(made.stage) | {"BaseUrl": _api_url(aws, api)} | dict(parameters)
    cloudformation.create_stack(
        StackName=name,
        TemplateURL=_upload(session, aws, made, account),
        Parameters=_parameters(given),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Tags=[{"Key": "ms-custom-id", "Value": api}],
    )
    outputs = {o["OutputKey"]: o["OutputValue"] for o in _settle(cloudformation, name)["Outputs"]}
    found = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    stack = Stack(aws, account, name, outputs, {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in found})
    lend(stack.client("iam"), stack.role("deliver_email"))
    return stack


def api_id(account: str) -> str:
    """The id of an account's API. MiniStack takes it from a tag, so links are known before anything is deployed."""
    return f"{int(account):08x}"[-8:]


def _upload(session: boto3.Session, aws: MiniStack, made: Package, account: str) -> str:
    s3, bucket = session.client("s3", endpoint_url=aws.url), f"aftercare-artifacts-{account}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    code, template = f"{made.fingerprint}.zip", f"{made.fingerprint}.json"
    s3.put_object(Bucket=bucket, Key=code, Body=made.archive.read_bytes())
    s3.put_object(Bucket=bucket, Key=template, Body=for_ministack(with_code(made.template, bucket, code)).encode())
    return f"{aws.url}/{bucket}/{template}"


def _api_url(aws: MiniStack, api: str) -> str:
    """By path: the name <id>.execute-api.localhost does not resolve on every machine."""
    return f"{aws.url}/_aws/execute-api/{api}/api"


def _session(account: str) -> boto3.Session:
    return boto3.Session(aws_access_key_id=account, aws_secret_access_key="test", region_name=REGION)


def _parameters(given: Mapping[str, str]) -> Any:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]


def _events(logs: Any, **stream: str) -> Iterator[dict[str, Any]]:
    """All that is in a log stream: it is told in pages, and the last one names itself as the next."""
    page = logs.get_log_events(startFromHead=True, **stream)
    token = ""
    while page["nextForwardToken"] != token:
        yield from page["events"]
        token = page["nextForwardToken"]
        page = logs.get_log_events(startFromHead=True, nextToken=token, **stream)


def _describe(cloudformation: Any, name: str) -> dict[str, Any]:
    stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return stack


def _settle(cloudformation: Any, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while (stack := _describe(cloudformation, name))["StackStatus"].endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise DeployError(f"{name} is still {stack['StackStatus']} after {PATIENCE:.0f} seconds")
        time.sleep(0.05)
    if stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        failed = [
            f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '')}"
            for e in events
            if "FAILED" in e["ResourceStatus"]
        ]
        raise DeployError(
            f"{name} is {stack['StackStatus']}: {stack.get('StackStatusReason', '')}\n" + "\n".join(failed)
        )
    return stack
