"""Every morning: what the system can measure by itself is read for the periods that are over."""

from datetime import date

from janya.drives.models import Drive
from janya.jobs.work import every

from . import actions


@every("kpis.measure-due", hour=4)
def measure_due(today: date) -> None:
    """The running years of all agencies; a figure that is read already stays as it is."""
    for drive in Drive.objects.filter(state=Drive.State.RUNNING).select_related("agency", "code"):
        actions.measure_due(drive, today)
