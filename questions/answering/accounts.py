"""Who works at the desk, in Django's admin: a name, a password, a role. Nothing else is asked."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from questions.answering.plain_admin import PlainAdmin
from questions.forms import CleanModelForm, NormalisedFields

admin.site.unregister([User, Group])


USERNAME_HELP = _("Letters, digits and @ . + - _ only.")


class AccountForm(NormalisedFields, UserChangeForm):
    """An account, with clean names."""

    class Meta(UserChangeForm.Meta):
        labels: ClassVar = {
            "is_active": _("Account is in use"),
            "is_staff": _("Works at the desk"),
            "is_superuser": _("Can do everything"),
            "groups": _("Roles"),
        }
        help_texts: ClassVar = {
            "username": USERNAME_HELP,
            "is_active": _("Untick it when somebody leaves: their work stays under their name."),
            "is_staff": _("They can sign in to the desk."),
            "is_superuser": _("Whatever their roles."),
            "groups": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = ""


class NewAccountForm(NormalisedFields, AdminUserCreationForm):
    """The same, to begin with; its passwords stay as they were typed."""

    class Meta(AdminUserCreationForm.Meta):
        help_texts: ClassVar = {"username": USERNAME_HELP}


@admin.register(User)
class StaffAdmin(PlainAdmin, UserAdmin):
    """The accounts. What a role may do is said by its group, so no single permission is given."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ("username", "is_staff", "is_superuser", "last_login")
    filter_horizontal = ()
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
        (_("What they can do"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """The roles are few: boxes to tick."""
        if db_field.name == "groups":
            options["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **options)


@admin.register(Group)
class RoleAdmin(PlainAdmin, GroupAdmin):
    """The roles; a plain list of permissions, because Django's pair of lists is not accessible."""

    form = CleanModelForm
    filter_horizontal = ()
