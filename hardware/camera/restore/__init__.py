"""Codes that a decoder cannot read: sampled module by module, corrected, drawn anew, and given back to it.

Nothing here says what a code means. A restored code is a clean picture; the decoder reads that, with its own checks.
"""
