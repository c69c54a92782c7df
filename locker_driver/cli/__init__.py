"""The technicians' command line: `python -m locker_driver`."""
