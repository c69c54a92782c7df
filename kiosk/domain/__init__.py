"""Pure types and rules of the self-service point: no I/O, no clock, no logging, standard library only."""
