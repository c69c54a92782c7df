"""Door modules without hardware: real clients of a real broker, with a lock and a person on a clock."""
