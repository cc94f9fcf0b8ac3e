"""What the reports room writes in the journal, as the reader of the journal reads it."""

from django.utils.translation import gettext_lazy as _

DEEDS = {"reports.made": _("จัดทำรายงานถึงสำนักงาน ก.พ.")}
