"""Whether a file is the very one that was signed. Nothing of the file is kept."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from janya.core.thai import long_date, to_thai_digits

from .models import SignedReport, SignedReportQuerySet
from .rules import Verdict, claim, verdict

LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is; `report` is the one that it is, or says it is."""

    verdict: Verdict
    sha256: str
    report: SignedReport | None = None

    @property
    def stands(self) -> bool:
        return self.verdict in {Verdict.SIGNED, Verdict.REPLACED}


def check(chunks: Iterable[bytes], known: SignedReportQuerySet) -> Checked:
    """Look at a file piece by piece; only reports of `known` are spoken of."""
    digest, content = hashlib.sha256(), bytearray()
    for chunk in chunks:
        digest.update(chunk)
        if len(content) < LARGEST:
            content += chunk
    sha256 = digest.hexdigest()
    rows = known.select_related("drive__agency", "replaces", "replaced_by")
    found = rows.filter(sha256=sha256).first()
    said = claim(bytes(content))
    claimed = None if found or not said.seal else rows.filter(seal=said.seal).first()
    told = verdict(
        is_known=found is not None,
        is_replaced=found is not None and found.is_replaced,
        claimed=claimed is not None,
        draft=said.draft,
    )
    return Checked(told, sha256, found or claimed)


def sentences(checked: Checked) -> tuple[str, str]:
    """The verdict for the command line, in Thai and in English."""
    report = checked.report
    if report is None:
        return WITHOUT_REPORT[checked.verdict]
    signed_on = timezone.localdate(report.signed_at)
    thai, english = WITH_REPORT[checked.verdict]
    facts = {
        "number": report.spoken_number,
        "thai_number": to_thai_digits(report.spoken_number),
        "agency": report.agency.name,
        "signer": report.signer_name,
        "day": to_thai_digits(long_date(signed_on)),
        "iso": signed_on.isoformat(),
        "later": report.newer.spoken_number if report.newer else "",
    }
    facts["thai_later"] = to_thai_digits(facts["later"])
    return thai.format(**facts), english.format(**facts)


WITH_REPORT = {
    Verdict.SIGNED: (
        "แฟ้มนี้เป็นฉบับที่ลงนามจริง รายงานเลขที่ {thai_number} ของ{agency} ลงนามโดย {signer} เมื่อวันที่ {day}",
        "This is the signed report no. {number} of {agency}, signed by {signer} on {iso}.",
    ),
    Verdict.REPLACED: (
        "แฟ้มนี้เป็นฉบับที่ลงนามจริง รายงานเลขที่ {thai_number} ของ{agency} ลงนามโดย {signer} เมื่อวันที่ {day} "
        "แต่มีฉบับแก้ไขเลขที่ {thai_later} แทนแล้ว",
        "This is the signed report no. {number} of {agency}, signed by {signer} on {iso}; it has been replaced by no. {later}.",
    ),
    Verdict.CHANGED: (
        "แฟ้มนี้อ้างว่าเป็นรายงานเลขที่ {thai_number} ของ{agency} แต่เนื้อแฟ้มไม่ตรงกับฉบับที่ลงนาม จึงใช้อ้างอิงไม่ได้",
        "This file claims to be report no. {number} of {agency}, but its bytes are not those that were signed.",
    ),
}
WITHOUT_REPORT = {
    Verdict.DRAFT: (
        "แฟ้มนี้เป็นร่างที่ยังไม่ได้ลงนาม",
        "This file is a draft; nobody signed it.",
    ),
    Verdict.UNKNOWN: (
        "ไม่พบแฟ้มนี้ในทะเบียนรายงานที่ลงนาม แฟ้มอาจถูกแก้ไข หรือไม่ได้ออกจากระบบนี้",
        "This file is none of the signed reports kept here: it was changed, or it comes from elsewhere.",
    ),
}
