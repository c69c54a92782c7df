"""Adapters to the shop: one per kind of backend, each satisfying `ports.CommerceBackend`."""
