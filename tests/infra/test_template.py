"""The template as it goes to CloudFormation. Chalice takes a misspelt merge key without a word; these tests do not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Template = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = (
    "APIHandler", "DeliverEmail", "DeliverSlack", "DeliverSocial", "DeliverStore", "MailIn", "Nightly", "React",
    "Relay", "Sweep",
)  # fmt: skip
ROLES = {name: "ApiHandlerRole" if name == "APIHandler" else f"{name}Role" for name in FUNCTIONS}
CHANNELS = ("Email", "Slack", "Social", "Store")
STREAM_READERS = ("React", "Relay")
ALARMS = {
    "AWS::CloudWatch::Alarm": {
        *(f"{name}DeadLettersAlarm" for name in ("Channel", "Event")),
        *(f"{name}IteratorAgeAlarm" for name in STREAM_READERS),
        *(f"{name}AwayAlarm" for name in CHANNELS),
        "ApiErrorsAlarm",
        "BounceRateAlarm",
        "ComplaintRateAlarm",
        "FailedMessagesAlarm",
        "FunctionErrorsAlarm",
        "OverdueAlarm",
        "ParkedReceiptsAlarm",
        "ThrottlesAlarm",
    }
}
EXPECTED = ALARMS | {
    "AWS::Serverless::Function": set(FUNCTIONS),
    "AWS::Serverless::Api": {"RestAPI"},
    "AWS::Lambda::Permission": {"APIHandlerInvokePermission"},
    "AWS::IAM::Role": {*ROLES.values(), "AlarmSlackRole", "ApiGatewayAccountRole"},
    "AWS::Logs::LogGroup": {*(f"{name}Logs" for name in FUNCTIONS), "ApiLogs"},
    "AWS::DynamoDB::Table": {"Table"},
    "AWS::S3::Bucket": {"Bucket"},
    "AWS::S3::BucketPolicy": {"BucketPolicy"},
    "AWS::SQS::Queue": {*(f"{name}Queue" for name in CHANNELS), "ChannelDeadLetters", "EventDeadLetters"},
    "AWS::SQS::QueuePolicy": {"EventDeadLettersPolicy"},
    "AWS::SNS::Topic": {"MailTopic", "AlarmTopic"},
    "AWS::SNS::TopicPolicy": {"MailTopicPolicy", "AlarmTopicPolicy"},
    "AWS::SNS::Subscription": {"AlarmMail"},
    "AWS::Chatbot::SlackChannelConfiguration": {"AlarmSlack"},
    "AWS::SES::ConfigurationSet": {"MailEvents"},
    "AWS::SES::ConfigurationSetEventDestination": {"MailEventsToTopic"},
    "AWS::SES::EmailIdentity": {"MailIdentity"},
    "AWS::SES::ReceiptRuleSet": {"InboundRules"},
    "AWS::SES::ReceiptRule": {"InboundRule"},
    "AWS::ApiGateway::Account": {"ApiGatewayAccount"},
    "AWS::ApiGateway::DomainName": {"Domain"},
    "AWS::ApiGateway::BasePathMapping": {"DomainMapping"},
    "AWS::CertificateManager::Certificate": {"Certificate"},
    "AWS::Route53::RecordSet": {"DomainRecord"},
}


def properties(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def event_source(template: Template, function: str, suffix: str) -> dict[str, Any]:
    """The one event of a function, under the name that Chalice gave it."""
    events = properties(template, function)["Events"]
    assert list(events) == [f"{function}{suffix}"]
    found: dict[str, Any] = events[f"{function}{suffix}"]["Properties"]
    return found


def statements(template: Template, role: str) -> Iterator[dict[str, Any]]:
    for policy in properties(template, role).get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


def texts(value: Any) -> Iterator[str]:
    """Every string inside a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_every_resource_is_one_we_meant(template: Template) -> None:
    found: dict[str, set[str]] = {}
    for name, resource in template["Resources"].items():
        found.setdefault(resource["Type"], set()).add(name)
    assert found == EXPECTED


