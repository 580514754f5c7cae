"""A notice by e-mail: encrypted, and told in plain words where it cannot be sent."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from ipaddress import ip_address
from typing import TYPE_CHECKING

from barometre.errors import BarometreError, Problem

if TYPE_CHECKING:
    from barometre.study import EmailNotice

_TIMEOUT = 30.0


class MailError(BarometreError):
    """A mail server could not be reached, or would not take a message."""


def send_mail(
    settings: "EmailNotice", *, subject: str, text: str, language: str
) -> None:
    """Send a message to those whom the study names.

    Raises
    ------
    MailError
        With the cause and what to do. What the server said is not shown, as it may
        name people or repeat what it was sent.
    """
    message = EmailMessage()
    message["From"], message["To"] = settings.sender, ", ".join(settings.to)
    message["Subject"], message["Date"] = subject, datetime.now(UTC)
    message["Content-Language"] = language
    message.set_content(text)
    login = _find_login(settings)
    with _plain_errors(settings), _connect(settings) as server:
        if login:
            server.login(*login)
        refused = server.send_message(message)
    if refused:
        # The others have it; the library is silent about those who have not.
        raise MailError(Problem("mail_some_refused", _name(settings), n=len(refused)))


def _find_login(settings: "EmailNotice") -> tuple[str, str] | None:
    """Find the user name and the password, if the server asks for them."""
    if settings.username_env not in os.environ:
        return None
    if settings.security == "none" and not _is_this_computer(settings.host):
        raise MailError(Problem("mail_password_open", _name(settings)))
    if settings.password_env not in os.environ:
        name = settings.password_env
        raise MailError(Problem("mail_variable_missing", _name(settings), name=name))
    return os.environ[settings.username_env], os.environ[settings.password_env]


@contextmanager
def _connect(settings: "EmailNotice") -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    if settings.security == "tls":
        with smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=_TIMEOUT, context=trust
        ) as server:
            yield server
        return
    with smtplib.SMTP(settings.host, settings.port, timeout=_TIMEOUT) as server:
        if settings.security == "starttls":
            server.starttls(context=trust)
        yield server


@contextmanager
def _plain_errors(settings: "EmailNotice") -> Iterator[None]:
    """Turn what the mail library raises into a cause and a remedy."""
    try:
        yield
    except (OSError, ValueError) as error:
        code = _name_cause(error)
        names = [settings.username_env, settings.password_env]
        facts = {"security": settings.security, "names": names}
        reason = type(error).__name__
        raise MailError(
            Problem(code, _name(settings), reason=reason, **facts)
        ) from None


def _name_cause(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "mail_certificate"
    if isinstance(error, ssl.SSLError):
        return "mail_no_tls"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "mail_not_offered"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "mail_login_refused"
    refused = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused)
    if isinstance(error, refused):
        return "mail_address_refused"
    if isinstance(error, (smtplib.SMTPException, ValueError)):
        return "mail_refused"
    return "mail_unreachable"


def _name(settings: "EmailNotice") -> str:
    return f"{settings.host}:{settings.port}"


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
