"""What is known: the snapshots of the subjects, each a frozen value. All instants are UTC.

Whatever grows without end (messages, scans) lives on the timeline; a snapshot keeps only what decisions need.
"""

from chalicelib.care.ref import Ref as Ref
from chalicelib.care.state.agent import Agent as Agent
from chalicelib.care.state.agent import Shift as Shift
from chalicelib.care.state.briefing import Briefing as Briefing
from chalicelib.care.state.briefing import Confirmed as Confirmed
from chalicelib.care.state.bulk import Bulk as Bulk
from chalicelib.care.state.bulk import LeftOut as LeftOut
from chalicelib.care.state.case import EVERY_QUEUE as EVERY_QUEUE
from chalicelib.care.state.case import GROUPED as GROUPED
from chalicelib.care.state.case import QUEUES as QUEUES
from chalicelib.care.state.case import UNASSIGNED as UNASSIGNED
from chalicelib.care.state.case import AnalysisTask as AnalysisTask
from chalicelib.care.state.case import Answer as Answer
from chalicelib.care.state.case import Callback as Callback
from chalicelib.care.state.case import Case as Case
from chalicelib.care.state.case import CaseState as CaseState
from chalicelib.care.state.case import Earned as Earned
from chalicelib.care.state.case import Line as Line
from chalicelib.care.state.case import UsedEntry as UsedEntry
from chalicelib.care.state.case import case_number as case_number
from chalicelib.care.state.clocks import Clock as Clock
from chalicelib.care.state.clocks import Clocks as Clocks
from chalicelib.care.state.clocks import Pause as Pause
from chalicelib.care.state.customer import Customer as Customer
from chalicelib.care.state.customer import Evidence as Evidence
from chalicelib.care.state.customer import KnownAs as KnownAs
from chalicelib.care.state.customer import Link as Link
from chalicelib.care.state.customer import Quotable as Quotable
from chalicelib.care.state.customer import Surveyed as Surveyed
from chalicelib.care.state.customer import Wrote as Wrote
from chalicelib.care.state.entry import Book as Book
from chalicelib.care.state.entry import Entry as Entry
from chalicelib.care.state.entry import Usage as Usage
from chalicelib.care.state.entry import Wording as Wording
from chalicelib.care.state.feed import Feed as Feed
from chalicelib.care.state.feed import Gap as Gap
from chalicelib.care.state.goodwill import Given as Given
from chalicelib.care.state.goodwill import Goodwill as Goodwill
from chalicelib.care.state.goodwill import GoodwillState as GoodwillState
from chalicelib.care.state.goodwill import Spending as Spending
from chalicelib.care.state.group import Group as Group
from chalicelib.care.state.group import Grouped as Grouped
from chalicelib.care.state.group import Sighting as Sighting
from chalicelib.care.state.group import group_ref as group_ref
from chalicelib.care.state.handling import CaseNote as CaseNote
from chalicelib.care.state.handling import Handling as Handling
from chalicelib.care.state.handling import Pledge as Pledge
from chalicelib.care.state.heard import Heard as Heard
from chalicelib.care.state.holidays import DayOff as DayOff
from chalicelib.care.state.holidays import HolidayCalendar as HolidayCalendar
from chalicelib.care.state.macro import Macro as Macro
from chalicelib.care.state.macro import MacroKind as MacroKind
from chalicelib.care.state.order import Choice as Choice
from chalicelib.care.state.order import ChoiceState as ChoiceState
from chalicelib.care.state.order import DelayEpisode as DelayEpisode
from chalicelib.care.state.order import EarlyScan as EarlyScan
from chalicelib.care.state.order import Fulfilment as Fulfilment
from chalicelib.care.state.order import LateAs as LateAs
from chalicelib.care.state.order import NoticeSent as NoticeSent
from chalicelib.care.state.order import Order as Order
from chalicelib.care.state.order import OrderState as OrderState
from chalicelib.care.state.order import Promise as Promise
from chalicelib.care.state.order import Refund as Refund
from chalicelib.care.state.order import Return as Return
from chalicelib.care.state.order import Shortage as Shortage
from chalicelib.care.state.order import Told as Told
from chalicelib.care.state.parcel import Parcel as Parcel
from chalicelib.care.state.survey import Survey as Survey
from chalicelib.care.state.transit import Transit as Transit
from chalicelib.care.state.workload import Workload as Workload

Subject = (
    Order
    | Parcel
    | Customer
    | Case
    | Agent
    | Feed
    | Macro
    | Entry
    | Usage
    | Book
    | Briefing
    | HolidayCalendar
    | Goodwill
    | Spending
    | Workload
    | Transit
    | Group
    | Bulk
)

SUBJECTS: dict[str, type[Subject]] = {
    "order": Order, "parcel": Parcel, "customer": Customer, "case": Case, "agent": Agent,
    "feed": Feed, "macro": Macro, "entry": Entry, "usage": Usage, "book": Book, "briefing": Briefing,
    "calendar": HolidayCalendar,
    "goodwill": Goodwill, "spending": Spending, "workload": Workload,
    "transit": Transit, "group": Group, "bulk": Bulk,
}  # fmt: skip
# What a team keeps in lists and changes in its day. They are few, so all of a kind are read at once (Store.every).
LISTS = frozenset({"agent", "macro", "entry", "usage", "briefing", "calendar", "transit"})
