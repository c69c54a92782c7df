"""Changes that no test can notice because the program means the same with them. Each with its reason."""

EQUIVALENT: dict[str, str] = {}
