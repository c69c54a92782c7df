"""Scanners, keyboard wedges and card readers: everything that yields codes and is not a camera."""
