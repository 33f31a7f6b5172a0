"""What Flask-Security says, in the words of this house and the language of the reader."""

from __future__ import annotations

from typing import Any

from survey.languages import gettext, ngettext


def mark(message: str) -> str:
    """The sentence itself: marked for the catalogues, said later."""
    return message


_STEP_LOST = mark("The way of signing in was broken off. Begin again with address and password.")

#: Flask-Security's messages that a person can meet here, by their keys; sentence and kind of notice.
MESSAGES = {
    "API_ERROR": (mark("This could not be read. Go back and try again."), "error"),
    "GENERIC_AUTHN_FAILED": (mark("Address and password do not fit together. Check both and try again."), "error"),
    "UNAUTHENTICATED": (mark("Sign in to go on."), "info"),
    "UNAUTHORIZED": (mark("This is not part of your role here"), "error"),
    "REAUTHENTICATION_REQUIRED": (mark("Before this step, type your password once more."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (mark("Thank you. You can go on."), "info"),
    "ANONYMOUS_USER_REQUIRED": (mark("You are signed in already."), "info"),
    "DISABLED_ACCOUNT": (mark("This account is closed. Ask the person who runs the program."), "error"),
    "EMAIL_NOT_PROVIDED": (mark("Type your address."), "error"),
    "INVALID_EMAIL_ADDRESS": (mark("This is no mail address. It looks like name@example.org."), "error"),
    "INVALID_REDIRECT": (mark("The page you came from is not part of this program. You are led to your studies."), "error"),
    "PASSWORD_NOT_PROVIDED": (mark("Type a password."), "error"),
    "INVALID_PASSWORD": (mark("This is not your present password. Check it and try again."), "error"),
    "PASSWORD_IS_THE_SAME": (mark("The new password is the old one. Choose another."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (mark("The two are not alike. Type the new password again in both places."), "error"),
    "PASSWORD_CHANGE": (mark("The password is changed. Other browsers of yours have been signed out."), "success"),
    "PASSWORD_RESET_REQUEST": (
        mark("If there is an account of %(email)s, a letter with a link is on its way. The link holds for four hours."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (mark("The link in the letter is older than four hours. Ask for a new one here."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (mark("This link was used, or was copied in part. Ask for a new one here."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (mark("The new password is set. Sign in with it."), "success"),
    "TWO_FACTOR_INVALID_TOKEN": (
        mark("This code does not fit, or was used before. Wait for the next one, and check the clock of the phone."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (mark("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        mark("The second step is set up. Make paper codes now, for the day the phone is lost."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (_STEP_LOST, "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (mark("This way is not offered here."), "error"),
    "TWO_FACTOR_DISABLED": (mark("The second step is switched off. The password alone lets you in."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (mark("Setting up took longer than half an hour. Begin again."), "error"),
    "INVALID_RECOVERY_CODE": (mark("This is none of your paper codes that are left. Check it and try again."), "error"),
    "NO_RECOVERY_CODES_SETUP": (mark("You have no paper codes yet."), "info"),
}


class Domain:
    """Flask-Security's door to our catalogues; what it says beyond the table above is never shown."""

    def gettext(self, string: str, **values: Any) -> str:
        """The sentence in the reader's language."""
        return gettext(string, **values)

    def ngettext(self, singular: str, plural: str, num: int, **values: Any) -> str:
        """The sentence for that many."""
        return ngettext(singular, plural, num, **values)

    @staticmethod
    def format_list(parts: list[str], **_more: Any) -> str:
        """The parts with commas between."""
        return ", ".join(parts)
