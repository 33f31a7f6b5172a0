"""Letters of the program to the team, in the reader's language: to a mail server, or in the demo into a folder."""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from flask import Flask, g, render_template, url_for
from flask_security.mail_util import MailUtil

from survey.accounts.models import Account
from survey.installation import installation
from survey.languages import gettext as _
from survey.settings import Settings, SettingsError

log = logging.getLogger("survey.mail")
TIMEOUT = 20  # seconds


def compose(settings: Settings, *, recipient: str, subject: str, body: str) -> EmailMessage:
    """A letter in plain text; a line break in an address or subject raises ValueError."""
    letter = EmailMessage()
    letter["From"] = settings.mail_from or f"Saraptama <noreply@{urlsplit(settings.base_url).hostname or 'localhost'}>"
    letter["To"] = recipient
    letter["Subject"] = subject
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid(domain="saraptama.invalid")
    letter.set_content(body)
    return letter


def _send_by_server(url: str, letter: EmailMessage) -> None:
    place = urlsplit(url)
    context = ssl.create_default_context()
    host = place.hostname or "localhost"
    if place.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, place.port or 465, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, place.port or 587, timeout=TIMEOUT)
    with connection:
        if place.scheme == "smtp" and (place.username or connection.has_extn("starttls")):
            connection.starttls(context=context)
        if place.username:
            connection.login(unquote(place.username), unquote(place.password or ""))
        connection.send_message(letter)


def _send_and_log(url: str, letter: EmailMessage) -> None:
    try:
        _send_by_server(url, letter)
    except (OSError, smtplib.SMTPException) as fault:
        log.error("a letter was not sent: %s", type(fault).__name__)  # noqa: TRY400 - a trace could name the reader


def send(settings: Settings, letter: EmailMessage) -> None:
    """The letter is on its way, or lies in the folder; the caller does not wait for a server, so that time tells nothing."""
    place = urlsplit(settings.mail_url)
    match place.scheme:
        case "file":
            folder = Path(unquote(place.path))
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / f"{uuid4()}.eml").write_bytes(bytes(letter))
        case "smtp" | "smtps":
            threading.Thread(target=_send_and_log, args=(settings.mail_url, letter), daemon=True).start()
        case "":
            log.warning("no letter was sent: SARAPTAMA_MAIL_URL is not set")
        case _:
            raise SettingsError("SARAPTAMA_MAIL_URL begins with smtp://, smtps:// or file:///.")


def _subjects() -> dict[str, str]:
    return {
        "accounts/mail/reset": _("A new password for Saraptama"),
        "accounts/mail/changed": _("Your password for Saraptama was changed"),
    }


class Letters(MailUtil):
    """Flask-Security's door to the letters of this house; it brings a text in the sender's language, which is made anew in the reader's."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)

    def send_mail(self, template: str, _subject: Any, recipient: Any, *_made: Any, **context: Any) -> None:  # type: ignore[override]
        """The letter of that template goes to the account in `context`."""
        account: Account = context["user"]
        settings = installation().settings
        if token := context.get("reset_token"):
            path = url_for("security.reset_password", token=token)
            context["link"] = (settings.base_url.rstrip("/") + path) if settings.base_url else context["reset_link"]
        asked = g.get("language")
        g.language = account.language
        try:
            letter = compose(
                settings, recipient=recipient, subject=_subjects()[template], body=render_template(f"{template}.txt", **context)
            )
        finally:
            g.pop("language", None)
            if asked:
                g.language = asked
        send(settings, letter)
