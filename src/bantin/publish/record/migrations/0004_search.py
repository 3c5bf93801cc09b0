from django.db import migrations

from bantin.publish.record import search


class Migration(migrations.Migration):
    """A full-text index over what is live; 0007 makes it anew."""

    dependencies = [("record", "0003_append_only")]

    operations = [migrations.RunPython(search.create_first, migrations.RunPython.noop)]
