"""A library for all devices other than locks; knows nothing of kiosk or locker_driver."""
