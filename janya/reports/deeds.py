from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update({"reports.made": _("จัดทำรายงานถึงสำนักงาน ก.พ.")})
