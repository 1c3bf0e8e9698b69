"""What a deployment to AWS checks before it sends anything."""

import json

import pytest

from ops.deploy import problems, warnings
from ops.package import Package
from ops.stack import FUNCTIONS, api_id
from ops.stack_files import stage_parameters, with_code


@pytest.mark.parametrize("stage", ["local", "prod"])
def test_the_parameters_of_every_stage_are_complete(made: Package, stage: str) -> None:
    assert problems(Package(stage, made.template, made.archive, ""), stage_parameters(stage)) == []


def test_a_misspelt_parameter_and_a_missing_one_are_named(made: Package) -> None:
    given = stage_parameters("local")
    given["DomianName"] = given.pop("Stage")
    found = "\n".join(problems(made, given))
    assert "DomianName is not a parameter" in found
    assert "Stage has no value" in found


def test_parameters_of_another_stage_are_refused(made: Package) -> None:
    assert "Stage is 'prod' in the parameters of local" in problems(made, stage_parameters("prod"))


def test_production_is_told_what_it_lacks() -> None:
    assert any("alarms reach nobody" in warning for warning in warnings(stage_parameters("prod")))
    complete = {
        "DomainName": "a.example",
        "MailDomain": "b.example",
        "InboundDomain": "c.example",
        "AlarmEmail": "d@example",
    }
    assert warnings(complete) == []


def test_production_is_protected() -> None:
    assert stage_parameters("prod")["Production"] == "true"
    assert stage_parameters("local")["Production"] == "false"


def test_code_is_found_in_the_bucket(made: Package) -> None:
    resources = json.loads(with_code(made.template, "bucket", "key.zip"))["Resources"].values()
    code = [r["Properties"]["CodeUri"] for r in resources if r["Type"] == "AWS::Serverless::Function"]
    assert code == [{"Bucket": "bucket", "Key": "key.zip"}] * len(FUNCTIONS)


def test_api_ids_differ_by_account() -> None:
    ids = {api_id(account) for account in ("000000000001", "111111111111", "999999999999")}
    assert len(ids) == 3
    assert all(len(one) == 8 and set(one) <= set("0123456789abcdef") for one in ids)
