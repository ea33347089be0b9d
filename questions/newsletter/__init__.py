"""The newsletter behind its doors: tokens, recipients, issues, mails.

Readers ask for it in `reading/newsletter.py`, John looks at it in `answering/newsletter.py`; the
verbs are in `actions/`. The worker calls `drawing.go_on` once a second.
"""
