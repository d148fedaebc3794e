from django.db import migrations, models


def fill(apps, schema_editor):
    """What was handed in before the date was kept got it from the record, else from the last change."""
    reports = apps.get_model("targets", "Actual").objects.filter(status__in=["submitted", "approved", "returned", "reopened"])
    history = apps.get_model("targets", "HistoricalActual").objects.filter(status__in=["submitted", "approved"]).order_by()
    first = dict(history.values_list("id").annotate(models.Min("history_date")))
    for report in reports:
        report.handed_in_at = min(report.changed_at, first.get(report.pk, report.changed_at))
        report.save(update_fields=["handed_in_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0002_entry'),
    ]

    operations = [
        migrations.AddField(
            model_name='actual',
            name='handed_in_at',
            field=models.DateTimeField(editable=False, help_text='By this it was in time or late; a return does not change it.', null=True, verbose_name='first handed in'),
        ),
        migrations.AddField(
            model_name='historicalactual',
            name='handed_in_at',
            field=models.DateTimeField(editable=False, help_text='By this it was in time or late; a return does not change it.', null=True, verbose_name='first handed in'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
