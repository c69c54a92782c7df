"""Whoever watches: invariants checked from raw facts, with bookkeeping that shares nothing with the core's own."""
