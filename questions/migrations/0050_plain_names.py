"""Classes that are called what the field calls them. Every table keeps its name."""

from django.db import migrations

NAMES = {
    "Edition": ("CacheVersion", "questions_edition"),
    "IssuePair": ("IssueQuestion", "questions_issuepair"),
    "Likeness": ("RelatedQuestion", "questions_likeness"),
    "StandIn": ("Pseudonym", "questions_standin"),
    "TagPlace": ("TagEntry", "questions_tagplace"),
    "Tally": ("WeeklyCount", "questions_tally"),
    "Throttle": ("RateLimit", "questions_throttle"),
}


class Migration(migrations.Migration):

    dependencies = [("questions", "0045_lists_in_order")]

    operations = [
        operation
        for old, (new, table) in NAMES.items()
        for operation in (
            migrations.AlterModelTable(old, table),
            migrations.RenameModel(old, new),
        )
    ] + [migrations.RenameField("issue", "pairs", "questions")]
