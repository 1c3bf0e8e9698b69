"""What comes from our own side: pages that customers press on, the operator's commands, and SES by SNS."""

import json
from datetime import datetime
from typing import Any

from chalicelib.care.state import Ref
from ops.simulation.bodies.made import as_json


def page_answer(case: str, cycle: int, answer: str, form: str) -> bytes:
    """What the page "Did we solve it?" records when a button is pressed."""
    return _of_solved(case, cycle, {"form": form, "answer": answer})


def page_mute(customer: str, group: str) -> bytes:
    """What the page behind "no more of these" records."""
    return as_json({"form": f"mute-{customer}-{group}", "claims": {
        "kind": "mute", "customer": customer, "what": group, "shop": "demo",
    }})  # fmt: skip


def operator_away(agent: str, away: bool, said: str) -> bytes:
    """The operator's command: somebody goes away, or is back."""
    return as_json({"said": said, "away": {agent: away}})


def operator_surge(on: bool, said: str) -> bytes:
    """The operator's command: surge mode on or off."""
    return as_json({"said": said, "surge": {"on": on, "by": "U9"}})


def notice(kind: str, row_id: str, at: datetime, ses_id: str = "ses-1", **details: Any) -> str:
    """SES: what became of a mail, as SNS carries it."""
    mail = {"timestamp": at.isoformat(), "messageId": ses_id, "tags": {"aftercare_message": [row_id]}}
    return json.dumps({"eventType": kind, "mail": mail, kind.lower(): details})


def ses_event(kind: str, row_id: str, **details: Any) -> str:
    """What SES tells through SNS about a mail of ours, by its tag."""
    return json.dumps({
        "eventType": kind, "mail": {"messageId": f"ses-{row_id}", "tags": {
            "aftercare_message": [row_id], "aftercare_shop": ["demo"],
        }}, kind.lower(): details,
    })  # fmt: skip


def page_cause(case: str, cycle: int, cause: str, form: str, answered: str, comment: str = "") -> bytes:
    """What is the matter after a No. `answered`: the form of the No."""
    return _of_solved(case, cycle, {"form": form, "cause": cause, "comment": comment, "answered": answered})


def page_score(case: str, cycle: int, score: str, form: str, answered: str, comment: str = "") -> bytes:
    """How satisfied somebody is after a Yes. `answered`: the form of the Yes."""
    return _of_solved(case, cycle, {"form": form, "score": score, "comment": comment, "answered": answered})


def page_choice(order: str, choice: str, form: str, words: str = "") -> bytes:
    """What the customer of a late order chooses."""
    claims = {"kind": "choice", "order": order, "shop": "demo"}
    return as_json({"form": form, "choice": choice, "words": words, "claims": claims})


def page_return(order: str, wish: str, reason: str, form: str, comment: str = "") -> bytes:
    """The lamp of an order is to go back."""
    items = [{"title": "Lamp", "quantity": 1, "product_id": "1"}]
    claims = {"kind": "return", "order": order, "shop": "demo"}
    return as_json({"form": form, "wish": wish, "reason": reason, "items": items, "comment": comment, "claims": claims})


def page_survey(about: Ref, survey: str, score: str, form: str, comment: str = "") -> bytes:
    """What somebody says of an order that has arrived, or after a case that was solved."""
    claims = {"kind": "survey", about.type: about.id, "survey": survey, "shop": "demo"}
    return as_json({"form": form, "score": score, "comment": comment, "claims": claims})


def _of_solved(case: str, cycle: int, fields: dict[str, str]) -> bytes:
    claims = {"kind": "solved", "case": case, "cycle": str(cycle), "shop": "demo"}
    return as_json({**fields, "claims": claims})
