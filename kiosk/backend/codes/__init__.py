"""Codes in people's hands: issued for a pickup, given on to somebody else, revoked. None of them is kept here."""
