"""What happens at the kiosk, as pure reducers: step(state, event) -> (state, effects). No I/O, no clock, no logging.

One file a journey. `session.py` is the way in: it holds who is served and passes each event to the journey they are on.
"""
