"""What is held up in front of the stage's camera, for those who play a person."""

from hardware.camera.scene import clear, show

__all__ = ["clear", "show"]
