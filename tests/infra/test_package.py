"""The zip that all functions share."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ops import bytecode
from ops import package as packaging
from ops.package import ROOT, Package, PackagingError, package
from ops.prune import LANGUAGES, prune, wanted
from ops.sdk_data import SERVICES
from ops.stack import FUNCTIONS
from ops.template import merged


def test_what_functions_need_is_in_it(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    assert {"app.py", "chalice/app.pyc", "chalicelib/policy.toml", "chalicelib/config.pyc"} <= names
    assert {name.split("/")[0] for name in names} >= {
        "pynamodb",
        "jinja2",
        "msgspec",
        "slack_sdk",
        "itsdangerous",
        "babel",
    }
    words = {str(p.relative_to(ROOT)) for p in (ROOT / "templates").rglob("*") if p.suffix in {".toml", ".mo"}}
    assert words
    assert words <= names


def test_what_they_do_not_need_is_not(archive: zipfile.ZipFile, made: Package) -> None:
    names = archive.namelist()
    assert not [n for n in names if n.startswith(("tests/", "ops/", "infra/", "docs/", "pip/", "vendor/"))]
    assert not [n for n in names if n.endswith((".po", ".pot", ".j2"))]
    assert made.archive.stat().st_size < 15_000_000


def test_modules_are_shipped_compiled_and_only_the_entry_as_source(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    assert [n for n in names if n.endswith(".py")] == ["app.py"]
    assert [n for n in names if "__pycache__/" in n] == [bytecode.place("app.py")]
    modules = [str(p.relative_to(ROOT)) for p in (ROOT / "chalicelib").rglob("*.py")]
    modules = [module for module in modules if wanted(module)]
    assert len(modules) > 100
    for module in modules:
        assert archive.read(f"{module}c").startswith(bytecode.header((ROOT / module).read_bytes())), module
    assert archive.read(bytecode.place("app.py")).startswith(bytecode.header(archive.read("app.py")))


def test_sdk_data_is_of_our_services_alone(archive: zipfile.ZipFile) -> None:
    services = {n.split("/")[2] for n in archive.namelist() if n.startswith("botocore/data/") and n.count("/") > 2}
    assert services == SERVICES


def test_every_handler_is_in_the_zip(archive: zipfile.ZipFile, template: dict[str, Any], tmp_path: Path) -> None:
    archive.extractall(tmp_path)
    handlers = [
        r["Properties"]["Handler"] for r in template["Resources"].values() if r["Type"] == "AWS::Serverless::Function"
    ]
    check = (
        "import importlib, json, sys\n"
        "for handler in json.loads(sys.argv[2]):\n"
        "    module, _, name = handler.rpartition('.')\n"
        "    assert callable(getattr(importlib.import_module(module), name)), handler\n"
    )
    run_in(tmp_path, check, json.dumps(handlers))
    assert len(handlers) == len(FUNCTIONS)


def test_the_pruned_sdk_makes_our_clients_and_babel_speaks_our_languages(
    archive: zipfile.ZipFile, tmp_path: Path
) -> None:
    archive.extractall(tmp_path)
    check = (
        "import boto3, datetime, json, sys\n"
        "from babel.dates import format_date\n"
        "from babel.numbers import format_currency\n"
        "services, languages = json.loads(sys.argv[2])\n"
        "for service in services:\n"
        "    boto3.client(service, region_name='eu-central-1', aws_access_key_id='1', aws_secret_access_key='2')\n"
        "ssm = boto3.client('ssm', region_name='eu-central-1').meta.service_model\n"
        "assert list(ssm.operation_names) == ['GetParameter'], ssm.operation_names\n"
        "assert 'Value' in ssm.operation_model('GetParameter').output_shape.members['Parameter'].members\n"
        "said = {format_date(datetime.date(2026, 3, 4), 'long', locale=l) for l in languages}\n"
        "assert len(said) == len(languages), said\n"
        "assert format_currency(12.5, 'EUR', locale='sk') == '12,50\\xa0€'\n"
        "assert boto3.__file__.startswith(sys.argv[1]), boto3.__file__\n"
    )
    run_in(tmp_path, check, json.dumps([sorted(SERVICES), sorted(LANGUAGES - {"root"})]))
    assert (tmp_path / "babel" / "global.dat").exists()


def test_every_time_zone_is_found_in_one_file(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    """Also where the system has none of its own."""
    archive.extractall(tmp_path)
    check = (
        "import json, zoneinfo\n"
        "zoneinfo.reset_tzpath([])\n"
        "import chalicelib\n"
        "for zone in json.loads(sys.argv[2]):\n"
        "    assert zoneinfo.ZoneInfo(zone).key == zone\n"
        "assert len(zoneinfo.available_timezones()) > 500\n"
    )
    run_in(tmp_path, check, json.dumps(["Europe/Bratislava", "America/Argentina/Buenos_Aires", "UTC"]))


def run_in(folder: Path, code: str, argument: str) -> None:
    """Run `code` with nothing but the unpacked zip and Python's own library."""
    whole = f"import sys; sys.path = [sys.argv[1]] + [p for p in sys.path if 'site-packages' not in p]\n{code}"
    command = [sys.executable, "-I", "-B", "-c", whole, str(folder), argument]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for order in (1, -1):
        with zipfile.ZipFile(tmp_path / f"in{order}.zip", "w") as source:
            for name in ("b.txt", "a.py", "a/__pycache__/x.pyc", "__pycache__/a.cpython-311.pyc")[::order]:
                source.writestr(name, "# stale or not")
        prune(tmp_path / f"in{order}.zip", tmp_path / f"out{order}.zip")
    assert (tmp_path / "out1.zip").read_bytes() == (tmp_path / "out-1.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "out1.zip").namelist() == ["a.pyc", "b.txt"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("botocore/data/dynamodb/2012-08-10/service-2.json.gz", True),
        ("botocore/data/dynamodb/2012-08-10/examples-1.json", False),
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", False),
        ("botocore/data/partitions.json", True),
        ("babel/locale-data/root.dat", True),
        ("babel/locale-data/sk.dat", True),
        ("babel/locale-data/en_150.dat", False),
        ("babel/locale-data/enn.dat", False),
        ("babel/locale-data/fr.dat", False),
        ("babel/global.dat", True),
        ("templates/locale/sk/LC_MESSAGES/aftercare.mo", True),
        ("templates/locale/sk/LC_MESSAGES/aftercare.po", False),
        ("chalicelib/policy.toml", True),
        ("chalicelib/sources/slack.py", True),
        ("slack_sdk/models/blocks/blocks.py", True),
        ("slack_sdk/web/client.py", False),
        ("slack_sdk/oauth/__init__.py", False),
        ("slack/web/client.py", False),
        ("aws_lambda_powertools/utilities/batch/base.py", True),
        ("aws_lambda_powertools/utilities/parser/models/sqs.py", False),
    ],
)
def test_what_is_wanted(name: str, kept: bool) -> None:
    assert wanted(name) is kept


