"""What to write into the bank file so that it says what the walk found."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from locker_driver.commissioning_words import Finding, FindingCode
from locker_driver.config import BankConfig, Channel


def proposed_channels(config: BankConfig, findings: Iterable[Finding]) -> Mapping[int, Channel]:
    """The doors whose place in the bank file is wrong, and where people saw them: by door number.

    Doors that were not walked may stand in the way of these; a bank with them in it has to be checked as a whole.
    """
    proposed: dict[int, Channel] = {}
    for finding in findings:
        numbers = {key: value for key, value in finding.params.items() if isinstance(value, int)}
        if finding.code is FindingCode.OTHER_OPENED:
            place = Channel(str(finding.params["bus"]), numbers["board"], numbers["channel"])
            sensor = numbers["sensor_board"], numbers["sensor_channel"]
            proposed[numbers["seen"]] = _with_sensor(place, *sensor) if sensor[1] else place
        elif finding.code is FindingCode.SENSOR_ELSEWHERE and finding.door is not None:
            place = config.channels[finding.door]
            if finding.params["bus"] == place.bus:
                proposed[finding.door] = _with_sensor(place, numbers["board"], numbers["channel"])
    return proposed


def _with_sensor(place: Channel, board: int, channel: int) -> Channel:
    if (board, channel) == (place.board, place.channel):
        return Channel(place.bus, place.board, place.channel)
    return replace(place, sensor_board=board, sensor_channel=channel)
