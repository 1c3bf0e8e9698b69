"""HTTP from Slack: what is stored like any delivery, and the three seconds in which Slack must be answered."""

from chalice.app import Request, Response

from chalicelib import slack_dialog
from chalicelib.sources.slack import is_sent_dialog, is_ssl_check
from chalicelib.web import answered, delivery_of, received


def press(shop: str, request: Request) -> Response:
    """A press, a dialog or a command. A dialog opens at once, empty: its trigger lives three seconds."""
    delivery = delivery_of(request)
    if is_ssl_check(delivery):
        return Response(body="", status_code=200)
    answer = received("slack", shop, delivery, "POST", frozenset({"slack"}))
    if answer.status != 200:
        return answered(answer)
    slack_dialog.open_if_wanted(shop, delivery)
    if not is_sent_dialog(delivery):
        return Response(body="", status_code=200)
    # What knows every dialog's rules is imported where one was sent: most of what comes are presses.
    from chalicelib.slack_objection import objection

    # Slack reads the body of its answer as an instruction; cards and dialogs follow, all that is said here is what
    # keeps a dialog open.
    said = objection(shop, delivery)
    return Response(body=said, status_code=200, headers={"Content-Type": "application/json"} if said else {})


def event(shop: str, request: Request) -> Response:
    """Something happened in the workspace; or Slack checks the address, and wants its challenge back."""
    from chalicelib.sources.slack_events import challenge

    delivery = delivery_of(request)
    answer = received("slack", shop, delivery, "POST", frozenset({"slack"}))
    if answer.status != 200:
        return answered(answer)
    return Response(body=challenge(delivery), status_code=200, headers={"Content-Type": "text/plain"})
