"""The tables as they began."""

from django.db import migrations, models


class Migration(migrations.Migration):  # type: ignore[misc]  # Django brings no types
    """Make both tables."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("ours", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        verbose_name="ID", primary_key=True, serialize=False, auto_created=True
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey("crm.Person", models.CASCADE, related_name="sent"),
                ),
                (
                    "recipient",
                    models.ForeignKey("crm.Person", models.CASCADE, related_name="received"),
                ),
                ("at", models.DateTimeField()),
                ("channel", models.CharField(max_length=40)),
                ("outcome", models.CharField(max_length=40, null=True)),
                ("subject", models.TextField(blank=True)),
            ],
        ),
    )
