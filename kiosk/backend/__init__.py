"""The embedded default backend: the Pickup API on FastAPI and SQLite, in a process of its own."""
