"""What each help line is for, and where it takes text messages.

Known lines get their kinds by name, and a few that take messages are added; nobody at this column
has checked them yet, and they say so.
"""

from django.db import migrations, models

SELF_HARM = [
    "Samaritans", "988 Suicide & Crisis Lifeline", "9-8-8 Suicide Crisis Helpline", "Lifeline", "1737",
]  # fmt: skip
VIOLENCE = [
    "National Domestic Abuse Helpline", "Men’s Advice Line", "Women’s Aid", "Women’s Refuge",
    "National Domestic Violence Hotline", "1800RESPECT",
]  # fmt: skip
YOUNG = ["Childline", "Childhelp", "Kids Help Phone", "Kids Helpline"]
TEXTS = {
    ("US", "988 Suicide & Crisis Lifeline"): ("988", ""),
    ("CA", "9-8-8 Suicide Crisis Helpline"): ("988", ""),
    ("CA", "Kids Help Phone"): ("686868", "CONNECT"),
    ("AU", "Lifeline"): ("0477 13 11 14", ""),
    ("NZ", "1737"): ("1737", ""),
}
NEW = [
    ("GB", "Shout", "85258", "SHOUT", "https://giveusashout.org/", 5, {"for_self_harm": True}),
    ("IE", "Text About It", "50808", "HELLO", "https://www.textaboutit.ie/", 4, {"for_self_harm": True}),
    ("NZ", "Youthline", "234", "", "https://www.youthline.co.nz/", 3, {"for_young_people": True}),
]  # fmt: skip


def describe_lines(apps, schema_editor):
    """Fill in what is known; what the desk has written stays as it is."""
    resources = apps.get_model("questions", "Resource").objects
    resources.filter(name__in=SELF_HARM).update(for_self_harm=True)
    resources.filter(name__in=VIOLENCE).update(for_violence=True)
    resources.filter(name__in=YOUNG).update(for_young_people=True)
    # What is for everybody everywhere fits each kind.
    resources.filter(name="Find A Helpline").update(
        for_self_harm=True, for_violence=True, for_young_people=True
    )
    for (country, name), (number, word) in TEXTS.items():
        resources.filter(country=country, name=name).update(text_number=number, text_word=word)
    for country, name, number, word, link, order, kinds in NEW:
        facts = {"text_number": number, "text_word": word, "link": link, "order": order} | kinds
        audience = "young people" if "for_young_people" in kinds else "anybody; by text message"
        facts |= {"audience": audience, "hours": "day and night"}
        resources.get_or_create(country=country, name=name, defaults=facts)


def choice(words):
    return models.BooleanField(default=False, verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [("questions", "0095_heard_sentences")]

    operations = [
        migrations.AddField(
            "resource", "for_self_harm", choice("for thoughts of suicide and self-harm")
        ),
        migrations.AddField("resource", "for_violence", choice("for violence and abuse")),
        migrations.AddField(
            "resource", "for_young_people", choice("for children and young people")
        ),
        migrations.AddField(
            "resource",
            "text_number",
            models.CharField(
                blank=True,
                help_text="If it takes them.",
                max_length=40,
                verbose_name="number for text messages",
            ),
        ),
        migrations.AddField(
            "resource",
            "text_word",
            models.CharField(
                blank=True,
                help_text="For example SHOUT.",
                max_length=20,
                verbose_name="word to text",
            ),
        ),
        migrations.RunPython(describe_lines, migrations.RunPython.noop),
    ]
