"""What can be wrong with what the stage was started with."""


class InputError(Exception):
    """Names the option or file, and what is wrong with it."""
