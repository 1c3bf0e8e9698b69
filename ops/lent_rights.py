"""The rights that MiniStack asks for and AWS does not know: lent to the deployed roles, and only there.

The template says what is right on AWS. MiniStack 1.5.33 checks SendRawEmail against the resource "*" (AWS: against the
identity and the configuration set, as the role names them), and a batch of messages against an action of its own
(AWS: SendMessage).
"""

import json
from collections.abc import Callable, Sequence
from typing import Any


def lend(iam: Any, role: Callable[[str], str], queues: Sequence[str]) -> None:
    """Add a policy "ministack" to the roles that need it. `role` names a function's role, `queues` are ARNs."""
    mail = {"Effect": "Allow", "Action": "ses:SendRawEmail", "Resource": "*"}
    batches = {"Effect": "Allow", "Action": "sqs:SendMessageBatch", "Resource": list(queues)}
    for function, statement in (("deliver_email", mail), ("relay", batches), ("sweep", batches)):
        document = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_role_policy(RoleName=role(function), PolicyName="ministack", PolicyDocument=json.dumps(document))
