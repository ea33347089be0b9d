"""The newsletter behind its doors: who gets what, the issues, their emails and links.

Readers subscribe in `reading/subscriptions.py`, the columnist looks at issues in
`answering/newsletter.py`; the verbs are in `actions/`. The worker calls `issues.process_issues`.
"""
