from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coverage", "0005_details_filled")]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="day",
            field=models.DateField(editable=False),
        ),
    ]
