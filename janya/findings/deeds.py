from django.utils.translation import gettext_lazy as _

from janya.journal.deeds import DEEDS

DEEDS.update({"findings.counted": _("นับผลแบบสำรวจ")})
