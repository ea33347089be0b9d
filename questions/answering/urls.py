"""The desk's own addresses, beside those of Django's admin."""

from allauth.account import views as account
from allauth.mfa.totp import views as totp
from csp.decorators import csp_update
from django.urls import include, path

from questions.answering import (
    collections,
    newsletter,
    notices,
    readers,
    schedule,
    settings_page,
    tags,
    webhooks,
)
from questions.answering.answers import (
    autosave,
    history,
    markdown,
    page,
    preview_links,
    private_answer,
    provenance,
    pseudonyms,
    publishing,
    rerun,
)
from questions.answering.letters import linked, messages, similar, updates, views
from questions.answering.transfer import export, overview, runs
from questions.answering.transfer import letters as transfer_letters
from questions.answering.transfer import tags as transfer_tags

LETTER = "questions/letter/<uuid:pk>/"
QUESTION = "questions/question/<int:pk>/"
ISSUE = "questions/issue/<int:pk>/"
MESSAGE = f"{LETTER}message/<uuid:message_pk>/"
LINK = f"{QUESTION}links/<int:link_pk>/"
ISSUE_QUESTION = f"{ISSUE}question/<int:question_pk>/"
COLLECTION = "questions/collection/<int:pk>/"
WEBHOOK = "questions/webhookendpoint/<uuid:pk>/"
IMPORT = "transfer/<int:pk>/"

# The picture to photograph with a telephone is a `data:` address, allowed on its page alone.
activate_totp = csp_update({"img-src": ["data:"]})(totp.activate_totp)

# Signing in is allauth's, under the admin's own address.
SIGN_IN = [
    path("login/", account.login, name="account_login"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/out/", account.logout, name="account_logout"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/up/", account.signup, name="account_signup"),
    path("sign-in/totp/activate/", activate_totp, name="mfa_activate_totp"),
    path("sign-in/", include("allauth.mfa.urls")),
]

