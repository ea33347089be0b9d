"""The verbs: every change of state, whoever asks for it.

An action does the whole change in one transaction: rows, rendered HTML, former addresses. Doors,
commands and imports call these and nothing else to change a letter or a question. The module is
the noun: `actions.questions.publish(…)`.
"""

from questions.actions import (
    approvals,
    checklist,
    column,
    erasure,
    erasure_log,
    exports,
    history,
    import_runs,
    imports,
    inbox,
    issues,
    letters,
    messages,
    preview_links,
    pseudonyms,
    questions,
    revisions,
    schedule,
    scrub,
    similar_letters,
    slugs,
    subscriptions,
    tag_entries,
)

__all__ = [
    "approvals",
    "checklist",
    "column",
    "erasure",
    "erasure_log",
    "exports",
    "history",
    "import_runs",
    "imports",
    "inbox",
    "issues",
    "letters",
    "messages",
    "preview_links",
    "pseudonyms",
    "questions",
    "revisions",
    "schedule",
    "scrub",
    "similar_letters",
    "slugs",
    "subscriptions",
    "tag_entries",
]
