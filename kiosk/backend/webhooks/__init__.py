"""Standard Webhooks, outwards: whoever subscribed is told what stands in the feed, in order, signed."""