def test_a_package_is_made_once(made: Package) -> None:
    before = made.archive.stat().st_mtime_ns
    assert package("local") == made
    assert made.archive.stat().st_mtime_ns == before


def test_a_renamed_file_is_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaging, "ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "app.py").write_text("")
    monkeypatch.setattr(packaging, "INPUTS", ("app.py", "templates"))
    template = tmp_path / "templates" / "a.j2"
    template.write_text("words")
    before = packaging.fingerprint()
    template.rename(tmp_path / "templates" / "b.j2")
    assert packaging.fingerprint() != before


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaging, "ROOT", tmp_path)
    with pytest.raises(PackagingError, match=r"app\.py is missing"):
        package("local")


def test_a_part_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    for part in ("resources.yaml", "functions.yaml", "alarms.yaml"):
        (tmp_path / part).write_text("Resources: {}")
    (tmp_path / "alarms.yaml").write_text("Resources: a: b")
    with pytest.raises(ValueError, match=r"alarms\.yaml"):
        merged(tmp_path)


def test_two_parts_cannot_define_the_same_resource(tmp_path: Path) -> None:
    for part in ("resources.yaml", "functions.yaml", "alarms.yaml"):
        (tmp_path / part).write_text("Resources: {Same: {Type: AWS::SNS::Topic}}")
    with pytest.raises(ValueError, match="Same"):
        merged(tmp_path)


def test_chalice_would_deploy_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """`chalice package` checks less than `chalice deploy` does."""
    from chalice.cli.factory import CLIFactory
    from chalice.deploy.validate import validate_configuration

    monkeypatch.chdir(ROOT)
    for stage in ("local", "prod"):
        config = CLIFactory(str(ROOT)).create_config_obj(chalice_stage_name=stage)
        assert config.chalice_app.app_name == "aftercare"
        validate_configuration(config)
