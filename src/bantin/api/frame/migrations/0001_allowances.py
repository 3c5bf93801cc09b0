from typing import Any

from django.db import migrations, models


def write_no_log(_apps: Any, schema_editor: Any) -> None:
    """A limit that a crash forgets is worth less than a write to the log for each request."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE api_frame_allowance SET UNLOGGED")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('name', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('used_until', models.FloatField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RunPython(write_no_log, migrations.RunPython.noop),
    ]
