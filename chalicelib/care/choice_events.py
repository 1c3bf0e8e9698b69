"""Which events may make what a customer chose an agent's task: they are decided with the roster at hand."""

from chalicelib.care.events import ChoiceMade, Event, MessageFailed, MessageSkipped, ReturnRequested

# The row that has a store cancel an order (care/choice_made.py).
ORDER_CANCEL = "order_cancel"


def opens_task(event: Event) -> bool:
    """A choice, a wish to send something back, or that the store did not cancel what it was told to."""
    undone = isinstance(event, (MessageSkipped, MessageFailed)) and event.kind == ORDER_CANCEL
    return undone or isinstance(event, ChoiceMade | ReturnRequested)
