"""Long tables are read some rows at a time, on PostgreSQL too, where `iterator()` would not."""

from questions.batches import iterate_in_batches
from questions.models import Tag


def test_rows_come_in_order_and_few_at_a_time(db, django_assert_num_queries):
    for number in range(5):
        Tag.objects.create(name=f"Tag {number}", slug=f"tag-{number}")
    keys = list(Tag.objects.order_by("pk").values_list("pk", flat=True))
    with django_assert_num_queries(1 + 3):
        assert [tag.pk for tag in iterate_in_batches(Tag.objects.all(), size=2)] == keys
