"""Vendure 3: its admin API, for one channel and one shipping method that leads to this site."""
