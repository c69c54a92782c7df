"""Phrases that several screens share: places, moments, lists of doors."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from kiosk.messages import PlaceInWords, Site

translate = QCoreApplication.translate
_DOORS_BY_NUMBER = 4


def fill(text: str, *values: object) -> str:
    """`text` with %1, %2 … replaced, as QString.arg does."""
    for number, value in enumerate(values, start=1):
        text = text.replace(f"%{number}", str(value))
    return text


def place(where: PlaceInWords) -> str:
    """Where a door is, from the general to the exact: side of the screen, column, row, height of the body."""
    column = fill(translate("Words", "column %1"), where.column)
    return f"{_side(where)}, {column}, {_row(where)}, {_band(where)}."


def _side(where: PlaceInWords) -> str:
    match where.side:
        case "left":
            return translate("Words", "To the left of the screen")
        case "right":
            return translate("Words", "To the right of the screen")
        case "here":
            return translate("Words", "By the screen")


def _row(where: PlaceInWords) -> str:
    from_top = where.rows - where.row + 1
    if where.row == 1:
        return translate("Words", "at the bottom")
    if from_top == 1:
        return translate("Words", "at the top")
    if where.row + where.row == where.rows + 1:
        return translate("Words", "in the middle")
    if where.row == 2:
        return translate("Words", "second from the bottom")
    if from_top == 2:
        return translate("Words", "second from the top")
    if where.row <= from_top:
        return fill(translate("Words", "number %1 from the bottom"), where.row)
    return fill(translate("Words", "number %1 from the top"), from_top)


def _band(where: PlaceInWords) -> str:
    match where.band:
        case "floor":
            return translate("Words", "down by the floor")
        case "knee":
            return translate("Words", "at knee height")
        case "hip":
            return translate("Words", "at hip height")
        case "chest":
            return translate("Words", "at chest height")
        case "eye":
            return translate("Words", "at eye height")
        case "overhead":
            return translate("Words", "above head height")


def listed(numbers: Sequence[int]) -> str:
    """3 → "3"; 3, 4, 9 → "3, 4 and 9"."""
    if len(numbers) < 2:
        return "".join(map(str, numbers))
    head = ", ".join(map(str, numbers[:-1]))
    return fill(translate("Words", "%1 and %2"), head, numbers[-1])


def doors(numbers: Sequence[int]) -> str:
    """The doors as named in a sentence or a row."""
    text = translate("Words", "door %1") if len(numbers) == 1 else translate("Words", "doors %1")
    return fill(text, listed(numbers))


def close_doors(numbers: Sequence[int]) -> str:
    """Asks whoever reads it. Of very many only how many: nobody closes doors by a list."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return fill(translate("Words", "Door %1 is open. Please close it."), numbers[0])
    if len(numbers) <= _DOORS_BY_NUMBER:
        return fill(translate("Words", "Doors %1 are open. Please close them."), listed(numbers))
    return fill(translate("Words", "%1 doors are open. Please close them."), len(numbers))


def day(utc_s: float) -> str:
    """The day in the language of the screen and the time zone of the kiosk."""
    return _local(utc_s, translate("Words", "dddd d MMMM", "Qt date format"))


def date(utc_s: float) -> str:
    """The day with its year, as on a letter."""
    return _local(utc_s, translate("Words", "d MMM yyyy", "Qt date format"))


def capital(text: str) -> str:
    """`text` as the beginning of a line."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """`text` in the middle of a line."""
    return text[:1].lower() + text[1:]


def clock(utc_s: float) -> str:
    return _local(utc_s, translate("Words", "HH:mm", "Qt time format"))


def _local(utc_s: float, pattern: str) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(utc_s)), pattern)


def call(site: Site) -> str:
    """How to reach a person, or nothing when the site has no number."""
    if not site.help_phone:
        return ""
    return fill(translate("Words", "Call %1 and say “%2”"), site.help_phone, site.kiosk)


def grouped(reference: str) -> str:
    """A reference as it is read aloud: two halves when it is long."""
    half = (len(reference) + 1) // 2
    return f"{reference[:half]} {reference[half:]}" if len(reference) > 6 and reference.isalnum() else reference


def error_code(code: str) -> str:
    """A code of the core that has no words of its own, readable as it stands."""
    return code.replace("_", " ")
