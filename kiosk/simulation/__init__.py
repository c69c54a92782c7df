"""Years of a kiosk in minutes: the real core on virtual time, with everything around it simulated from one seed.

FoundationDB's simulation and TigerBeetle's VOPR are the models: one scheduler, no threads, every random choice from the
seed, and invariants checked by code that shares nothing with the core's own bookkeeping (`witness`).
"""
