"""Signing in with one's phone where a company's people are known: OpenID Connect, by the device flow (RFC 8628)."""
