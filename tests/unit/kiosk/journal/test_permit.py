import inspect
import typing

from kiosk import ports
from kiosk.journal import SqliteJournal


def public_calls(owner):
    return {name: call for name, call in vars(owner).items() if inspect.isfunction(call) and not name.startswith("_")}


def test_only_intend_yields_a_permit():
    yields = {name: typing.get_type_hints(call).get("return") for name, call in public_calls(SqliteJournal).items()}
    assert [name for name, kind in yields.items() if "Permit" in str(kind)] == ["intend"]


def test_the_journal_has_every_call_of_the_port_with_its_signature():
    ours = public_calls(SqliteJournal)
    for name, call in public_calls(ports.Journal).items():
        assert inspect.signature(ours[name]) == inspect.signature(call), name
