"""Finds who waits in a group of look-alikes: those on its card alone by the index, and the first ones by their ids."""

from chalicelib.care.personal import is_erased
from chalicelib.care.state import Case, CaseState, Ref, group_ref
from chalicelib.desk.overview import MOST_COUNTED, Alike
from chalicelib.gather import gather_about
from chalicelib.store.port import Store

OPEN = (CaseState.WAITING, CaseState.CLAIMED)
# As many are looked at for a list, or an example.
LOOKED_AT = 40


def waiting_in(store: Store, shop: str, round_: str) -> list[Ref]:
    """Everybody in a round of a group who waits for us, the first ones first."""
    ref = group_ref(round_)
    group = store.load(shop, [ref]).world.group(ref.id)
    ids = group.first_ids if group and group.round == round_ else ()
    found = store.load(shop, [Ref("case", id_) for id_ in ids]).world if ids else None
    first = [case.ref for id_ in ids if found and (case := found.case(id_)) and waits(case)]
    return list(dict.fromkeys([*first, *store.grouped(shop, round_, MOST_COUNTED)]))


def waits(case: Case) -> bool:
    """Does its customer wait for an answer?"""
    return case.state in OPEN and case.waiting_since is not None and not is_erased(case)


def seen(store: Store, shop: str, round_: str) -> Alike:
    """The group as it is drawn."""
    refs = waiting_in(store, shop, round_)
    group = store.load(shop, [group_ref(round_)]).world.group(group_ref(round_).id)
    example = Ref("case", group.example_id) if group and group.example_id and group.round == round_ else None
    world = store.load(shop, refs[:LOOKED_AT]).world
    # What a text is filled in with for the one that is shown.
    about = gather_about(store, shop, [example or refs[0]]).world if example or refs else world
    cases = tuple(case for ref in refs[:LOOKED_AT] if (case := world.case(ref.id)) and waits(case))
    shown = about.case(example.id) if example else None
    return Alike(
        waiting=len(refs), cases=cases, example=shown if shown and not is_erased(shown) else None, world=about
    )  # fmt: skip
