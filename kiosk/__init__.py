"""The core application of OpenLuke: asyncio, free of Qt."""

__version__ = "0.1.0"
