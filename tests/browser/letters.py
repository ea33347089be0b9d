"""Letters that tests write through the form, so that each has its own."""

INBOX = "/admin/questions/letter/"
WAIT = 30_000  # milliseconds


def write_letter(page, text):
    """Send a letter that may be published."""
    page.goto("/ask/")
    page.get_by_label("Your letter").fill(text)
    page.get_by_label("John may publish my letter").check()
    page.get_by_role("button", name="Send my letter").click()
    page.get_by_role("heading", name="Your letter has arrived").wait_for(timeout=WAIT)


def open_letter_at_desk(page, text):
    """Open it in the inbox."""
    page.goto(INBOX)
    page.goto(page.get_by_role("link", name=text).first.get_attribute("href"))
