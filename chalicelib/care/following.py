"""What snapshots lead to: an order to its customer and parcels, a case to its order, and so on."""

from chalicelib.care.state import Case, Customer, Goodwill, Order, Parcel, Ref
from chalicelib.care.state.goodwill import UNDER_WAY
from chalicelib.care.world import World


def followed(world: World) -> set[Ref]:
    """What the snapshots at hand lead to: an order's customer and parcels, a case's order, and so on."""
    found: set[Ref] = set(world.aliases.values())
    for subject in world.subjects.values():
        found |= _links(subject)
    return {ref for ref in found if ref.id} - set(world.subjects)


def _links(subject: object) -> set[Ref]:
    match subject:
        case Order():
            refs = {Ref("parcel", id_) for id_ in subject.parcel_ids}
            refs |= {Ref("goodwill", each.id) for each in subject.given if each.state in UNDER_WAY}
            return refs | {Ref("customer", subject.customer_id), Ref("case", subject.last_case_id)}
        case Parcel():
            waiting = {Ref("parcel", id_) for id_ in subject.waiting_with}
            return waiting | {Ref("order", id_) for id_ in subject.order_ids}
        case Case():
            return {
                Ref("customer", subject.customer_id),
                Ref("order", subject.order_id),
                Ref("agent", subject.agent_id),
                *(Ref("usage", used.entry_id) for used in subject.used_entries),
            }
        case Customer():
            latest = subject.order_ids[-1] if subject.order_ids else ""
            others = {Ref("customer", link.customer_id) for link in subject.links}
            cases = {Ref("case", subject.open_case_id), Ref("case", subject.last_case_id)}
            return {*others, *cases, Ref("order", latest)}
        case Goodwill():
            return {
                Ref("order", subject.order_id),
                Ref("case", subject.case_id),
                Ref("spending", subject.charged_to),
            }
        case _:
            return set()
