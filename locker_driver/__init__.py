"""A library for lock-control boards; knows nothing of kiosk, hardware or ui."""
