"""The stage around a simulated point: hands that show codes, touch the screen and close doors; the scripted day."""
