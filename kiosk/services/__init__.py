"""Asyncio runners that perform what the flows ask for. The only place where flows meet the world."""
