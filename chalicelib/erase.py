"""Carries an erasure out, in slices: a crash in the middle goes on where the last slice ended.

It is the work of an outbox row of kind `erasure` (about a customer or a stranger's case) or `shop_erasure`: so it is
claimed by one worker, tried again, and driven on by the sweep like any message. Taking away may be repeated; counts
are of what was there.
"""

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib import mail_object, proofs, trace
from chalicelib.care.events import CustomerErased, Forgotten
from chalicelib.care.personal import belongs, linked
from chalicelib.care.state import EVERY_QUEUE, Ref, Subject
from chalicelib.deliver import Job, before_sending
from chalicelib.erase_posts import Delete, drop_posts, drop_posts_about
from chalicelib.errors import ConflictError, NotYetError, StoreUnavailableError, TemporaryError
from chalicelib.export import file_name
from chalicelib.observability import logger
from chalicelib.process import process
from chalicelib.receipts import Receipt
from chalicelib.secrets import keys
from chalicelib.slack_post import ABOUT_ERASURES
from chalicelib.store.port import LISTED, Row
from chalicelib.store.privacy_port import Erasure

KINDS = frozenset({"erasure", "shop_erasure"})
# They say nothing of the person, or take away themselves what they say.
LEFT = KINDS | ABOUT_ERASURES | {"words_withdrawn"}
STEPS = 40  # of one page each, in a slice
SOON, BUSY = 1, 60  # seconds until the next slice; until what is being sent just now must have ended
AT_ONCE = 50  # people of a shop whose erasures are begun in one step
EVER = datetime(9999, 1, 1, tzinfo=UTC)
REASON = "the customer was erased"
LISTS = "receipts:"
PEOPLE = "people"


def work(job: Job, delete: Delete) -> str:
    """One slice; the erasure's id once all is done. NotYetError while there is more to do."""
    try:
        erasure = job.services.store.erasure(job.row.shop, job.row.id) or _begun(job)
        for _ in range(STEPS):
            if not erasure.todo:
                return _finished(job, erasure).id
            erasure = _step(job, erasure, delete)
            job.services.store.put_erasure(erasure)
    except (ConflictError, StoreUnavailableError) as error:
        raise NotYetError(str(error), retry_after=BUSY) from error
    except TemporaryError as error:
        # What is done is done: having to wait for Slack uses up no try.
        raise NotYetError(str(error), retry_after=error.retry_after or BUSY) from error
    raise NotYetError("more is to be erased", retry_after=SOON)


def _begun(job: Job) -> Erasure:
    row, root = job.row, job.row.about
    orders = [f"order:{id_}" for id_ in row.params.get("orders", "").split("\n") if id_]
    people = _records(job, root)
    found = [str(each) for one in people for each in linked(root, one) if each.type != "customer"]
    first = [PEOPLE] if row.kind == "shop_erasure" else []
    lists = [f"{LISTS}{status}" for status in sorted(LISTED)]
    # The records come last: until then their names tell which deliveries are theirs.
    todo = [*first, *found, *orders, *lists, *(str(one.ref) for one in reversed(people))]
    begun = Erasure(
        id=row.id, shop=row.shop, who=proofs.who(before_sending(keys).hash, row.shop, root),
        by=row.params.get("by", ""), asked_at=row.created_at, todo=tuple(dict.fromkeys(todo)),
        seen=tuple(dict.fromkeys([str(root), *(each for each in todo if ":" in each and not each.startswith(LISTS))])),
    )  # fmt: skip
    job.services.store.put_erasure(begun)
    return begun


def _records(job: Job, root: Ref) -> list[Subject]:
    """Whom the erasure is about, and the other records of the same person."""
    subject = _subject(job, root)
    others = [each for each in linked(root, subject) if each.type == "customer"] if subject else []
    return [one for one in (subject, *(_subject(job, ref) for ref in others)) if one]


def _step(job: Job, erasure: Erasure, delete: Delete) -> Erasure:
    head = erasure.todo[0]
    if head == PEOPLE:
        return _people(job, erasure)
    if head.startswith(LISTS):
        return _listed(job, erasure, head.removeprefix(LISTS))
    return _of_subject(job, erasure, Ref.parse(head), delete)


def _of_subject(job: Job, erasure: Erasure, ref: Ref, delete: Delete) -> Erasure:
    """Forget a subject, and take away what a page of its timeline leads to."""
    root, store = job.row.about, job.services.store
    subject = _subject(job, ref)
    theirs = subject is not None and belongs(root, subject, frozenset(erasure.seen))
    if subject is None or not theirs:
        return _next(erasure)
    if not erasure.cursor:
        new = [str(each) for each in linked(root, subject) if str(each) not in erasure.seen]
        erasure = replace(erasure, todo=(erasure.todo[0], *new, *erasure.todo[1:]), seen=(*erasure.seen, *new))
        key = f"forgotten:{erasure.id}:{ref}"
        event = Forgotten(
            shop=erasure.shop, key=key, occurred_at=job.now, subject=str(ref), because=f"erasure {erasure.id}"
        )
        if process(job.services, event, f"row:{job.row.id}", job.now) == "done":
            erasure = _counted(erasure, f"{ref.type}s")
    found = trace.page(store, erasure.shop, ref, erasure.cursor)
    rows = [row for row in found.rows if row.kind not in LEFT and trace.theirs(row, erasure.seen)]
    _nobody_sends(rows)
    for row in rows:
        erasure = _of_row(job, erasure, row, delete)
    for receipt in found.receipts:
        erasure = _of_body(job, erasure, receipt)
    if ref.type in ("customer", "case"):
        names = [name for name, lines in found.lines if not any(line.what.endswith(".erased") for line in lines)]
        store.drop_lines(erasure.shop, ref, names)
        erasure = _counted(erasure, "lines", len(names))
    return replace(erasure, cursor=found.after) if found.after else _next(_of_posts(job, erasure, ref, delete))


