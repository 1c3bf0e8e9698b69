"""Dialogs, one module each. `BUILDERS` fills them: by name, from the scene of an outbox row of kind `dialog`."""

from collections.abc import Callable, Mapping

from chalicelib.desk.dialogs import entry, goodwill, macro, reply
from chalicelib.desk.dialogs.view import View
from chalicelib.desk.scene import Scene

BUILDERS: Mapping[str, Callable[[Scene], View]] = {
    "reply": reply.build, "macros": macro.build_list, "macro": macro.build, "book": entry.build_list,
    "entry": entry.build, "goodwill": goodwill.build,
}  # fmt: skip
