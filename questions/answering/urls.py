"""The desk's own addresses, beside those of Django's admin."""

from django.urls import include, path

from questions.answering import (
    correspondence,
    drafting,
    gathering,
    letters,
    looks,
    markdown,
    newsletter,
    past,
    publishing,
    standing_in,
    tagging,
    tags,
)

LETTER = "questions/letter/<uuid:pk>/"
PAIR = "questions/question/<int:pk>/"
ISSUE = "questions/issue/<int:pk>/"

urlpatterns = [
    path("", include("questions.answering.signing_in_urls")),
    path("questions/letter/decline/", letters.decline_kindly, name="letters-decline"),
    path("questions/letter/tag/", tagging.tag, name="letters-tag"),
    path(f"{LETTER}answer/", letters.answer, name="letter-answer"),
    path(f"{LETTER}together/", gathering.together, name="letter-together"),
    path(f"{LETTER}attach/", letters.attach, name="letter-attach"),
    path(f"{LETTER}detach/", letters.detach, name="letter-detach"),
    path(f"{LETTER}decline/", letters.decline, name="letter-decline"),
    path(f"{LETTER}write/", correspondence.write, name="letter-write"),
    path(f"{LETTER}take-back/", letters.take_back, name="letter-take-back"),
    path(f"{LETTER}note/", letters.note, name="letter-note"),
    path(f"{LETTER}hold/", letters.hold, name="letter-hold"),
    path("questions/question/calendar/", publishing.calendar, name="calendar"),
    path("questions/question/earlier/", drafting.earlier_pairs, name="earlier-pairs"),
    path("questions/question/token/", drafting.token, name="fresh-token"),
    path(f"{PAIR}autosave/", drafting.autosave, name="question-autosave"),
    path(f"{PAIR}drop/", drafting.drop_changes, name="question-drop"),
    path(f"{PAIR}stand-ins/", standing_in.put_in, name="question-stand-ins"),
    path(f"{PAIR}stand-ins/back/", standing_in.put_back, name="question-names-back"),
    path(f"{PAIR}past/", past.history, name="question-past"),
    path(f"{PAIR}past/<int:line_pk>/", past.line, name="question-past-line"),
    path(f"{PAIR}past/<int:line_pk>/restore/", past.restore, name="question-restore"),
    path(f"{PAIR}ask-approval/", correspondence.ask_approval, name="question-ask-approval"),
    path(f"{PAIR}publish/", publishing.publish, name="question-publish"),
    path(f"{PAIR}unpublish/", publishing.unpublish, name="question-unpublish"),
    path(f"{PAIR}links/", looks.links, name="question-links"),
    path(f"{PAIR}links/make/", looks.make_link, name="question-link-make"),
    path(f"{PAIR}links/<int:link_pk>/withdraw/", looks.withdraw, name="question-link-withdraw"),
    path(
        "questions/passage/<int:pk>/for/<int:question_pk>/", drafting.passage, name="passage-text"
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
    path("look/<str:token>/", looks.look, name="look"),
    path("markdown/preview/", markdown.preview, name="markdown-preview"),
    path("markdown/picture/", markdown.upload_picture, name="markdown-picture"),
]
