"""aftercare erase, aftercare export: what people may ask of what is known about them."""

import getpass
import time
from pathlib import Path
from typing import Annotated

import typer

from chalicelib import proofs, trace
from chalicelib.bootstrap import Services
from chalicelib.care.erasure import erasure_id
from chalicelib.care.state import Case, Customer, Order, Ref, Subject
from chalicelib.errors import LinkError
from chalicelib.export import export as exported
from chalicelib.export import written
from chalicelib.secrets import keys
from chalicelib.store.privacy_port import Erasure
from ops.cli.output import as_json, errors, fail, screen, table, when
from ops.cli.stack import Endpoint, Json, Shop, Stage, TableName, opened, shop_named
from ops.cli.why import find
from ops.orders import OrderError, order

Who = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="an e-mail address, an order (#1001), customer:ID, or case:ID")
]
PATIENCE = 600.0  # seconds; who has written much takes some slices, and Slack deletes about one message a second


def erase(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="do it; without, it is only said what would go")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="count what is there, and change nothing")] = False,
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """Erase a person: contact data, cases, messages, raw deliveries, Slack posts. The order ledger stays without them.

    Prints a signed receipt. It cannot be undone; the other records linked with this one (`who show`) go, too.

    [dim]Examples:[/dim] ./aftercare erase jana@example.com --dry-run · ./aftercare erase jana@example.com --yes
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    root = person(services, chosen, who)
    if dry_run or not yes:
        found = counted(services, chosen, root)
        if json:
            as_json({"subject": str(root), "would_erase": found})
        else:
            table(("There is", "Number"), [(name, str(n)) for name, n in found.items()], "nothing is known of them")
            screen.print(f"[dim]{root}: nothing was changed. --yes erases it for good.[/dim]")
        return
    done = carried_out(services, chosen, root)
    if json:
        as_json({"erasure": done.id, "done_at": done.done_at, "counts": dict(done.counts), "receipt": done.proof})
        return
    table(("Erased", "Number"), [(name, str(n)) for name, n in done.counts.items()], "nothing was there any more")
    screen.print(f"{root} is erased, {when(done.done_at or done.asked_at)} UTC. The receipt, to be kept and shown:")
    print(done.proof)


def erasures(
    proof: Annotated[str, typer.Argument(metavar="RECEIPT", help="check this receipt")] = "",
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "", json: Json = False,
) -> None:  # fmt: skip
    """Erasures that were begun and how far they are; or with RECEIPT: is it ours, and what does it say?

    [dim]Examples:[/dim] ./aftercare erasures · ./aftercare erasures '<receipt that erase printed>'
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    if proof:
        try:
            claims = proofs.read(keys().link, proof)
        except LinkError as error:
            fail(str(error))
        as_json(claims)
        return
    found = sorted(services.store.erasures(chosen, 1000), key=lambda each: each.asked_at)
    if json:
        as_json(found)
        return
    rows = [(when(e.asked_at), e.by, when(e.done_at) if e.done_at else "under way", e.id) for e in found]
    table(("Asked (UTC)", "By", "Done (UTC)", "Erasure"), rows, "nobody was erased")


def export(
    who: Who,
    out: Annotated[Path, typer.Option(help="the file to write")],
    shop: Shop = "", stage: Stage = "", table_name: TableName = "", endpoint: Endpoint = "",
) -> None:  # fmt: skip
    """Everything that is known of a person, as one JSON document (docs/privacy.md tells its shape).

    [dim]Example:[/dim] ./aftercare export jana@example.com --out jana.json
    """
    services, chosen = opened(stage, table_name, endpoint), shop_named(shop, stage)
    root = person(services, chosen, who)
    with errors.status("reading") as shown:
        document = exported(services.store, chosen, root, services.now(), lambda what: shown.update(f"reading {what}"))
    try:
        out.touch(mode=0o600)
        out.write_bytes(written(document))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}", code=2)
    parts = ", ".join(f"{len(document[name])} {name}" for name in ("orders", "cases", "messages", "deliveries"))
    screen.print(f"{out}: {parts}. It is personal: hand it over and delete it.", markup=False)


def person(services: Services, shop: str, name: str) -> Ref:  # noqa: RET503 - `fail` never returns
    """Who is meant: a customer, or the case of somebody whom no record is of. Ends the command if nobody is."""
    found: Subject | None = find(services.store, shop, name)
    if isinstance(found, Order | Case) and found.customer_id:
        return Ref("customer", found.customer_id)
    if isinstance(found, Customer | Case):
        return found.ref
    fail(f"nobody in shop {shop} is known as {name!r}")


def counted(services: Services, shop: str, root: Ref) -> dict[str, int]:
    """How much of each kind is linked to somebody."""
    store, counts, receipts = services.store, dict[str, int](), set[str]()
    subjects = list(trace.everything(store, shop, root))
    seen = {str(subject.ref) for subject in subjects}
    messages: set[str] = set()
    for subject in subjects:
        counts[f"{subject.ref.type}s"] = counts.get(f"{subject.ref.type}s", 0) + 1
        for page in trace.pages(store, shop, subject.ref):
            receipts |= set(page.receipts)
            messages |= {row.id for row in page.rows if trace.theirs(row, seen)}
    wanted = trace.pattern(trace.texts(subjects))
    if wanted:
        receipts |= {r.id for r, body in trace.unlinked(store, shop, services.now()) if trace.names(body, wanted)}
    bodies = sum(1 for id_ in receipts if store.delivery(id_) is not None)
    return counts | {"messages": len(messages), "deliveries": bodies}


def carried_out(services: Services, shop: str, root: Ref) -> Erasure:
    """Have somebody erased, and wait until the last slice is done. Ends the command if that takes too long."""
    by = f"{getpass.getuser()} by command"
    try:
        said = order(services, shop, {"erase": {"subject": str(root), "by": by}})
    except OrderError as error:
        fail(str(error))
    id_, deadline = erasure_id(shop, root, f"operator:{said}:erase"), time.monotonic() + PATIENCE
    with errors.status("erasing") as shown:
        while True:
            erasure = services.store.erasure(shop, id_)
            if erasure and erasure.done_at:
                return erasure
            if time.monotonic() > deadline:
                fail(f"it goes on by itself, and is not done yet: see `./aftercare erasures` for {id_}")
            if erasure:
                shown.update(f"erasing: {len(erasure.todo)} parts left")
            time.sleep(0.2)
