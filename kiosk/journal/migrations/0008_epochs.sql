-- Epochs of the list that were left for another, in this order: none of them is ever current again.
CREATE TABLE left_epochs (
    number INTEGER PRIMARY KEY,
    epoch  TEXT NOT NULL UNIQUE
) STRICT;
