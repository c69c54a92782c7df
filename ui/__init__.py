"""The UI application: Qt only, no asyncio."""
