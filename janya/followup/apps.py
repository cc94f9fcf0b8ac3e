from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "janya.followup"
    label = "followup"

    def ready(self) -> None:
        from janya.inbox.kinds import KINDS, Kind
        from janya.plans.queries import BESIDE

        from .queries import comments_beside

        BESIDE.append(comments_beside)
        KINDS.update(
            {
                "comment": Kind(_("ความเห็นในกิจกรรม")),
                "activity": Kind(_("กิจกรรมใกล้ครบกำหนดหรือล่าช้า")),
                "reading": Kind(_("ตัวชี้วัดที่ค้างรายงานผล")),
                "review": Kind(_("ความเสี่ยงที่ถึงกำหนดทบทวน"), is_confidential=True),
                "nudge": Kind(_("เตือนจากเจ้าหน้าที่"), is_confidential=True),
            }
        )
