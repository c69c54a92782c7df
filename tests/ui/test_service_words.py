"""What the technician reads of buses, alarms and findings, in the source language."""

from typing import get_args

import msgspec
import pytest

from kiosk import messages as m
from tests.ui.fixtures import site, view
from ui.viewmodels import bus_words, findings, service_words
from ui.viewmodels.service import ServiceViewModel
from ui.viewmodels.service_bus import share_text

WELL = m.BusLine("main", "/dev/ttyUSB0", "connected", 1000, 1000, 0, 0, 0)


def bus(state="connected", sent=1000, **figures):
    return msgspec.structs.replace(WELL, state=state, sent=sent, **figures)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (bus(), ""),
        (bus(timeouts=20, bad_checks=20, late_frames=20, garbage_bytes=160, echoes=1000), ""),
        (bus("disconnected"), "plug and its cable"),
        (bus("unreachable"), "converter's address"),
        (bus("connecting", 0), "wires A and B"),
        (bus(timeouts=21), "no answer"),
        (bus(timeouts=21, echoes=900), "“echo”"),
        (bus(bad_checks=21, timeouts=500), "120 Ω"),
        (bus(garbage_bytes=161), "120 Ω"),
        (bus(late_frames=21), "latency timer"),
        (bus(sent=3, timeouts=1), ""),
    ],
)
def test_what_to_look_at_first_on_a_bus(qapp, line, said):
    hint = bus_words.hint(line)
    assert said in hint if said else hint == ""


OF_ALL = {
    "bulk_limit",
    "event_set_aside",
    "command_rejected",
    "journal_rolled_back",
    "clock",
    "backend_key",
    "issuer_keys",
}
"""Alarms of the whole point: no door and no board to name."""


def test_every_alarm_is_a_sentence_of_its_own(qapp):
    said = {bus_words.alarm(m.AlarmLine(kind, 0, "annex", 2, 9)) for kind in get_args(m.AlarmKind)}
    assert len(said) == len(get_args(m.AlarmKind))
    placed = [
        bus_words.alarm(m.AlarmLine(kind, 0, "annex", 2, 9)) for kind in get_args(m.AlarmKind) if kind not in OF_ALL
    ]
    assert all("annex, board 2" in one or "9" in one for one in placed)
    assert "(annex)" in bus_words.alarm(m.AlarmLine("duplicate_port", 0, "annex"))


FOUND = {
    "bus": "main",
    "board": 3,
    "channel": 7,
    "echo": "strip",
    "polarity": "open_when_shorted",
    "msb_group_first": 0,
    "acknowledged": 1,
    "seen": 6,
    "reads": "closed",
    "problem": "port is disconnected",
    "contacts": 2,
    "sensor_board": 0,
    "sensor_channel": 0,
}
OF_A_BUS = {"echo", "polarity", "group_order", "board_silent", "board_garbled"}


@pytest.mark.parametrize("code", get_args(m.FindingCode))
def test_every_finding_is_a_sentence_that_names_its_bus_or_door(qapp, code):
    said = findings.words(m.FindingLine(code, None if code in OF_A_BUS else 5, FOUND))
    assert "%" not in said
    assert ("main" if code in OF_A_BUS else "5") in said


@pytest.mark.parametrize(
    ("code", "door", "params", "setting"),
    [
        ("echo", None, {"echo": "off"}, 'echo = "off"'),
        ("echo", None, {}, 'echo = "strip"'),
        ("polarity", None, {}, 'polarity = "open_when_shorted"'),
        ("group_order", None, {}, "msb_group_first = false"),
        ("other_opened", 5, {}, 'doors "6" = "3:7"'),
        ("sensor_elsewhere", 5, {}, 'sensors "5" = "3:7"'),
    ],
)
def test_a_finding_says_which_setting_would_be_right(qapp, code, door, params, setting):
    assert setting in findings.words(m.FindingLine(code, door, {**FOUND, **params}))


def test_a_lock_without_an_answer_and_a_contact_that_always_reads_open(qapp):
    silent = findings.words(m.FindingLine("nothing_opened", 5, {**FOUND, "acknowledged": 0}))
    assert "did not answer" in silent
    assert "always reads open" in findings.words(m.FindingLine("no_feedback", 5, {**FOUND, "reads": "open"}))


@pytest.mark.parametrize(
    ("count", "whole", "text"),
    [(0, 900, "0 · 0 %"), (3, 18204, "3 · <1 %"), (200, 900, "200 · 22 %"), (9, 900, "9 · 1 %"), (0, 0, "0")],
)
def test_shares_are_whole_percents(count: int, whole: int, text: str) -> None:
    assert share_text(count, whole) == text


def column(rows, *roles):
    names = {bytes(name.data()).decode(): role for role, name in rows.roleNames().items()}
    return [tuple(rows.data(rows.index(row), names[role]) for role in roles) for row in range(len(rows))]


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("service_reserved", ("Kept for", "7A2M4Q15, size M")),
        ("service_recall", ("Parcel", "yes, 7A2M4Q22: not collected in time")),
        ("service_door", ("Parcel", "yes, 7A2M4Q12")),
        ("service_blocked", ("Parcel", "no")),
    ],
)
def test_the_technician_reads_whose_parcel_it_is(qapp, name, fact):
    model = ServiceViewModel()
    model.update(view(name), site())
    assert fact in column(model.property("facts"), "label", "value")


@pytest.mark.parametrize("state", ["recall", "blocked"])
def test_every_reason_to_take_a_parcel_back_has_words_of_its_own_also_behind_a_blocked_door(qapp, state):
    said = set()
    for recall in ("", "cancelled", "expired", "unlisted"):
        door = m.ServiceDoor(3, 1, 3, "closed", state, holds_parcel=True, pickup="7A2M4Q03", recall=recall)
        said |= {fact.value for fact in service_words.facts(door, "M") if "7A2M4Q03" in fact.value}
    assert len(said) == 4


@pytest.mark.parametrize(("name", "loads"), [("service_load_reason", True), ("service_open_reason", False)])
def test_loading_is_a_reason_only_where_a_parcel_is_awaited(qapp, name, loads):
    model = ServiceViewModel()
    model.update(view(name), site())
    assert (("load",) in column(model.property("reasons"), "code")) is loads
