"""What SES's failures mean for a mail, and what the operator should do about them.

Codes: https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html and CommonErrors.html.
"""

from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING

from chalicelib.errors import AmbiguousError, AwayError, ChannelError, PermanentError

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

QUOTA_WAIT = 3600.0  # seconds: SES counts over 24 hours, so room comes back little by little
PAUSED_WAIT = 900.0
LATER = frozenset({"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded",
                   "RequestThrottled", "ServiceUnavailable"})  # fmt: skip
# Sending is off and somebody will turn it on again: the mail waits as long as it is worth sending.
PAUSED = {
    "AccountSendingPausedException": "SES has paused sending for this account: see its reputation page",
    "ConfigurationSetSendingPausedException": "sending is paused for the configuration set: see SES",
}
_ROLE = "the function's role may not send from this address: see infra/ (ses:SendRawEmail)"
ADVICE = {
    "MailFromDomainNotVerifiedException": "the MAIL FROM domain lacks its MX record: see the identity in SES",
    "ConfigurationSetDoesNotExist": "the configuration set is not there: deploy the stack again",
    "ConfigurationSetDoesNotExistException": "the configuration set is not there: deploy the stack again",
    "InvalidParameterValue": "SES cannot read the sender's or the receiver's address",
    "AccessDenied": _ROLE,
    "AccessDeniedException": _ROLE,
}
_UNVERIFIED = (
    "SES does not know the sender's address or domain, or the account is still in the sandbox, where every "
    "receiver must be verified too: verify from_email's domain, and ask AWS for production access"
)
_REJECTED = "SES refused the message: look for its reason in the SES console"


def of_answer(error: "ClientError") -> ChannelError:
    """What an error of SES means. SES's own text is not repeated: it names the receiver."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    text = str(error.response.get("Error", {}).get("Message", "")).lower()
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in PAUSED:
        return AwayError(PAUSED[code], retry_after=PAUSED_WAIT)
    if code in LATER:
        if "daily message quota" in text:
            return AwayError("SES's daily quota is used up: ask AWS for more", retry_after=QUOTA_WAIT)
        return AwayError(f"SES cannot take the mail now ({code or status})")
    if status >= 500:
        # "Failed for an unknown reason" says nothing of what was done: SES's send event will, or its absence.
        return AmbiguousError(f"SES failed, and may have taken the mail all the same ({code or status})")
    if code == "MessageRejected":
        return PermanentError(f"{code}: {_UNVERIFIED if 'not verified' in text else _REJECTED}")
    return PermanentError(f"SES says {code or status}: {ADVICE.get(code, 'see the API reference of SendRawEmail')}")


def of_connection(error: "BotoCoreError") -> ChannelError:
    """What no answer means: nothing was sent if there was no connection; else nobody knows."""
    from botocore import exceptions as boto

    name = type(error).__name__
    if isinstance(error, boto.NoCredentialsError | boto.NoRegionError | boto.ParamValidationError):
        return PermanentError(f"the mail cannot be handed to SES ({name}): check the function's role and region")
    # ReadTimeoutError and ConnectionClosedError come first in time after the request; all else before it.
    if isinstance(error, boto.ReadTimeoutError | boto.ConnectionClosedError | boto.ResponseStreamingError):
        return AmbiguousError(f"SES did not answer ({name})")
    before = (
        boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError, boto.CredentialRetrievalError
    )  # fmt: skip
    if isinstance(error, before) or _unverified(error):
        return AwayError(f"SES cannot be reached ({name})")
    return AmbiguousError(f"the call of SES broke off ({name})")


def _unverified(error: "BotoCoreError") -> bool:
    """Is it SES's certificate that is not believed? Other errors of TLS may come while the answer is read."""
    from botocore import exceptions as boto

    wrapped = error.kwargs.get("error") if isinstance(error, boto.SSLError) else None
    return any(isinstance(each, SSLCertVerificationError) for each in getattr(wrapped, "args", ()))
