"""Where Django looks for the admin: the columnist's door is `questions/answering/`."""

from questions.answering import admin  # noqa: F401
