"""What happened, in the past tense and in our own words.

An event is known by its `key`: the same happening reported under another delivery id has the same key, and is then
a duplicate. Keys are made of ids only, never of personal data. All instants are UTC.
"""

from chalicelib.care.events.base import Event as Event
from chalicelib.care.events.desk import AgentAway as AgentAway
from chalicelib.care.events.desk import AgentSet as AgentSet
from chalicelib.care.events.desk import BookSearched as BookSearched
from chalicelib.care.events.desk import CaseClaimed as CaseClaimed
from chalicelib.care.events.desk import CaseResolved as CaseResolved
from chalicelib.care.events.desk import CommandAsked as CommandAsked
from chalicelib.care.events.desk import DeskPress as DeskPress
from chalicelib.care.events.desk import DialogOpened as DialogOpened
from chalicelib.care.events.desk import EntrySet as EntrySet
from chalicelib.care.events.desk import HomeOpened as HomeOpened
from chalicelib.care.events.desk import MacroSet as MacroSet
from chalicelib.care.events.desk import Press as Press
from chalicelib.care.events.desk import ReplyWritten as ReplyWritten
from chalicelib.care.events.opinions import FeedbackGiven as FeedbackGiven
from chalicelib.care.events.opinions import ReviewPosted as ReviewPosted
from chalicelib.care.events.opinions import ReviewWithdrawn as ReviewWithdrawn
from chalicelib.care.events.opinions import SolvedAnswered as SolvedAnswered
from chalicelib.care.events.opinions import SurveyAnswered as SurveyAnswered
from chalicelib.care.events.orders import ItemsUnavailable as ItemsUnavailable
from chalicelib.care.events.orders import OrderCancelled as OrderCancelled
from chalicelib.care.events.orders import OrderChanged as OrderChanged
from chalicelib.care.events.orders import OrderDeleted as OrderDeleted
from chalicelib.care.events.orders import OrderFulfilled as OrderFulfilled
from chalicelib.care.events.orders import OrderPaid as OrderPaid
from chalicelib.care.events.orders import OrderPlaced as OrderPlaced
from chalicelib.care.events.orders import ParcelsShipped as ParcelsShipped
from chalicelib.care.events.orders import RefundMade as RefundMade
from chalicelib.care.events.orders import ReturnReported as ReturnReported
from chalicelib.care.events.orders import Shipment as Shipment
from chalicelib.care.events.outcomes import FeedHeard as FeedHeard
from chalicelib.care.events.outcomes import MailReported as MailReported
from chalicelib.care.events.outcomes import MessageFailed as MessageFailed
from chalicelib.care.events.outcomes import MessageSent as MessageSent
from chalicelib.care.events.outcomes import MessageSkipped as MessageSkipped
from chalicelib.care.events.outcomes import ReplyReported as ReplyReported
from chalicelib.care.events.outcomes import StoreReconciled as StoreReconciled
from chalicelib.care.events.outcomes import TimerFired as TimerFired
from chalicelib.care.events.parcels import FulfilmentScanned as FulfilmentScanned
from chalicelib.care.events.parcels import ParcelScanned as ParcelScanned
from chalicelib.care.events.people import CustomerErased as CustomerErased
from chalicelib.care.events.people import CustomerMuted as CustomerMuted
from chalicelib.care.events.people import CustomersLinked as CustomersLinked
from chalicelib.care.events.people import CustomersUnlinked as CustomersUnlinked
from chalicelib.care.events.people import DataRequested as DataRequested
from chalicelib.care.events.people import Forgotten as Forgotten
from chalicelib.care.events.people import NameWithdrawn as NameWithdrawn
from chalicelib.care.events.people import ShopErased as ShopErased
from chalicelib.care.events.service import DayOffSet as DayOffSet
from chalicelib.care.events.talk import ConversationLogged as ConversationLogged
from chalicelib.care.events.talk import MessageEdited as MessageEdited
from chalicelib.care.events.talk import MessageReceived as MessageReceived
from chalicelib.care.events.talk import MessageWithdrawn as MessageWithdrawn
from chalicelib.care.vocabulary import Attachment as Attachment
from chalicelib.care.vocabulary import Item as Item
from chalicelib.care.vocabulary import Money as Money
from chalicelib.care.vocabulary import ParcelState as ParcelState
from chalicelib.care.vocabulary import Person as Person
from chalicelib.care.vocabulary import Reason as Reason
from chalicelib.care.vocabulary import ReturnState as ReturnState
from chalicelib.care.vocabulary import SurveyKind as SurveyKind
from chalicelib.care.vocabulary import parcel_number as parcel_number
