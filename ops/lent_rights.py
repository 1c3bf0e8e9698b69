"""The right that MiniStack asks for and AWS does not know: lent to the deployed role, and only there.

The template says what is right on AWS. MiniStack 1.5.33 checks SendRawEmail against the resource "*"; AWS checks it
against the identity and the configuration set, as the role names them.
"""

import json
from typing import Any


def lend(iam: Any, email_role: str) -> None:
    """Add a policy "ministack" to the role that sends mail."""
    mail = {"Effect": "Allow", "Action": "ses:SendRawEmail", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [mail]})
    iam.put_role_policy(RoleName=email_role, PolicyName="ministack", PolicyDocument=document)