def _of_posts(job: Job, erasure: Erasure, ref: Ref, delete: Delete) -> Erasure:
    for what in drop_posts_about(job, ref, delete):
        erasure = _counted(erasure, what)
    return erasure


def _nobody_sends(rows: list[Row]) -> None:
    if any(row.status == "claimed" for row in rows):
        raise NotYetError("a message of theirs is being sent just now", retry_after=BUSY)


def _of_row(job: Job, erasure: Erasure, row: Row, delete: Delete) -> Erasure:
    """What a message says, and where it stands in Slack. What was sent by mail or to a network is not ours to take."""
    store = job.services.store
    for what in drop_posts(job, row, delete):
        erasure = _counted(erasure, what)
    if row.kind == "data_request":
        store.drop_file(file_name(row.id))
    if row.params and store.wipe_row(row.id, REASON):
        erasure = _counted(erasure, "messages")
    return erasure


def _of_body(job: Job, erasure: Erasure, receipt_id: str) -> Erasure:
    return _counted(erasure, "bodies", int(drop_body(job, receipt_id)))


def drop_body(job: Job, receipt_id: str) -> bool:
    """Delete a delivery's body; False if there was none. NotYetError while it is being read."""
    receipt = job.services.store.receipt(receipt_id)
    if receipt and receipt.status in ("new", "waiting"):
        raise NotYetError("a delivery of theirs is being read just now", retry_after=BUSY)
    return mail_object.drop_body(job.services.store, receipt_id, receipt)


def _listed(job: Job, erasure: Erasure, status: str) -> Erasure:
    """Deliveries that led to nothing and name this person; of a shop that is erased, all of them."""
    store, shop = job.services.store, erasure.shop
    after = erasure.cursor or trace.since(job.now)
    receipts, after = store.listed(shop, status, after, trace.PAGE)
    wanted = trace.pattern(_texts(job, erasure))
    for receipt in receipts:
        delivery = store.delivery(receipt.id)
        if delivery and (job.row.kind == "shop_erasure" or (wanted and trace.names(delivery, wanted))):
            erasure = _counted(erasure, "bodies", int(mail_object.drop_body(store, receipt.id, receipt)))
            _closed(job, receipt)
    return replace(erasure, cursor=after) if after else _next(erasure)


def _closed(job: Job, receipt: Receipt) -> None:
    """Nobody can read it any more, so nobody need look at it."""
    if receipt.status in ("parked", "unknown"):
        job.services.store.update_receipt(replace(receipt, status="ignored", fate=REASON, next_try=None))


def _texts(job: Job, erasure: Erasure) -> set[str]:
    refs = [Ref.parse(each) for each in erasure.seen]
    subjects = job.services.store.load(erasure.shop, refs).world.subjects
    own = [subject for subject in subjects.values() if belongs(job.row.about, subject, frozenset(erasure.seen))]
    return trace.texts(own) | set(job.row.params.get("texts", "").split("\n"))


def _people(job: Job, erasure: Erasure) -> Erasure:
    """Begin the erasure of some of a shop's people. The index lags: it is asked until it shows nobody any more."""
    store, shop = job.services.store, erasure.shop
    found = [ref for type_ in ("customer", "case") for ref, _ in store.kept(shop, type_, EVER, AT_ONCE)]
    found += [ref for queue in EVERY_QUEUE for ref in store.open_cases(shop, queue, AT_ONCE)]
    fresh = [ref for ref in dict.fromkeys(found) if _begin_one(job, erasure, ref)]
    if fresh:
        raise NotYetError(f"{len(fresh)} people more", retry_after=SOON)
    if found:
        raise NotYetError("the index still shows people whose erasure has begun", retry_after=BUSY)
    return _next(erasure)


def _begin_one(job: Job, erasure: Erasure, ref: Ref) -> bool:
    named = {"customer_id": ref.id} if ref.type == "customer" else {"case_id": ref.id}
    event = CustomerErased(
        shop=erasure.shop, key=f"shop-erased:{erasure.id}:{ref}", occurred_at=job.now, by=erasure.by, **named  # type: ignore[arg-type]
    )  # fmt: skip
    if job.services.store.marks(erasure.shop, [event.key]):
        return False
    process(job.services, event, f"row:{job.row.id}", job.now)
    return True


def _finished(job: Job, erasure: Erasure) -> Erasure:
    """Take away what told whose it was (the request itself, too), and sign."""
    if erasure.done_at:
        return erasure
    store = job.services.store
    for mark in store.marks(erasure.shop, [job.row.params.get("event", "")]).values():
        erasure = _of_body(job, erasure, mark.receipt)
    store.wipe_row(job.row.id, REASON)
    done = replace(erasure, done_at=job.now, seen=(), cursor="")
    done = replace(done, proof=proofs.sign(before_sending(keys).link, done))
    store.put_erasure(done)
    logger.info("erased", extra={"erasure": done.id, "shop": done.shop, "counts": dict(done.counts)})
    return done


def _next(erasure: Erasure) -> Erasure:
    return replace(erasure, todo=erasure.todo[1:], cursor="")


def _counted(erasure: Erasure, what: str, n: int = 1) -> Erasure:
    return replace(erasure, counts={**erasure.counts, what: erasure.counts.get(what, 0) + n}) if n else erasure


def _subject(job: Job, ref: Ref) -> Subject | None:
    return job.services.store.load(job.row.shop, [ref]).world.subjects.get(ref)
