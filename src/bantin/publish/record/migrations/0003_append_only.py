from django.db import migrations

from bantin.publish.record import guards


class Migration(migrations.Migration):
    """Nothing of the record can be changed or deleted."""

    dependencies = [("record", "0002_initial")]

    operations = [
        migrations.RunPython(guards.install_for_migration, guards.remove_for_migration),
    ]
