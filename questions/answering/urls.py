"""The desk's own addresses, beside those of Django's admin."""

from django.urls import include, path

from questions.answering import newsletter, tagging, tags
from questions.answering.answers import (
    autosave,
    history,
    markdown,
    preview_links,
    pseudonyms,
    publishing,
)
from questions.answering.letters import messages, similar, views

LETTER = "questions/letter/<uuid:pk>/"
PAIR = "questions/question/<int:pk>/"
ISSUE = "questions/issue/<int:pk>/"

urlpatterns = [
    path("", include("questions.answering.sign_in_urls")),
    path("questions/letter/decline/", views.decline_kindly, name="letters-decline"),
    path("questions/letter/tag/", tagging.tag, name="letters-tag"),
    path(f"{LETTER}answer/", views.answer, name="letter-answer"),
    path(f"{LETTER}together/", similar.together, name="letter-together"),
    path(f"{LETTER}attach/", views.attach, name="letter-attach"),
    path(f"{LETTER}detach/", views.detach, name="letter-detach"),
    path(f"{LETTER}decline/", views.decline, name="letter-decline"),
    path(f"{LETTER}write/", messages.write, name="letter-write"),
    path(f"{LETTER}take-back/", views.take_back, name="letter-take-back"),
    path(f"{LETTER}note/", views.note, name="letter-note"),
    path(f"{LETTER}hold/", views.hold, name="letter-hold"),
    path("questions/question/calendar/", publishing.calendar, name="calendar"),
    path("questions/question/earlier/", autosave.earlier_pairs, name="earlier-pairs"),
    path("questions/question/token/", autosave.token, name="fresh-token"),
    path(f"{PAIR}autosave/", autosave.autosave, name="question-autosave"),
    path(f"{PAIR}drop/", autosave.drop_changes, name="question-drop"),
    path(f"{PAIR}stand-ins/", pseudonyms.put_in, name="question-stand-ins"),
    path(f"{PAIR}stand-ins/back/", pseudonyms.put_back, name="question-names-back"),
    path(f"{PAIR}past/", history.history, name="question-past"),
    path(f"{PAIR}past/<int:line_pk>/", history.line, name="question-past-line"),
    path(f"{PAIR}past/<int:line_pk>/restore/", history.restore, name="question-restore"),
    path(f"{PAIR}ask-approval/", messages.ask_approval, name="question-ask-approval"),
    path(f"{PAIR}publish/", publishing.publish, name="question-publish"),
    path(f"{PAIR}unpublish/", publishing.unpublish, name="question-unpublish"),
    path(f"{PAIR}links/", preview_links.links, name="question-links"),
    path(f"{PAIR}links/make/", preview_links.make_link, name="question-link-make"),
    path(
        f"{PAIR}links/<int:link_pk>/withdraw/",
        preview_links.withdraw,
        name="question-link-withdraw",
    ),
    path(
        "questions/passage/<int:pk>/for/<int:question_pk>/", autosave.passage, name="passage-text"
    ),
    path("questions/issue/", newsletter.issues, name="issues"),
    path(ISSUE, newsletter.issue, name="issue"),
    path(f"{ISSUE}look/", newsletter.issue_look, name="issue-look"),
    path(f"{ISSUE}try/", newsletter.try_it, name="issue-try"),
    path(f"{ISSUE}hold/", newsletter.hold, name="issue-hold"),
    path(f"{ISSUE}skip/", newsletter.skip, name="issue-skip"),
    path(f"{ISSUE}release/", newsletter.release, name="issue-release"),
    path(f"{ISSUE}pair/<int:pair_pk>/leave-out/", newsletter.leave_out, name="issue-leave-out"),
    path(f"{ISSUE}pair/<int:pair_pk>/take-in/", newsletter.take_in, name="issue-take-in"),
    path("questions/tag/<int:pk>/merge/", tags.merge, name="tag-merge"),
    path("look/<str:token>/", preview_links.look, name="look"),
    path("markdown/preview/", markdown.preview, name="markdown-preview"),
    path("markdown/picture/", markdown.upload_picture, name="markdown-picture"),
]
