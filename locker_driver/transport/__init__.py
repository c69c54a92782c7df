"""Byte links to the boards."""
