"""Least privilege, proved by running: MiniStack enforces the very roles that AWS gets (AUTH=true)."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from ops.stack import FUNCTIONS, REGION, Stack

KEY = {"pk": {"S": "roles"}, "sk": {"S": "-"}}
ME = "a@example.com"
Call = Callable[[Stack, Any], Any]

# What a function might try, by name. Each call takes the stack and a way to make clients.
CALLS: dict[str, Call] = {
    "get": lambda s, c: c("dynamodb").get_item(TableName=s.table, Key=KEY),
    "put": lambda s, c: c("dynamodb").put_item(TableName=s.table, Item=KEY),
    "delete": lambda s, c: c("dynamodb").delete_item(TableName=s.table, Key=KEY),
    "scan": lambda s, c: c("dynamodb").scan(TableName=s.table),
    "transact": lambda s, c: c("dynamodb").transact_write_items(
        TransactItems=[
            {"Put": {"TableName": s.table, "Item": KEY}},
            {
                "ConditionCheck": {
                    "TableName": s.table,
                    "Key": {"pk": {"S": "other"}, "sk": {"S": "-"}},
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            },
        ]
    ),
    "due": lambda s, c: query(s, c, "due", "due_shard"),
    "open": lambda s, c: query(s, c, "open", "open_queue"),
    "keys": lambda s, c: secret(c, f"{s.secrets_prefix}/keys"),
    "shopify secret": lambda s, c: secret(c, f"{s.secrets_prefix}/probe/shopify"),
    "slack secret": lambda s, c: secret(c, f"{s.secrets_prefix}/probe/slack"),
    "foreign secret": lambda _, c: secret(c, "/billing/keys"),
    "put body": lambda s, c: c("s3").put_object(Bucket=s.bucket, Key="bodies/probe", Body=b"x"),
    "put elsewhere": lambda s, c: c("s3").put_object(Bucket=s.bucket, Key="probe", Body=b"x"),
    "delete body": lambda s, c: c("s3").delete_object(Bucket=s.bucket, Key="bodies/none"),
    "put export": lambda s, c: c("s3").put_object(Bucket=s.bucket, Key="exports/probe", Body=b"x"),
    "read body": lambda s, c: c("s3").get_object(Bucket=s.bucket, Key="bodies/there"),
    "read mail": lambda s, c: c("s3").get_object(Bucket=s.bucket, Key="mail/probe"),
    "queue email": lambda s, c: c("sqs").send_message(QueueUrl=s.queues["email"], MessageBody="roles"),
    "queue slack": lambda s, c: c("sqs").send_message(QueueUrl=s.queues["slack"], MessageBody="roles"),
    "mail": lambda s, c: c("ses").send_raw_email(
        Source=ME,
        Destinations=[ME],
        RawMessage={"Data": b"Subject: x\n\nx"},
        ConfigurationSetName=s.outputs["ConfigurationSet"],
    ),
    "list roles": lambda _, c: c("iam").list_roles(),
}
ALLOWED = {
    "api_handler": {"get", "put", "open", "keys", "shopify secret", "slack secret", "put body"},
    "react": {"get", "put", "delete", "transact", "open", "keys", "read body", "read mail", "put body"},
    "relay": {"keys", "queue email", "queue slack"},
    "deliver_email": {"get", "put", "delete", "transact", "keys", "slack secret", "queue email", "mail"},
    "deliver_slack": {
        "get",
        "put",
        "delete",
        "transact",
        "keys",
        "slack secret",
        "queue slack",
        "open",
        "read body",
        "read mail",
        "delete body",
        "put export",
    },
    "deliver_social": {"get", "put", "delete", "transact", "keys"},
    "deliver_store": {"get", "put", "delete", "transact", "keys", "shopify secret"},
    "sweep": {"get", "put", "delete", "due", "open", "keys", "queue email", "queue slack"},
    "mail_in": {"put", "keys", "put body"},
    "nightly": {"get", "put", "keys", "open", "shopify secret", "put body"},
}


def query(stack: Stack, client: Any, index: str, key: str) -> Any:
    return client("dynamodb").query(
        TableName=stack.table,
        IndexName=index,
        KeyConditionExpression="#k = :v",
        ExpressionAttributeNames={"#k": key},
        ExpressionAttributeValues={":v": {"S": "0"}},
    )


def secret(client: Any, name: str) -> Any:
    return client("ssm").get_parameter(Name=name, WithDecryption=True)


@pytest.fixture(scope="module", autouse=True)
def furnished(stack: Stack) -> None:
    """What the calls look for is there, so that a refusal can only be one of rights."""
    ours = stack.secrets_prefix
    for name in (f"{ours}/keys", f"{ours}/probe/shopify", f"{ours}/probe/slack", "/billing/keys"):
        stack.client("ssm").put_parameter(Name=name, Value="{}", Type="SecureString")
    for key in ("mail/probe", "bodies/there"):
        stack.client("s3").put_object(Bucket=stack.bucket, Key=key, Body=b"x")
    stack.client("ses").verify_email_identity(EmailAddress=ME)


@cache
def clients_of(stack: Stack, function: str) -> Callable[[str], Any]:
    """Clients that act as the function's role. (MiniStack lets an account's root assume any role; AWS would not.)"""
    arn = f"arn:aws:iam::{stack.account}:role/{stack.role(function)}"
    keys = stack.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], REGION)
    return lambda service: session.client(service, endpoint_url=stack.aws.url)


def refused(call: Call, stack: Stack, client: Callable[[str], Any]) -> bool:
    """Whether a call is denied. Any other error fails the test."""
    try:
        call(stack, client)
    except ClientError as error:
        if "AccessDenied" in error.response["Error"]["Code"]:
            return True
        raise
    return False


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_may_do_its_work_and_nothing_else(stack: Stack, function: str) -> None:
    clients = clients_of(stack, function)
    allowed = {name for name, call in CALLS.items() if not refused(call, stack, clients)}
    assert allowed == ALLOWED[function]


def test_a_lambda_runs_with_its_role_and_no_more(stack: Stack) -> None:
    """A function of our own under the sweep's role: it may read the table, it may not read a shop's secret."""
    code = (
        "import boto3, botocore, os\n"
        "def handler(event, context):\n"
        "    boto3.client('dynamodb').get_item(TableName=event['table'], Key={'pk': {'S': 'x'}, 'sk': {'S': '-'}})\n"
        "    try:\n"
        "        boto3.client('ssm').get_parameter(Name=event['secret'])\n"
        "    except botocore.exceptions.ClientError as error:\n"
        "        return error.response['Error']['Code']\n"
        "    return 'read'\n"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("probe.py", code)
    functions, role = stack.client("lambda"), f"arn:aws:iam::{stack.account}:role/{stack.role('sweep')}"
    functions.create_function(
        FunctionName="probe",
        Runtime="python3.11",
        Role=role,
        Handler="probe.handler",
        Code={"ZipFile": packed.getvalue()},
    )
    event = {"table": stack.table, "secret": f"{stack.secrets_prefix}/probe/slack"}
    answer = functions.invoke(FunctionName="probe", Payload=json.dumps(event).encode())
    assert json.loads(answer["Payload"].read()) == "AccessDeniedException"
