"""Brings the whole catalogue into the database, floor by floor; what people changed is kept."""

from pathlib import Path

from django.db import transaction

from janya.codes import catalogue as codes
from janya.core import catalogue
from janya.core.models import Synced
from janya.core.shapes import CatalogueIsWrong, Fault
from janya.evaluation import catalogue as evaluation
from janya.issues import catalogue as issues
from janya.journal import actions as journal
from janya.norms import catalogue as norms
from janya.people import catalogue as people
from janya.plans import catalogue as plans
from janya.risks import catalogue as risks
from janya.surveys import catalogue as surveys

ROOMS = (people, norms, codes, risks, surveys, issues, plans, evaluation)


def read(folder: Path) -> dict[str, catalogue.Catalogue]:
    """A whole catalogue: every kind that the rooms load has its file."""
    if missing := sorted(kind for kind in catalogue.SHAPES if not (folder / f"{kind}.yaml").is_file()):
        raise CatalogueIsWrong(
            Fault(f"{folder.name}/{kind}.yaml", 1, "", "ไม่พบไฟล์นี้ ต้องมีไฟล์ของบัญชีรายการครบทุกชนิดในโฟลเดอร์เดียวกัน")
            for kind in missing
        )
    return catalogue.read_folder(folder)


def load(folder: Path | None = None) -> dict[str, Synced]:
    """All kinds, all or nothing. Raises CatalogueIsWrong with file, line and field of every fault."""
    kinds = read(folder or catalogue.folder())
    with transaction.atomic():
        done = {kind: synced for room in ROOMS for kind, synced in room.load(kinds).items()}
        if any(synced.new or synced.changed for synced in done.values()):
            journal.record(
                "norms.loaded",
                by=None,
                kinds={kind: list(synced) for kind, synced in done.items() if any(synced)},
            )
    return done
