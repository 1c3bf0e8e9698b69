"""The merge template: infra's files as one, with CloudFormation's short tags written out."""

import json
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

PARTS = ("resources.yaml", "functions.yaml", "alarms.yaml")


def merged(folder: Path) -> dict[str, Any]:
    """Every part of `folder` merged into one. ValueError if a part is no YAML or defines another part's resource."""
    whole: dict[str, Any] = {}
    for part in PARTS:
        loaded = _load(folder / part)
        both = _typed(whole) & _typed(loaded)
        if both:
            raise ValueError(f"infra/{part} defines again: {', '.join(sorted(both))}")
        whole = TemplateDeepMerger().merge(loaded, whole)
    return whole


def write_merged(folder: Path, target: Path) -> None:
    """Write the merge template as JSON: Chalice then writes JSON too, which has no YAML aliases to trip over."""
    target.write_text(json.dumps(merged(folder), indent=1), "utf-8")


def _load(part: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = YAMLTemplateSerializer().load_template(part.read_text("utf-8"), part.name)
    except RuntimeError as error:  # Chalice keeps the line and column to itself
        raise ValueError(f"infra/{part.name} is not YAML: {error.__context__}") from error
    return loaded


def _typed(template: dict[str, Any]) -> set[str]:
    return {name for name, resource in template.get("Resources", {}).items() if "Type" in resource}
