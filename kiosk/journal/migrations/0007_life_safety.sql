-- Compartments in which somebody may be, until a person has looked. Told anew from the events.
CREATE TABLE entrapments (
    compartment INTEGER PRIMARY KEY,
    cause       TEXT NOT NULL,
    seq         INTEGER NOT NULL
) STRICT;
