"""Third-party things and the other packages, put behind the ports of the core."""
