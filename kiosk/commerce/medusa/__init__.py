"""Medusa 2.18: its admin API and the routes of config/shops/medusa, for one stock location with a pickup point."""
