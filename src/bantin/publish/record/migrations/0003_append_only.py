from django.db import migrations

from bantin.publish.record import triggers


class Migration(migrations.Migration):
    """Nothing of the record can be changed or deleted."""

    dependencies = [("record", "0002_initial")]

    operations = [
        migrations.RunPython(triggers.install_for_migration, triggers.remove_for_migration),
    ]
