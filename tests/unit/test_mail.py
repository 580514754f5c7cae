"""Notices over encrypted mail: a real server on this machine, good and bad."""

import base64
import logging
import socketserver
import ssl
import threading
from contextlib import suppress
from email import message_from_bytes
from email.policy import default

import pytest

from barometre.mail import MailError, send_mail
from barometre.messages import LANGUAGES
from barometre.study import EmailNotice

LOGIN = ("suivi", "s3cret-Word")
SENT = "The report is ready – tout est prêt."


class MailServer(socketserver.StreamRequestHandler):
    """As much of RFC 5321, 3207 and 4954 as it takes to be handed a message."""

    def setup(self):
        self.is_encrypted = self.server.is_tls
        try:
            if self.is_encrypted:
                self.encrypt()
        except OSError:
            self.has_failed = True
        else:
            self.has_failed = False
        super().setup()

    def finish(self):
        with suppress(OSError):
            super().finish()
        self.request.close()

    def encrypt(self):
        self.request = self.server.trust.wrap_socket(self.request, server_side=True)

    def handle(self):
        if self.has_failed:
            return
        self.say("220 here")
        try:
            while line := self.rfile.readline().strip():
                self.server.commands.append(line.decode())
                if self.obey(line.decode()):
                    return
        except OSError:
            return

    def obey(self, line: str) -> bool:
        verb = line.split()[0].upper()
        if verb == "EHLO":
            self.say(f"250-here\r\n{self.offer()}")
        elif verb == "STARTTLS":
            self.say("220 go on")
            self.encrypt()
            super().setup()
            self.is_encrypted = True
        elif verb == "AUTH":
            given = base64.b64decode(line.split()[2]).decode().split("\0")[1:]
            is_right = self.is_encrypted and tuple(given) == LOGIN
            # A server may repeat what it was given: it must not come through.
            self.say("235 ok" if is_right else f"535 no: {line.split()[2]} {LOGIN[1]}")
        elif verb == "RCPT" and "nobody" in line:
            self.say("550 nobody@example.org is unknown here")
        elif verb == "DATA":
            self.say("354 go on")
            message = b""
            while not message.endswith(b"\r\n.\r\n"):
                message += self.rfile.readline()
            self.server.messages.append(message.removesuffix(b".\r\n"))
            self.say("250 ok")
        else:
            self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb == "QUIT"

    def offer(self) -> str:
        if self.server.is_plain:
            return "250 HELP"
        if self.is_encrypted:
            return "250 AUTH PLAIN"
        return "250-STARTTLS\r\n250 AUTH PLAIN"

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def start(certificate):
    servers = []

    def serve(security: str):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer)
        server.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        files = (certificate / "cert.pem", certificate / "key.pem")
        server.trust.load_cert_chain(*files)
        server.is_tls = security == "tls"
        server.is_plain = security == "none"
        server.messages, server.commands = [], []
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def vouched(monkeypatch, certificate):
    """Take the certificate for good, as a user with an authority of their own does."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))


@pytest.fixture(autouse=True)
def login(monkeypatch):
    monkeypatch.setenv("BAROMETRE_SMTP_USER", LOGIN[0])
    monkeypatch.setenv("BAROMETRE_SMTP_PASSWORD", LOGIN[1])


def send(server, security: str, **changes) -> None:
    settings = EmailNotice(
        host=changes.pop("host", "127.0.0.1"),
        port=server.server_address[1],
        security=security,
        sender="suivi@example.org",
        to=changes.pop("to", ("equipe@example.org",)),
    )
    send_mail(settings, subject="Études", text=SENT, language="fr")


def catch(server, security: str, **changes) -> str:
    """Give the code of what went wrong; nothing secret is in its words."""
    with pytest.raises(MailError) as caught:
        send(server, security, **changes)
    (problem,) = caught.value
    assert caught.value.__suppress_context__ or not caught.value.__context__
    for language in LANGUAGES:
        said = problem.render(language)
        assert "{" not in said
        assert str(server.server_address[1]) in said
        secrets = (*LOGIN, "example.org", base64.b64encode(LOGIN[1].encode()).decode())
        assert not any(secret in said for secret in secrets)
    assert server.messages == []
    return problem.code


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.usefixtures("vouched")
def test_a_notice_travels_encrypted_and_its_login_too(start, security, caplog, capfd):
    server = start(security)
    with caplog.at_level(logging.DEBUG):
        send(server, security)
    (message,) = server.messages
    read = message_from_bytes(message, policy=default)
    assert read["To"] == "equipe@example.org"
    assert read["Subject"] == "Études"
    assert read.get_content().strip() == SENT
    assert any(line.startswith("AUTH") for line in server.commands)
    written = caplog.text + "".join(capfd.readouterr())
    assert LOGIN[1] not in written
    if security == "starttls":
        before = server.commands[: server.commands.index("STARTTLS")]
        assert [line.split()[0].upper() for line in before] == ["EHLO"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_gets_neither_password_nor_notice(
    start, security
):
    server = start(security)
    assert catch(server, security) == "mail_certificate"
    assert not any(line.startswith("AUTH") for line in server.commands)


@pytest.mark.usefixtures("vouched")
def test_a_certificate_of_another_name_is_refused(start):
    server = start("tls")
    assert catch(server, "tls", host="localhost") == "mail_certificate"


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.usefixtures("vouched")
def test_a_login_that_is_refused_is_said_without_the_password(
    start, security, monkeypatch
):
    monkeypatch.setenv("BAROMETRE_SMTP_PASSWORD", "another-Word")
    assert catch(start(security), security) == "mail_login_refused"


@pytest.mark.usefixtures("vouched")
def test_the_wrong_kind_of_encryption_for_a_port_is_said(start):
    assert catch(start("starttls"), "tls") == "mail_no_tls"
    assert catch(start("none"), "starttls") == "mail_not_offered"


@pytest.mark.usefixtures("vouched")
def test_an_address_that_is_refused_is_not_repeated(start):
    code = catch(start("tls"), "tls", to=("nobody@example.org",))
    assert code == "mail_address_refused"


@pytest.mark.usefixtures("vouched")
def test_one_address_refused_among_others_is_said_though_the_others_got_it(start):
    server = start("tls")
    with pytest.raises(MailError) as caught:
        send(server, "tls", to=("equipe@example.org", "nobody@example.org"))
    (problem,) = caught.value
    assert problem.code == "mail_some_refused"
    assert not any("nobody" in problem.render(language) for language in LANGUAGES)
    assert len(server.messages) == 1


def test_a_password_is_not_sent_in_the_clear_to_another_computer(start, monkeypatch):
    server = start("none")
    assert catch(server, "none", host="mail.example.com") == "mail_password_open"
    assert server.commands == []
    monkeypatch.delenv("BAROMETRE_SMTP_USER")
    send(server, "none")
    assert len(server.messages) == 1


@pytest.mark.usefixtures("vouched")
def test_a_user_name_without_a_password_is_said(start, monkeypatch):
    monkeypatch.delenv("BAROMETRE_SMTP_PASSWORD")
    server = start("tls")
    assert catch(server, "tls") == "mail_variable_missing"
    assert server.commands == []
