"""How the suite is shared out among workers (`pytest -n 2`): a file is never split, and what deploys a stack is one.

Of two stacks at a time each would wait for the other's processor. xdist hands out by number of tests, which says little
here, so what takes longest is named and goes first: the end is then made of small pieces, and workers end together.
"""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

STACKS = ("tests/infra/", "tests/stories/", "tests/web/test_in_a_browser.py", "tests/web/test_in_the_console")
LONGEST = (
    "stacks",
    "tests/simulation/test_crashes.py",
    "tests/web/test_every_route.py",
    "tests/year/test_year.py",
    "tests/outages/test_slack_away.py",
    "tests/sources/test_any_input.py",
    "tests/rendering/test_looks.py",
    "tests/store/test_same_answers.py",
    "tests/web/test_dashboard_in_a_browser.py",
    "tests/ops/test_bench.py",
    "tests/ops/test_command.py",
    "tests/outages/test_mail_away.py",
    "tests/web/test_description_holds.py",
    "tests/rules/test_rule_10_erased_is_gone.py",
)


def scope(nodeid: str) -> str:
    """What a test is kept together with."""
    return "stacks" if nodeid.startswith(STACKS) else nodeid.partition("::")[0]


class Sharing(LoadScopeScheduling):
    """Hands out one scope at a time, the longest first, then by number of tests."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=_rank), last=False)
        super()._assign_work_unit(node)


def _rank(scope: str) -> int:
    return LONGEST.index(scope) if scope in LONGEST else len(LONGEST)
