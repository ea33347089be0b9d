"""What the writer of a letter reads about where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.column import Column
from questions.models.letters import Letter

DEFAULT_WORDS = {
    Letter.State.NEW: _("Your letter has arrived. %(name)s has not read it yet."),
    Letter.State.SHORTLISTED: _("%(name)s has read your letter and plans to answer it."),
    Letter.State.ANSWERING: _("%(name)s is writing an answer."),
    Letter.State.ASKED_BACK: _("%(name)s has a question for you. You can read it below."),
    Letter.State.ANSWERED: _("%(name)s has answered your letter."),
    Letter.State.DECLINED: _(
        "%(name)s can’t answer this letter. That says nothing about how much it matters."
    ),
    Letter.State.WITHDRAWN: _("You’ve withdrawn this letter. None of it is public."),
    Letter.State.SPAM: _("Your letter has arrived. %(name)s has not read it yet."),
}
# Of letters about a published one, where the words above would say too much.
LINKED_WORDS = {
    Letter.Kind.READER: {
        Letter.State.SHORTLISTED: _("%(name)s has read your letter."),
        Letter.State.ANSWERED: _("%(name)s has read your letter."),
        Letter.State.DECLINED: _("%(name)s has read your letter and won’t publish it."),
    },
    Letter.Kind.REQUEST: {
        Letter.State.SHORTLISTED: _("%(name)s has read your request."),
        Letter.State.ANSWERED: _("%(name)s has dealt with your request."),
        Letter.State.DECLINED: _("%(name)s has read your request and won’t make this change."),
    },
}


class StatusWords(models.Model):
    """The columnist's own words for a state, as the asker reads them."""

    state = models.CharField(_("state"), max_length=12, choices=Letter.State.choices, unique=True)
    words = models.TextField(_("words"), max_length=600)

    class Meta:
        verbose_name = _("what writers see")
        verbose_name_plural = _("what writers see about their letter")
        ordering = ["state"]

    def __str__(self) -> str:
        return self.get_state_display()

    @classmethod
    def text_for_letter(cls, letter: Letter) -> str:
        """What the asker of a letter reads about its state."""
        state, name = Letter.State(letter.state), Column.get_current().columnist
        if linked := LINKED_WORDS.get(Letter.Kind(letter.kind), {}).get(state):
            return str(linked) % {"name": name}
        own = cls.objects.filter(state=state).values_list("words", flat=True).first()
        return own or str(DEFAULT_WORDS[state]) % {"name": name}
