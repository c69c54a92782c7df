"""Barcodes of articles for those who hand out labels."""

from hardware.camera.barcode import ean13_png, ean13_svg

__all__ = ["ean13_png", "ean13_svg"]
