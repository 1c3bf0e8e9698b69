"""Step 6: "Did we solve it?" Scanners open the links, nothing counts; she presses No, and at last Yes."""

import time

from chalicelib import slack_ids
from ops import web
from ops.pages import press
from ops.standins.mailbox import Letter
from ops.story.stage import MARTA, ZUZANA, Stage, Step, expect


def _asked(stage: Stage) -> str:
    mail = _question(stage, 1)
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post"):
        expect(name in mail.headers, f"the header {name}", list(mail.headers))
    return mail.subject


def _question(stage: Stage, number: int) -> Letter:
    """The mail that asks for the number-th time; the clock's minute comes a little sooner."""

    def look() -> list[Letter]:
        stage.local.tick()
        return stage.mails("solved_question")

    return stage.until(f"question number {number}", look, lambda mails: len(mails) >= number)[number - 1]


def _links(mail: Letter) -> list[str]:
    return list(dict.fromkeys(link for link in mail.links if "/s/" in link))


def _scanned(stage: Stage) -> str:
    links = _links(stage.mails("solved_question")[0])
    expect(len(links) == 2, "two links, yes and no", links)
    for link in links:
        for method in ("GET", "HEAD", "GET"):
            answer = web.send(method, link, None, {"User-Agent": "Mail-Scanner/1.0"})
            expect(answer.status == 200, f"200 for a {method}", f"{answer.status} {answer.text[:300]}")
    stage.settled()
    expect(not stage.ledger.facts("solved_answer"), "no answer counted", stage.ledger.facts("solved_answer"))
    expect(stage.case().state == "resolved", "the case is still resolved", stage.case().state)
    return "6 requests, no answer"


def _no(stage: Stage) -> str:
    page = press(_links(stage.mails("solved_question")[0])[-1], answer="no", again=stage.local.again)
    expect(page.status == 200, "a page that says thanks", f"{page.status} {page.text[:300]}")
    case = stage.until("the case is open again", stage.case, lambda seen: seen.reopened == 1)
    expect(case.agent_id == ZUZANA, "the same agent", case.agent_id)
    agent = stage.local.services().store.every("demo", "agent").world.agent(ZUZANA)
    expect(agent.open_case_ids[:1] == (case.id,), "first in her queue", agent.open_case_ids)
    told = stage.until("Marta, the lead, is told", lambda: stage.local.world.whispers(MARTA))
    stage.until("she hears that it is open again", lambda: stage.mails("reopened"))
    return told[-1].text


def _again(stage: Stage) -> str:
    stage.until("the card offers Resolve again", stage.buttons, lambda seen: slack_ids.RESOLVE in seen)
    stage.local.presses.press(ZUZANA, stage.card(), slack_ids.RESOLVE)
    stage.until("the case is resolved again", lambda: stage.case().cycle, lambda cycle: cycle == 2)
    mail = _question(stage, 2)
    old = press(_links(stage.mails("solved_question")[0])[0], answer="yes", must=False, again=stage.local.again)
    expect(old.status < 500, "the old link answers kindly", old.status)
    return mail.subject


def _yes(stage: Stage) -> str:
    press(_links(_question(stage, 2))[0], answer="yes", again=stage.local.again)
    stage.until("the case is closed", lambda: stage.case().state, lambda state: state == "closed")
    mail = stage.until("a thank-you mail", lambda: stage.mails("solved_thanks"))[0]
    stage.settled()
    answers = sorted(fact.dimensions["answer"] for fact in stage.ledger.facts("solved_answer"))
    expect(answers == ["no", "yes"], "one No and one Yes counted", answers)
    return mail.subject


def _by_itself(stage: Stage) -> str:
    """The schedule fires without anybody's help: the sweep has run more often, by its own log, than it was called."""

    def runs() -> int:
        # The log is read first: a call of ours that is made meanwhile is then counted as ours, and not in the log.
        return stage.local.stack.logs("sweep").count("START RequestId") - stage.local.ticks

    deadline = time.monotonic() + 75
    while not (found := runs()) > 0:
        expect(time.monotonic() < deadline, "the sweep runs by its schedule within 75 s", found)
        time.sleep(0.5)
    return f"{found} times so far"


SOLVED = (
    Step('6  after the wait she is asked "Did we solve it?"', _asked),
    Step("6  scanners GET and HEAD both links: nothing is counted", _scanned),
    Step("6  she presses No: open again, same agent, first in queue, the lead told", _no),
    Step("6  resolved again, asked again", _again),
    Step("6  she presses Yes: thanked, closed", _yes),
)
BY_ITSELF = Step("the clock fires by itself, every minute", _by_itself)
