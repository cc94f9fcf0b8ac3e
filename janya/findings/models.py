from django.db import models
from django.utils.translation import gettext_lazy as _

from janya.surveys.models import Survey, SurveyGroup


class Tally(models.Model):
    """What was counted of one group of one survey when it last closed (`rules.tally`); figures come from here only."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="tallies")
    group = models.OneToOneField(SurveyGroup, on_delete=models.CASCADE, related_name="tally")
    n = models.PositiveIntegerField(_("ผู้ตอบ"))
    counts = models.JSONField()
    edition = models.PositiveIntegerField(default=1)  # of the tallies of this survey: which closing

    class Meta:
        ordering = ["group__pk"]
