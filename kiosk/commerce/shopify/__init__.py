"""Shopify: its Admin API as published (GraphQL, quarterly versions), for one location with local pickup."""
