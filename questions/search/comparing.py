"""What should be found, to compare with: each published question and the fingerprint of its words.

Matrix and file are brought in line by comparing sums of fingerprints, a thousand questions at a
time. Whatever happened to either of them, the next comparison finds it.
"""

from collections.abc import Collection, Iterable

from django.db.models import Count, Q, Sum
from django.utils import timezone

from questions.models import Question, QuestionVector
from questions.models.search import BUCKET, BUCKET_OF_ROW

Sums = dict[int, tuple[int, int]]
"""For each thousand of questions how many there are, and the sum of their fingerprints."""


def read_sums(without: Collection[int] = ()) -> Sums:
    """What the database says.

    Args:
        without: the numbers of some questions that are left out.
    """
    rows = QuestionVector.objects.order_by().values(bucket=BUCKET_OF_ROW)
    rows = rows.annotate(count=Count("*"), total=Sum("fingerprint"))
    sums = {row["bucket"]: (row["count"], int(row["total"])) for row in rows}
    left_out = QuestionVector.objects.filter(pk__in=without)
    for number, fingerprint in left_out.values_list("pk", "fingerprint"):
        count, total = sums[number // BUCKET]
        sums[number // BUCKET] = (count - 1, total - fingerprint)
    return {bucket: found for bucket, found in sums.items() if found[0]}


def differing_buckets(one: Sums, other: Sums) -> list[int]:
    """The thousands of questions in which something is new, gone or another one."""
    return sorted(bucket for bucket in one | other if one.get(bucket) != other.get(bucket))


def read_fingerprints(buckets: Iterable[int]) -> dict[int, int]:
    """The fingerprint of every question in some thousands."""
    found: dict[int, int] = {}
    for bucket in buckets:
        between = Q(question__gte=bucket * BUCKET, question__lt=(bucket + 1) * BUCKET)
        rows = QuestionVector.objects.filter(between).order_by()
        found.update(rows.values_list("question", "fingerprint"))
    return found


def hidden_question_ids() -> set[int]:
    """The questions whose time has not come yet, or is over: few, and found by an index each."""
    published, now = Question.objects.filter(state=Question.State.PUBLISHED), timezone.now()
    to_come = published.filter(publish_at__gt=now).order_by().values_list("pk", flat=True)
    over = published.filter(unpublish_at__lte=now).order_by().values_list("pk", flat=True)
    return {*to_come, *over}
