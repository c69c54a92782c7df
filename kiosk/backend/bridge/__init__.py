"""Between a shop platform and the pickups: orders are copied in, what became of them is told back.

docs/adr/0017-shops-stand-behind-the-backend.md says why it stands here.
"""
