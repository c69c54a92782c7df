"""Door modules that speak MQTT: Shelly, ESPHome, Tasmota, and boards of your own (docs/door-modules)."""

from locker_driver.mqtt.port import open_mqtt

__all__ = ["open_mqtt"]
