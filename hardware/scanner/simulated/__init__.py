"""Devices that speak the real protocols: what scanners, wedges and cards send, without having any."""