def test_no_placeholder_is_left(template: Template) -> None:
    assert "placeholder" not in json.dumps(template)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_has_a_queue_that_outlasts_its_worker(template: Template, channel: str) -> None:
    queue = properties(template, f"{channel}Queue")
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["ChannelDeadLetters", "Arn"]}
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5
    assert queue["VisibilityTimeout"] >= 6 * properties(template, f"Deliver{channel}")["Timeout"]
    assert queue["SqsManagedSseEnabled"]
    assert properties(template, "ChannelDeadLetters")["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize("channel", CHANNELS)
def test_workers_report_partial_failures(template: Template, channel: str) -> None:
    source = event_source(template, f"Deliver{channel}", "SqsEventSource")
    assert source["Queue"] == {"Fn::GetAtt": [f"{channel}Queue", "Arn"]}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("reader", STREAM_READERS)
def test_readers_of_the_stream_give_up_in_the_end_and_say_so(template: Template, reader: str) -> None:
    source = event_source(template, reader, "DynamodbEventSource")
    assert source["Stream"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["BisectBatchOnFunctionError"]
    assert 0 < source["MaximumRetryAttempts"] <= 10
    assert 60 <= source["MaximumRecordAgeInSeconds"] <= 86400
    assert source["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["EventDeadLetters", "Arn"]}
    patterns = [json.loads(f["Pattern"]) for f in source["FilterCriteria"]["Filters"]]
    images = [pattern["dynamodb"]["NewImage"] for pattern in patterns]
    kinds = {(kind, status) for image in images for kind in image["kind"]["S"] for status in image["status"]["S"]}
    assert kinds == ({("receipt" if reader == "React" else "outbox", "new")})


@pytest.mark.parametrize("function", ["MailIn", "Nightly", "Sweep"])
def test_what_events_call_keeps_its_failures(template: Template, function: str) -> None:
    config = properties(template, function)["EventInvokeConfig"]
    assert config["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["EventDeadLetters", "Arn"]}
    assert config["MaximumRetryAttempts"] <= 2
    assert any(
        s["Action"] == "sqs:SendMessage" and s["Resource"] == {"Fn::GetAtt": ["EventDeadLetters", "Arn"]}
        for s in statements(template, ROLES[function])
    )


def test_the_others_are_woken_by_our_topic_and_the_clock(template: Template) -> None:
    assert event_source(template, "MailIn", "SnsSubscription")["Topic"] == {"Ref": "MailTopic"}
    assert event_source(template, "Sweep", "Event")["Schedule"] == "rate(1 minute)"
    assert event_source(template, "Nightly", "Event")["Schedule"].startswith("cron(")


def test_every_policy_names_its_actions_and_resources(template: Template) -> None:
    for role in EXPECTED["AWS::IAM::Role"]:
        for statement in statements(template, role):
            actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
            assert not [action for action in actions if "*" in action], role
            assert "*" not in set(texts(statement["Resource"])), role
            # A trailing star is allowed below a name of ours only.
            assert not [t for t in texts(statement["Resource"]) if t.startswith("arn:") and ":::*" in t], role


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_role_and_a_log_of_its_own(template: Template, function: str) -> None:
    made = properties(template, function)
    assert made["Role"] == {"Fn::GetAtt": [ROLES[function], "Arn"]}
    assert made["LoggingConfig"] == {"LogGroup": {"Ref": f"{function}Logs"}}
    log = {"Fn::GetAtt": [f"{function}Logs", "Arn"]}
    writes = [s for s in statements(template, ROLES[function]) if s["Resource"] == log]
    assert [s["Action"] for s in writes] == [["logs:CreateLogStream", "logs:PutLogEvents"]]
    assert "ReservedConcurrentExecutions" not in made
    (trust,) = properties(template, ROLES[function])["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_mail_is_sent_by_our_identities_with_our_configuration_set(template: Template) -> None:
    senders = [s for f in FUNCTIONS for s in statements(template, ROLES[f]) if s["Action"] == "ses:SendRawEmail"]
    assert [sorted(part.split(":")[-1] for part in texts(s["Resource"])) for s in senders] == [
        ["configuration-set/${MailEvents}", "identity/*"]
    ]


def test_logs_are_kept_for_a_time(template: Template) -> None:
    for name in EXPECTED["AWS::Logs::LogGroup"]:
        assert properties(template, name)["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_only_two_read_the_stream(template: Template) -> None:
    readers = [f for f in FUNCTIONS if "dynamodb:GetRecords" in set(texts(list(statements(template, ROLES[f]))))]
    assert sorted(readers) == ["React", "Relay"]


def test_slack_is_answered_by_enough_machine(template: Template) -> None:
    assert properties(template, "APIHandler")["MemorySize"] >= 1024
    assert properties(template, "APIHandler")["Timeout"] <= 29


def test_the_table_can_be_restored_and_is_hard_to_delete(template: Template) -> None:
    table = properties(template, "Table")
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert template["Resources"]["Table"]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert template["Resources"]["Table"]["UpdateReplacePolicy"] == "Retain"


def test_the_table_has_two_sparse_indexes(template: Template) -> None:
    indexes = {
        index["IndexName"]: ([key["AttributeName"] for key in index["KeySchema"]], index["Projection"])
        for index in properties(template, "Table")["GlobalSecondaryIndexes"]
    }
    assert indexes == {
        "due": (["due_shard", "due_at"], {"ProjectionType": "KEYS_ONLY"}),
        "open": (["open_queue", "open_since"], {"ProjectionType": "KEYS_ONLY"}),
    }


def test_the_bucket_is_private_and_forgets(template: Template) -> None:
    bucket = properties(template, "Bucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert [rule["ExpirationInDays"] for rule in bucket["LifecycleConfiguration"]["Rules"]] == [35]


def test_what_never_reaches_our_code_is_a_problem_as_well(template: Template) -> None:
    told = properties(template, "RestAPI")["GatewayResponses"]
    for name, status in (("MISSING_AUTHENTICATION_TOKEN", 404), ("THROTTLED", 429)):
        problem = json.loads(told[name]["ResponseTemplates"]["application/json"])
        assert (told[name]["StatusCode"], problem["status"], bool(problem["detail"])) == (status, status, True)
        assert told[name]["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'"


def test_the_api_is_throttled_and_its_log_knows_nobody(template: Template) -> None:
    api = properties(template, "RestAPI")
    (settings,) = api["MethodSettings"]
    assert settings["ThrottlingRateLimit"] == {"Ref": "ThrottleRate"}
    assert settings["DataTraceEnabled"] is False
    logged = set(re.findall(r"\$context\.[\w.]+", api["AccessLogSetting"]["Format"]))
    private = ("identity", "path", "authorizer", "querystring", "domain")
    assert not [field for field in logged if field.removeprefix("$context.").split(".")[0] in private]
    json.loads(api["AccessLogSetting"]["Format"])
    assert template["Globals"]["Api"]["OpenApiVersion"] == "2.0"


def test_functions_are_told_where_everything_is(template: Template) -> None:
    source = (ROOT / "chalicelib" / "config.py").read_text("utf-8")
    asked = set(re.findall(r'"(AFTERCARE_[A-Z_]+)"', source))
    told = set(template["Globals"]["Function"]["Environment"]["Variables"])
    assert asked - {"AFTERCARE_SECRETS_FILE"} <= told  # that one is for development alone
    assert {f"AFTERCARE_QUEUE_{channel.upper()}" for channel in CHANNELS} <= told


def test_every_alarm_speaks_and_has_its_section_in_the_runbook(template: Template) -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "runbook.md").read_text("utf-8"), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    for name in ALARMS["AWS::CloudWatch::Alarm"]:
        alarm = properties(template, name)
        (anchor,) = re.findall(r"docs/runbook\.md#([\w-]+)$", alarm["AlarmDescription"])
        assert anchor in anchors, name
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        assert "Threshold" in alarm


def test_every_dead_letter_queue_has_an_alarm(template: Template) -> None:
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for name in ALARMS["AWS::CloudWatch::Alarm"]
        for dimension in properties(template, name).get("Dimensions", [])
        if dimension["Name"] == "QueueName"
    }
    assert watched == {name for name in EXPECTED["AWS::SQS::Queue"] if name.endswith("DeadLetters")}


@pytest.mark.parametrize(("name", "metric"), [("FunctionErrorsAlarm", "Errors"), ("ThrottlesAlarm", "Throttles")])
def test_one_alarm_watches_what_all_functions_share(template: Template, name: str, metric: str) -> None:
    alarm = properties(template, name)
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Dimensions"]) == ("AWS/Lambda", metric, [])


def test_what_needs_a_choice_is_left_out_without_it(template: Template) -> None:
    optional = {name: r["Condition"] for name, r in template["Resources"].items() if "Condition" in r}
    assert optional == {
        "AlarmMail": "HasAlarmEmail",
        "AlarmSlack": "HasAlarmSlack",
        "AlarmSlackRole": "HasAlarmSlack",
        "ApiGatewayAccount": "HasLogRole",
        "ApiGatewayAccountRole": "HasLogRole",
        "Certificate": "HasDomain",
        "Domain": "HasDomain",
        "DomainMapping": "HasDomain",
        "DomainRecord": "HasZone",
        "InboundRule": "HasInbound",
        "InboundRules": "HasInbound",
        "MailIdentity": "HasMailDomain",
    }
