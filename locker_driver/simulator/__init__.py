"""Virtual lock boards behind a real pseudo-terminal, with faults to switch on. See `__main__` for the options."""
