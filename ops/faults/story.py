"""The story's own steps, with the faults of a plan at them; between them the stack is killed once."""

from collections import Counter
from collections.abc import Callable, Iterator

from ops import shop_events
from ops.faults.plan import Fault, Plan
from ops.faults.switchboard import Switchboard
from ops.shop_events import BUYERS
from ops.story import STEPS
from ops.story.complaint import COMPLAINT, answer_in_dialog
from ops.story.stage import ZUZANA, Stage, Step, expect

Play = Callable[[Stage], str]
PATIENCE = 180.0  # seconds: some faults take a claim's quarter of an hour, which haste makes some seconds
UNHEARD = "Ešte doplním: kuriér Vám zavolá hodinu vopred. Zuzana"
LOST = Fault("meta", "lost")


def disturbed(board: Switchboard, plan: Plan) -> tuple[Step, ...]:
    """What is played: the story's steps as they are, three more, and each step's faults from its beginning."""
    return tuple(_steps(board, plan))


def _steps(board: Switchboard, plan: Plan) -> Iterator[Step]:
    for step in STEPS:
        faults = plan.faults.get(step.name, ())
        yield _under(board, step, faults) if faults else step
        if step is COMPLAINT[5]:
            yield _under(board, UNHEARD_STEP, (LOST,))
        if step.name == plan.crash_after:
            yield Step("†  killed in the middle, and started again: nothing lost, nothing twice", _crash(board))
    yield Step("∎  whatever was repeated: each message came out once, each fault was met", _once_each(board, plan))


def _under(board: Switchboard, step: Step, faults: tuple[Fault, ...]) -> Step:
    """The step with its faults. It ends when each was met."""

    def play(stage: Stage) -> str:
        board.on(faults)
        detail = step.play(stage)
        stage.until("every fault of the step is met", lambda: board.unmet(faults), lambda left: not left)
        board.off(faults)
        return f"[{', '.join(map(str, faults))}] {detail}"

    return Step(step.name, play)


def _crash(board: Switchboard) -> Play:
    def play(stage: Stage) -> str:
        sale = stage.local.sell(BUYERS[2], promised=stage.in_days(3))
        answer = stage.local.deliver(shop_events.order_placed(sale))
        expect(answer.status == 200, "200: the order is stored", f"{answer.status} {answer.text}")
        board.haste.crash()
        stage.until("the mail of the order", lambda: stage.mails("order_received", sale))
        stage.settled()
        mails = stage.mails("order_received", sale)
        expect(len(mails) == 1, "one mail of the order", [mail.subject for mail in mails])
        return f"{sale.name} was taken, then every process ended"

    return play


def _unheard(stage: Stage) -> str:
    answer_in_dialog(stage, UNHEARD)
    stage.settled()
    said = [each.text for each in stage.local.world.answers(stage.comment.id)]
    expect(said.count(UNHEARD) == 1, "the answer stands there once", said)
    heard = stage.local.world.whispers(ZUZANA) + stage.local.world.channel()
    told = [message.text for message in heard if "may or may not" in message.text]
    expect(len(told) == 1, "she is asked to look, once", told)
    return told[0]


UNHEARD_STEP = Step("5  an answer that goes out unheard: there once, and she is asked to look", _unheard)


def _once_each(board: Switchboard, plan: Plan) -> Play:
    def play(stage: Stage) -> str:
        stage.settled()
        world = stage.local.world
        sent = [mail.row for mail in world.mails]
        sent += [m.metadata["event_payload"]["id"] for m in world.messages if m.metadata]
        twice = [row for row, times in Counter(sent).items() if times > 1]
        expect(not twice, "no message twice", twice)
        # A dialog that did not open in time is not sent again: whoever pressed presses again.
        given_up = [row for row in stage.ledger.rows() if row.status == "failed" and row.channel != "social"]
        failed = [row for row in given_up if row.kind != "dialog"]
        expect(not failed, "no message given up", failed)
        expect(Counter(board.met) == Counter([*plan.all, LOST]), "each fault of the plan met", board.met)
        return f"{len(sent)} messages, {len(board.met)} faults"

    return play
