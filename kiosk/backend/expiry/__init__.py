"""Pickups whose time is over: what becomes of them by the clock, and the thread that looks."""
