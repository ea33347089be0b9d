"""What keeps letters private: sealed fields, and receipts of which only a keyed hash is kept.

A sealed value is a Fernet token of the text together with the place that it belongs to
(model, row, field), so that a token copied into another row does not open there. Its time is
always 0: a Fernet token carries the second of its making in the clear.

Only `seal_text` and `unseal_text` know the scheme. They are called by `SealedTextField` below and
for the secrets of second factors (`advice.auth.adapters`). A scheme with a public key would
take their place like this: `seal_text` seals with the public key alone, so that the process that
takes letters in cannot open any; `unseal_text` needs the private key, which only the desk holds,
and raises `Unreadable` everywhere else; `manage.py reseal` carries the rows over, because it opens
each value with the old scheme and seals it with the new one.
"""

import hashlib
import hmac
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
RECEIPT_LENGTH = 28  # characters of 5 bits: 140 bits
RECEIPT_GROUP = 4


class Unreadable(Exception):
    """A sealed value that none of the present keys opens at its place."""


class Sealed(str):
    """A sealed value as it stands in the database."""

    __slots__ = ()


@lru_cache(maxsize=4)
def build_cipher(keys: tuple[str, ...]) -> MultiFernet:
    """The keys in use: the first one seals, all of them open."""
    return MultiFernet([Fernet(key) for key in keys])


def seal_text(text: str, place: str) -> Sealed:
    """Seal a text for one place, such as `questions.letter:<id>:text`."""
    whole = f"{place}\0{text}".encode()
    cipher = build_cipher(tuple(settings.LETTER_KEYS))
    return Sealed(cipher.encrypt_at_time(whole, current_time=0).decode())


def unseal_text(token: str, place: str) -> str:
    """Open a sealed text at its place.

    Raises:
        Unreadable: no key opens it, or it was sealed for another place.
    """
    try:
        whole = build_cipher(tuple(settings.LETTER_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable(place) from None
    sealed_for, _, text = whole.partition("\0")
    if sealed_for != place:
        raise Unreadable(place)
    return text


class SealedTextField(models.TextField):
    """Text that stands sealed in the database and opens when it is read.

    The row's key must be known before it is saved (a UUID), because the seal is bound to it.
    Neither lookups nor `QuerySet.update` can use such a field, save for the empty text.

    Args:
        bound_to: another field that names the row for good, where the key is not known before.
    """

    def __init__(self, *args: Any, bound_to: str = "pk", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """What a migration writes down of the field."""
        name, path, args, kwargs = super().deconstruct()
        if self.bound_to != "pk":
            kwargs["bound_to"] = self.bound_to
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any) -> None:
        """Put the opener in the place of the plain attribute."""
        super().contribute_to_class(cls, name, *args)
        setattr(cls, name, SealedAttribute(self))

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Keep the value closed until somebody reads it."""
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal what was written in the clear; leave what was never opened as it is."""
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Sealed):
            return value  # that there is nothing is no secret, and can be asked of the database
        return seal_text(value, self.place_for(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        """Refuse to send anything in the clear to the database."""
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: save the row instead")
        return value

    def value_from_object(self, obj: models.Model) -> Any:
        """For `dumpdata`: the value stays sealed on its way out."""
        return self.pre_save(obj, add=False)

    def place_for(self, instance: models.Model) -> str:
        """Return where this value belongs."""
        row = getattr(instance, self.bound_to)
        if row is None:
            raise TypeError(f"{self.name} is sealed to a row, which has no key yet")
        return f"{instance._meta.label_lower}:{row}:{self.attname}"


class SealedAttribute:
    """The attribute of a sealed field: opens the value each time it is read."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        return (
            unseal_text(value, self.field.place_for(instance))
            if isinstance(value, Sealed)
            else value
        )

    def __set__(self, instance: models.Model, value: str | None) -> None:
        instance.__dict__[self.field.attname] = value


class SealedModel(models.Model):
    """A model with sealed fields."""

    class Meta:
        abstract = True

    @property
    def is_readable(self) -> bool:
        """Whether the present keys open all of its sealed fields that were loaded."""
        fields = (field for field in self._meta.fields if isinstance(field, SealedTextField))
        try:
            for field in fields:
                if field.attname in self.__dict__:
                    getattr(self, field.attname)
        except Unreadable:
            return False
        return True


def open_or_empty(row: models.Model, name: str) -> str:
    """A row's sealed text, or nothing; nothing too when no key opens it."""
    try:
        return str(getattr(row, name) or "")
    except Unreadable:
        return ""


def keyed_hash(purpose: str, text: str) -> bytes:
    """HMAC-SHA-256 of a text for one purpose, with the key that is not in the database."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(settings.RECEIPT_KEY.encode(), message, hashlib.sha256).digest()


def make_receipt(form_token: str) -> str:
    """The receipt for a form: the same form gives the same receipt however often it is sent.

    The form's token carries at least 128 random bits; who does not have our key cannot get from
    it to the receipt, nor back.
    """
    bits = int.from_bytes(keyed_hash("receipt", form_token), "big") >> (256 - 5 * RECEIPT_LENGTH)
    digits = [CROCKFORD[(bits >> 5 * place) & 31] for place in range(RECEIPT_LENGTH)]
    groups = range(0, RECEIPT_LENGTH, RECEIPT_GROUP)
    return "-".join("".join(digits[start : start + RECEIPT_GROUP]) for start in groups)


def normalise_receipt(typed: str) -> str:
    """A receipt as typed, without what does not matter.

    Whatever dashes, spaces, full stops and quotes stand in it or around it are left out; case,
    full-width letters and look-alikes (O and 0; I, L and 1) make no difference.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(LOOK_ALIKES)
    return "".join(letter for letter in plain if letter in CROCKFORD)


def hash_receipt(receipt: str) -> str:
    """What the database keeps of a receipt."""
    return keyed_hash("letter", normalise_receipt(receipt)).hex()


def text_fingerprint(text: str) -> str:
    """A keyed hash that is the same for the same words, whatever their case, spaces and marks."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return keyed_hash("likeness", " ".join(words)).hex()
