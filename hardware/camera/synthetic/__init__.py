"""Pictures and sessions of codes that never were in front of a camera: what difficulty, how much of it, from a seed.

Made for measuring and for tests. Severities go from mild to hopeless on purpose: compare decoders on the same pictures,
and read no rate as that of a real point.
"""
