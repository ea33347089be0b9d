"""Sixteen write and four read while backups are made: nobody notices."""

import threading
import urllib.error

from tests.backups.conftest import browser, send_letter

WRITERS, LETTERS, READERS = 16, 4, 4
PAGES = ["/", "/questions/the-phone-at-dinner/", "/search/?q=phone", "/tags/", "/feed/"]


def write_letters(url, receipts, faults):
    """A few letters, one after another."""
    for number in range(LETTERS):
        try:
            receipts.append(send_letter(url, f"Letter {number} of {threading.get_ident()}."))
        except (OSError, TypeError) as error:
            faults.append(repr(error))


def read_pages(url, is_over, faults):
    """Pages, until it is over."""
    number = 0
    while not is_over.is_set():
        try:
            browser().open(f"{url}{PAGES[number % len(PAGES)]}?n={number}", timeout=30).read()
        except (urllib.error.HTTPError, OSError) as error:
            faults.append(repr(error))
        number += 1


def test_nobody_notices_a_backup(column):
    receipts, faults, is_over, made = [], [], threading.Event(), []
    with column.served():
        writers = [
            threading.Thread(target=write_letters, args=(column.url, receipts, faults))
            for _ in range(WRITERS)
        ]
        readers = [
            threading.Thread(target=read_pages, args=(column.url, is_over, faults))
            for _ in range(READERS)
        ]
        for thread in [*writers, *readers]:
            thread.start()
        while not made or any(thread.is_alive() for thread in writers):
            made.append(column.backup())
        is_over.set()
        for thread in [*writers, *readers]:
            thread.join()
    assert faults == []
    assert len(set(receipts)) == WRITERS * LETTERS
    assert len(set(made)) == len(made)
    log = (column.folder / "server.log").read_text()
    assert "locked" not in log
    assert "ERROR" not in log
    found = column.ask("print(sum('Letter ' in x.text for x in Letter.objects.all()))")
    assert int(found) >= len(receipts)
