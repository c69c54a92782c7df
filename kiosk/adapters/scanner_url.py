"""Checks the URLs of a profile's scanners before anything moves."""

from hardware.scanner.url import ScannerUrlError, parse_scanner_url
from kiosk.errors import ConfigError
from kiosk.settings import Profile


def check_scanners(profile: Profile) -> None:
    """Raises ConfigError that names the field. Two of one URL would take each other's device away."""
    urls = profile.file.scanners.urls
    for number, url in enumerate(urls):
        where = f"{profile.path}: scanners.urls[{number}]"
        try:
            parse_scanner_url(url)
        except ScannerUrlError as error:
            raise ConfigError(where, str(error)) from error
        if url in urls[:number]:
            raise ConfigError(where, f"scanner {url!r} is there twice")
