-- What the backend has said that it has, in the order in which it said so and under the number it was sent with: one that
-- was put back to before that is told again. What was acknowledged before this migration is not known here. No foreign
-- key: it must not keep an event from the archive.
CREATE TABLE acknowledged (
    place   INTEGER PRIMARY KEY,
    number  INTEGER NOT NULL UNIQUE,
    seq     INTEGER NOT NULL UNIQUE,
    offline INTEGER NOT NULL
) STRICT;
