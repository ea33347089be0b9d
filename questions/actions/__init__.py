"""The verbs: every change of state, whoever asks for it.

An action does the whole change in one transaction: rows, rendered HTML, former addresses. Doors,
commands and imports call these and nothing else to change a letter or a question. The module is
the noun: `actions.questions.publish(…)`. What a module has beside its verbs helps them: it only
reads, or does a part of a change inside a verb's transaction.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from questions.actions import (
    approvals,
    bounces,
    checklist,
    collections,
    column,
    consent,
    erasure,
    erasure_log,
    exports,
    history,
    import_uploads,
    imports,
    inbox,
    invitations,
    issues,
    letters,
    link_checks,
    linked_letters,
    messages,
    permissions,
    pictures,
    preview_links,
    private_answers,
    provenance,
    pseudonyms,
    questions,
    rendered_html,
    renewals,
    reruns,
    revisions,
    revocations,
    schedule,
    scrub,
    similar_letters,
    slugs,
    subscriber_lists,
    subscriptions,
    tag_entries,
    tags,
    updates,
)

if TYPE_CHECKING:
    from questions.actions import import_entries, import_jobs, import_runs

# Loaded when they are called first: they bring the readers of all formats, a sixth of a start.
CALLED_SELDOM = {"import_entries", "import_jobs", "import_runs"}


def __getattr__(name: str) -> ModuleType:
    """A module that is loaded when it is asked for first."""
    if name not in CALLED_SELDOM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
