"""Where Django looks for the admin: John's door is `questions/answering/`."""

from questions.answering import admin  # noqa: F401
