"""What the screens show: one view model per screen, every word of it formatted here."""
