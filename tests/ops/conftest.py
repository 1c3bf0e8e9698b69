"""The command changes settings of its process; the tests after it do not see them."""

from tests.process import process_as_it_was as process_as_it_was
