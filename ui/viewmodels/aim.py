"""Words and tone that help to hold a code right."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from kiosk.messages import ADVICE

translate = QCoreApplication.translate

_LOW_HZ: Final = 220.0
_OCTAVES: Final = 2.0


def aim_words() -> list[str]:
    """What each advice of `kiosk.messages.ADVICE` says on the screen, in its order. Phone and paper are both meant."""
    words = {
        "": "",
        "closer": translate("Aim", "Hold it a little closer"),
        "back": translate("Aim", "Hold it a little further away"),
        "inside": translate("Aim", "Move it to the middle"),
        "dark": translate("Aim", "Too dark. Give it more light"),
        "bright": translate("Aim", "Too bright. Dim it or shade it"),
        "tilt": translate("Aim", "It reflects. Tilt it a little"),
        "still": translate("Aim", "Hold it still"),
    }
    return [words[advice] for advice in ADVICE]


def tone_hz(near: float) -> float:
    """The rising tone for those who cannot see the picture: two octaves up from A3 as the code gets readable.

    Nothing sounds yet: a loudspeaker is still to come, and this is what it will be given.
    """
    return _LOW_HZ * 2 ** (_OCTAVES * near) if near else 0.0
