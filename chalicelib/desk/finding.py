"""What somebody's words found: whom, what they ordered, where it is, and their cases with the way to each."""

from chalicelib.care.personal import is_erased
from chalicelib.care.state import Case, CaseState, Customer, Order, Ref
from chalicelib.desk.blocks import Block, Button, buttons, context, divider, named, section
from chalicelib.desk.known import Known
from chalicelib.desk.mrkdwn import Mrkdwn, escape, joined
from chalicelib.desk.scene import Scene, whisper
from chalicelib.desk.team_lines import case_link
from chalicelib.desk.words import name_of, plain, say
from chalicelib.slack_ids import NEW_CASE
from chalicelib.slack_post import Post

MOST_BLOCKS = 45


def post(scene: Scene) -> Post:
    """To who asked alone. `params`: user, channel, found (references with commas)."""
    refs = [Ref.parse(text) for text in scene.row.params.get("found", "").split(",") if text]
    found = [scene.world.subjects.get(ref) for ref in refs]
    people = [each for each in found if isinstance(each, Customer) and not is_erased(each)]
    orders = [each for each in found if isinstance(each, Order)]
    cases = [each for each in found if isinstance(each, Case) and not is_erased(each)]
    blocks = [block for person in people for block in _person(scene, person, orders, cases)]
    theirs = _ids(people)
    blocks += _things(scene, [each for each in orders if each.customer_id not in theirs],
                      [each for each in cases if each.customer_id not in theirs])  # fmt: skip
    text = say("found.nothing") if not blocks else say("found.head")
    said = whisper(scene, text)
    return said.with_blocks([section([text]), *blocks][:MOST_BLOCKS])


def _person(scene: Scene, customer: Customer, orders: list[Order], cases: list[Case]) -> list[Block]:
    known, person = Known(scene.policy, scene.now), scene.world.person(customer.id) or customer
    theirs = _ids([customer])
    reached = [escape(part, 120) for part in (person.email, person.phone) if part]
    language = [name_of("language", person.language)] if person.language else []
    return [
        divider(), section([known.person(person), joined([*reached, *language])]),
        *_things(scene, [each for each in orders if each.customer_id in theirs],
                 [each for each in cases if each.customer_id in theirs]),
        *buttons([Button(NEW_CASE, plain("button.case_new"), named(scene.row.shop, "", 0, item=str(customer.ref)))]),
    ]  # fmt: skip


def _things(scene: Scene, orders: list[Order], cases: list[Case]) -> list[Block]:
    known = Known(scene.policy, scene.now)
    parcels = {
        order.id: tuple(each for id_ in order.parcel_ids if (each := scene.world.parcel(id_))) for order in orders
    }
    shown = [section([*known.order(order), *known.parcels(order, parcels[order.id])]) for order in orders]
    return [*shown, *([context([_case(scene, case, known)]) for case in cases])]


def _case(scene: Scene, case: Case, known: Known) -> Mrkdwn:
    since = case.waiting_since if case.state in (CaseState.WAITING, CaseState.CLAIMED) else None
    return joined([
        case_link(case.id, scene.posts), name_of("case_state", case.state),
        name_of("topic", case.topic) if case.topic else say("card.unsorted"), name_of("channel", case.channel),
        say("card.waiting", at=known.at(since)) if since else known.at(case.opened_at),
        escape(case.agent_name, 80),
    ])  # fmt: skip


def _ids(people: list[Customer]) -> set[str]:
    """All records of these people: an order may stand under any of them."""
    return {id_ for each in people for id_ in (each.id, *(link.customer_id for link in each.links))}
