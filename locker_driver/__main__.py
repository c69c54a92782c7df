"""`python -m locker_driver`."""

import sys

from locker_driver.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
