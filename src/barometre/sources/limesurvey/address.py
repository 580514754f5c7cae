"""Where a LimeSurvey server answers, and whether its password may travel there."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from barometre.sources.limesurvey.errors import refuse
from barometre.study import LimeSurveySource

_INTERFACE = "index.php/admin/remotecontrol"
_PLACE = "study.yaml › source › url"


def find_interface(source: LimeSurveySource) -> str:
    """Find the address of RemoteControl from that of the server.

    Both ``https://survey.example.org`` and the whole address are understood.

    Raises
    ------
    LimeSurveyError
        When it is no address, holds a password, or sends one in the clear to another
        computer.
    """
    address = source.url.strip()
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise refuse("limesurvey_url_wrong", _PLACE)
    if parts.username or parts.password:
        raise refuse("limesurvey_url_holds_password", _PLACE)
    is_open = parts.scheme == "http" and not _is_this_computer(parts.hostname)
    if is_open and not source.allow_http:
        raise refuse("limesurvey_http_refused", _PLACE, host=parts.hostname)
    if "remotecontrol" in address:
        return address
    return f"{address.rstrip('/').removesuffix('/index.php')}/{_INTERFACE}"


def name_host(source: LimeSurveySource) -> str:
    """Name the server in messages: its host and port only."""
    parts = _split(source.url.strip())
    return parts.netloc.rpartition("@")[2] if parts and parts.netloc else source.url


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
