"""Deploys a stage to AWS with the credentials of the environment: `make deploy STAGE=prod`.

A dry run needs no account: it packages, lints the template, and checks the parameters and AWS's limits.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from ops.package import ROOT, Package, PackagingError, package
from ops.stack_files import stage_parameters, with_code

MAX_ARCHIVE = 50_000_000  # bytes: Lambda's limit for a zipped package
MAX_TEMPLATE = 1_000_000  # bytes: CloudFormation's limit for a template in S3


def problems(made: Package, parameters: dict[str, str]) -> list[str]:
    """What would make a deployment fail, in words."""
    declared = json.loads(made.template.read_text("utf-8"))["Parameters"]
    found = [f"{name} is not a parameter of the template" for name in parameters.keys() - declared.keys()]
    found += [
        f"{name} has no value: set it in infra/parameters.{made.stage}.json"
        for name, about in declared.items()
        if name not in parameters and "Default" not in about
    ]
    found += [f"{name} must be text" for name, value in parameters.items() if not isinstance(value, str)]
    if parameters.get("Stage") != made.stage:
        found.append(f"Stage is {parameters.get('Stage')!r} in the parameters of {made.stage}")
    if made.archive.stat().st_size > MAX_ARCHIVE:
        found.append(f"the package is over {MAX_ARCHIVE // 1_000_000} MB")
    if made.template.stat().st_size > MAX_TEMPLATE:
        found.append(f"the template is over {MAX_TEMPLATE // 1_000_000} MB")
    return sorted(found)


def warnings(parameters: dict[str, str]) -> list[str]:
    """What deploys, but leaves something out that a shop in production wants."""
    wanted = {
        "DomainName": "links in mails lead to an execute-api address",
        "MailDomain": "no sender is set up in SES by the stack",
        "InboundDomain": "customers' answers by mail do not come in",
    }
    missing = [f"{name} is empty: {what}" for name, what in wanted.items() if not parameters.get(name)]
    if not parameters.get("AlarmEmail") and not parameters.get("AlarmSlackChannel"):
        missing.append("AlarmSlackChannel and AlarmEmail are empty: alarms reach nobody")
    return missing


def deploy(made: Package, parameters: dict[str, str]) -> dict[str, str]:
    """Upload and deploy; the stack's outputs.

    Without an own domain, a second deployment tells the functions the address that the API was given by the first.
    """
    bucket = _artifact_bucket()
    template = _upload(made, bucket)
    outputs = _deploy_stack(f"aftercare-{made.stage}", template, parameters)
    if not parameters.get("DomainName") and not parameters.get("BaseUrl"):
        address = outputs["EndpointURL"].rstrip("/")
        outputs = _deploy_stack(f"aftercare-{made.stage}", template, parameters | {"BaseUrl": address})
    return outputs


def _artifact_bucket() -> str:
    account = boto3.client("sts").get_caller_identity()["Account"]
    s3 = boto3.client("s3")
    region = s3.meta.region_name
    name = f"aftercare-artifacts-{account}-{region}"
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise
        place: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **place)
    return name


def _upload(made: Package, bucket: str) -> str:
    s3, code, template = boto3.client("s3"), f"{made.fingerprint}.zip", f"{made.fingerprint}.json"
    s3.upload_file(str(made.archive), bucket, code)
    s3.put_object(Bucket=bucket, Key=template, Body=with_code(made.template, bucket, code).encode())
    return f"https://{bucket}.s3.{s3.meta.region_name}.amazonaws.com/{template}"


def _deploy_stack(name: str, template_url: str, parameters: dict[str, str]) -> dict[str, str]:
    """Create or update by a change set, as `aws cloudformation deploy` does."""
    cloudformation = boto3.client("cloudformation")
    kind = "UPDATE" if _exists(cloudformation, name) else "CREATE"
    change = cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="aftercare",
        ChangeSetType=kind,  # type: ignore[arg-type]
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )["Id"]
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(ChangeSetName=change)
    except WaiterError:
        why = cloudformation.describe_change_set(ChangeSetName=change).get("StatusReason", "")
        cloudformation.delete_change_set(ChangeSetName=change)
        if "didn't contain changes" not in why and "No updates" not in why:
            raise
    else:
        cloudformation.execute_change_set(ChangeSetName=change)
        waiter: Any = cloudformation.get_waiter(f"stack_{kind.lower()}_complete")  # type: ignore[call-overload]
        waiter.wait(StackName=name, WaiterConfig={"Delay": 10, "MaxAttempts": 180})
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}


def _exists(cloudformation: Any, name: str) -> bool:
    try:
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            return False
        raise
    return bool(status != "REVIEW_IN_PROGRESS")


def _lint(template: Path) -> str:
    command = [str(Path(sys.executable).with_name("cfn-lint")), str(template)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Deploy a stage to AWS.")
    parser.add_argument("--stage", default="prod")
    parser.add_argument("--dry-run", action="store_true", help="check everything that needs no account")
    given = parser.parse_args()
    try:
        made, parameters = package(given.stage), stage_parameters(given.stage)
    except (PackagingError, FileNotFoundError) as problem:
        sys.exit(f"deploy: {problem}")
    for warning in warnings(parameters):
        print(f"note: {warning}")
    if found := problems(made, parameters) + _lint(made.template).splitlines():
        sys.exit("deploy: " + "\n        ".join(found))
    if given.dry_run:
        print(f"{given.stage} is ready to deploy ({made.archive.stat().st_size / 1_000_000:.1f} MB); nothing was sent")
        return
    for name, value in deploy(made, parameters).items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