urlpatterns = [
    *SIGN_IN,
    path("questions/letter/decline/", views.decline_with_reply, name="letters-decline"),
    path("questions/letter/tag/", tags.tag_letters, name="letters-tag"),
    path(f"{LETTER}answer/", views.start_answer, name="letter-answer"),
    path(f"{LETTER}together/", similar.answer_similar_letters, name="letter-together"),
    path(f"{LETTER}attach/", views.attach_letter, name="letter-attach"),
    path(f"{LETTER}detach/", views.detach_letter, name="letter-detach"),
    path(f"{LETTER}decline/", views.decline_without_reply, name="letter-decline"),
    path(f"{LETTER}write/", messages.send_message, name="letter-write"),
    path(f"{MESSAGE}recall/", messages.recall_message, name="message-recall"),
    path(f"{MESSAGE}update/", updates.start_update, name="message-update"),
    path(f"{LETTER}dont-ask/", updates.cancel_invitation, name="letter-dont-ask"),
    path(f"{LETTER}shortlist/", views.shortlist_letter, name="letter-shortlist"),
    path(f"{LETTER}pane/", views.show_pane, name="letter-pane"),
    path(f"{LETTER}take-back/", views.reopen_letter, name="letter-take-back"),
    path(f"{LETTER}under/", linked.publish_under, name="letter-under"),
    path(f"{LETTER}under/unpublish/", linked.unpublish_under, name="letter-under-unpublish"),
    path(f"{LETTER}settle/", linked.settle_letter, name="letter-settle"),
    path(f"{QUESTION}readers/", linked.invite_readers, name="question-readers"),
    path(f"{LETTER}note/", views.edit_letter_note, name="letter-note"),
    path(f"{LETTER}hold/", views.hold_letter, name="letter-hold"),
    path("questions/question/calendar/", schedule.show_schedule, name="calendar"),
    path(
        "questions/question/earlier/", autosave.search_published_questions, name="earlier-questions"
    ),
    path("questions/question/new-tag/", autosave.add_tag, name="new-tag"),
    path("questions/question/token/", autosave.get_csrf_token, name="fresh-token"),
    path(f"{QUESTION}autosave/", autosave.autosave_question, name="question-autosave"),
    path(f"{QUESTION}drop/", autosave.discard_changes, name="question-drop"),
    path(f"{QUESTION}stand-ins/", pseudonyms.insert_pseudonyms, name="question-pseudonyms"),
    path(f"{QUESTION}stand-ins/back/", pseudonyms.restore_names, name="question-names-back"),
    path(f"{QUESTION}past/", history.show_history, name="question-past"),
    path(f"{QUESTION}past/<int:number>/", history.show_history_entry, name="question-past-line"),
    path(f"{QUESTION}past/<int:number>/restore/", history.restore_version, name="question-restore"),
    path(f"{QUESTION}page/", page.show_draft_page, name="question-page"),
    path(f"{QUESTION}ask-approval/", messages.ask_approval, name="question-ask-approval"),
    path(f"{QUESTION}schedule/", schedule.schedule_question, name="question-schedule"),
    path(f"{QUESTION}publish/", publishing.publish_question, name="question-publish"),
    path(f"{QUESTION}send/", private_answer.send_privately, name="question-send"),
    path(f"{QUESTION}unpublish/", publishing.unpublish_question, name="question-unpublish"),
    path(f"{QUESTION}provenance/", provenance.edit_provenance, name="question-provenance"),
    path(f"{QUESTION}rerun/", rerun.start_rerun, name="question-rerun"),
    path(f"{QUESTION}rerun/end/", rerun.end_rerun, name="question-rerun-end"),
    path(f"{QUESTION}links/", preview_links.list_preview_links, name="question-links"),
    path(f"{QUESTION}links/make/", preview_links.create_preview_link, name="question-link-make"),
    path(f"{LINK}withdraw/", preview_links.withdraw_preview_link, name="question-link-withdraw"),
    path(
        "questions/passage/<int:pk>/for/<int:question_pk>/",
        autosave.show_passage,
        name="passage-text",
    ),
    path("questions/issue/", newsletter.list_issues, name="issues"),
    path("questions/issue/readers/", readers.show_readers, name="readers"),
    path("questions/issue/readers/import/", readers.import_readers, name="readers-import"),
    path("questions/issue/readers/export/", readers.export_readers, name="readers-export"),
    path(ISSUE, newsletter.show_issue, name="issue"),
    path(f"{ISSUE}look/", newsletter.preview_issue, name="issue-look"),
    path(f"{ISSUE}try/", newsletter.send_test_issue, name="issue-try"),
    path(f"{ISSUE}hold/", newsletter.hold_issue, name="issue-hold"),
    path(f"{ISSUE}skip/", newsletter.skip_issue, name="issue-skip"),
    path(f"{ISSUE}release/", newsletter.release_issue, name="issue-release"),
    path(f"{ISSUE_QUESTION}leave-out/", newsletter.exclude_question, name="issue-leave-out"),
    path(f"{ISSUE_QUESTION}take-in/", newsletter.include_question, name="issue-take-in"),
    path("questions/tag/<int:pk>/merge/", tags.merge_tag, name="tag-merge"),
    path(f"{COLLECTION}page/", collections.show_page, name="collection-page"),
    path(f"{COLLECTION}publish/", collections.publish_collection, name="collection-publish"),
    path(f"{WEBHOOK}test/", webhooks.send_test, name="webhook-test"),
    path(f"{WEBHOOK}secret/", webhooks.replace_secret, name="webhook-secret"),
    path("settings/", settings_page.show_settings, name="desk-settings"),
    path("settings/email/", notices.edit_notice, name="desk-notice"),
    path("numbers/", settings_page.show_numbers, name="desk-numbers"),
    path("transfer/", overview.show_transfer, name="transfer"),
    path("transfer/upload/", overview.upload_file, name="transfer-upload"),
    path("transfer/export/", export.export_column, name="transfer-export"),
    path(IMPORT, runs.show_run, name="transfer-run"),
    path(f"{IMPORT}start/", runs.start_run, name="transfer-start"),
    path(f"{IMPORT}choose/", runs.choose_for_all, name="transfer-choose"),
    path(f"{IMPORT}resume/", runs.resume_import, name="transfer-resume"),
    path(f"{IMPORT}discard/", runs.discard_run, name="transfer-discard"),
    path(f"{IMPORT}undo/", runs.undo_import, name="transfer-undo"),
    path(f"{IMPORT}letters/", transfer_letters.list_letters, name="transfer-letters"),
    path(f"{IMPORT}letters/<int:number>/", transfer_letters.show_letter, name="transfer-letter"),
    path(f"{IMPORT}tags/", transfer_tags.map_tags, name="transfer-tags"),
    path("look/<str:token>/", preview_links.show_preview, name="look"),
    path("markdown/preview/", markdown.preview_markdown, name="markdown-preview"),
    path("markdown/picture/", markdown.upload_picture, name="markdown-picture"),
]
