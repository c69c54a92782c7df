-- The issuer's public keys as the backend named them last, told anew by the backend. No row: those of the secrets file.
CREATE TABLE issuer_keys (
    key_id     INTEGER PRIMARY KEY CHECK (key_id BETWEEN 0 AND 255),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32)
) STRICT;

-- Pickups say `payment_due` now, those listed before as well: a cursor that no backend knows gets the whole list.
UPDATE sync_cursor SET cursor = 'before-0010';
