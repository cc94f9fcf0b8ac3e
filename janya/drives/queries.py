from django.db.models import Max, Q

from janya.journal.models import Entry

from .models import Drive


def mark(drive: Drive) -> int:
    """The number of the newest journal line of the drive's agency or of nobody's: it changes with every change."""
    ours = Q(agency_id=drive.agency_id) | Q(agency_id=None)
    return Entry.objects.filter(ours).aggregate(last=Max("number"))["last"] or 0
