"""The team's macros as a file: each goes the one way in, as a receipt, and its timeline keeps what it said before."""

import tomllib
from dataclasses import replace
from pathlib import Path

import msgspec

from chalicelib.bootstrap import Services
from chalicelib.care.macros import Problem, problems
from chalicelib.care.state import Macro
from chalicelib.rendering.macros import every
from ops.orders import OrderError, order

SAID = {
    "id": "an id is small letters, digits, - and _, at most 40 of them: {about!r} is none",
    "name_too_long": "its name has more than {about} characters",
    "no_text": "it has no text; write one under [macro.texts]",
    "language": "the shop speaks {about}, not {language}",
    "empty": "the text in {language} is empty",
    "too_long": "the text in {language} has more than {about} characters",
    "variable": "the text in {language} asks for {{{about}}}, which is no variable; see `./aftercare macros --help`",
    "holding_without_by": "a holding reply promises a time: the text in {language} needs {{by}}",
}


class MacroError(OrderError):
    """Raised when a macro cannot be kept; the message says which one, why, and what to do."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    macro: list[Macro]


def said(problem: Problem) -> str:
    """What is wrong, in words."""
    return SAID[problem.code].format(**problem._asdict())


def read_file(file: Path, languages: tuple[str, ...]) -> list[Macro]:
    """The macros in a file. MacroError names what is wrong in it."""
    try:
        macros = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File).macro
    except OSError as error:
        raise MacroError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise MacroError(f"{file}: {error}") from error
    if len(macros) != len({macro.id for macro in macros}):
        raise MacroError(f"{file}: two macros have the same id")
    for macro in macros:
        for problem in problems(macro, languages):
            raise MacroError(f"{file}: macro {macro.id!r}: {said(problem)}")
    return macros


def import_file(services: Services, shop: str, file: Path) -> list[Macro]:
    """Keep every macro in the file as it stands there. None is taken away."""
    macros = read_file(file, services.policy(shop).shop.languages)
    for macro in macros:
        order(services, shop, {"macro": msgspec.to_builtins(macro)})
    return macros


def known(services: Services, shop: str) -> tuple[Macro, ...]:
    """Every macro: those that ship, those that the team changed, and its own; retired ones too."""
    return every(services.store.every(shop, "macro").world, services.policy(shop))


def set_retired(services: Services, shop: str, id_: str, retired: bool) -> Macro:
    """Stop offering a macro, or offer it again. MacroError if there is none of that id."""
    macro = next((each for each in known(services, shop) if each.id == id_), None)
    if macro is None:
        raise MacroError(f"there is no macro {id_!r}; see `./aftercare macros list`")
    changed = replace(macro, retired=retired)
    order(services, shop, {"macro": msgspec.to_builtins(changed)})
    return changed
