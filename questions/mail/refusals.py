"""What a mail server says while a mail is handed over."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from questions.mail.fates import Fate, judge_answer, judge_status

Answer = tuple[int, bytes | str]


def permanent_refusal(error: Exception) -> int:
    """The code with which a server refused this mail for good (RFC 5321, 4.2.1), or 0.

    What it says to a greeting or a password is no word about the mail: that is tried again, since
    it is our own settings that are wrong.
    """
    codes = [code for code, _text in answers_to_mail(error)]
    return codes[0] if codes and all(500 <= code <= 599 for code in codes) else 0


def answers_to_mail(error: Exception) -> list[Answer]:
    """What a server said about the mail itself: its sender, its recipients or its text."""
    if isinstance(error, SMTPRecipientsRefused):
        return list(error.recipients.values())
    if isinstance(error, SMTPSenderRefused | SMTPDataError):
        return [(error.smtp_code, error.smtp_error)]
    return []


def refused_address(error: Exception) -> Fate | None:
    """What an error says about the address, or None when it says nothing about that.

    A server may look at the address only when it has the whole mail: then its code has to say so.
    """
    answers = [(code, read_answer(text)) for code, text in answers_to_mail(error)]
    if isinstance(error, SMTPRecipientsRefused) and answers:
        return min(judge_answer(code, text) for code, text in answers)
    if isinstance(error, SMTPDataError) and judge_status(answers[0][1]) == Fate.HARD:
        return Fate.HARD
    return None


def read_answer(text: bytes | str) -> str:
    """The text of an answer, whatever bytes are in it."""
    return text.decode("ascii", "replace") if isinstance(text, bytes) else text
