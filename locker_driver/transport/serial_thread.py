"""SerialLink by its former name."""

from locker_driver.transport.serial_link import SerialLink

__all__ = ["SerialLink"]
