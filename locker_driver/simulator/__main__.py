"""`python -m locker_driver.simulator`, which is `python -m locker_driver simulate`."""

from locker_driver.simulator.command import main

if __name__ == "__main__":
    raise SystemExit(main())
