"""What the journal raises beside `kiosk.errors.JournalError`."""


class LedgerRefusedError(RuntimeError):
    """An event contradicts the ledger or misses a field: a bug of the caller, never of the disk.

    Nothing of the transaction was stored and the journal goes on working.
    """
