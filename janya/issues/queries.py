from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.findings import queries as findings
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.risks import queries as risk_queries
from janya.risks.models import Risk

from . import rules
from .actions import GapFound, criteria_of
from .models import CriterionScore, GapSource, Issue, Override, PriorityCriterion, Weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal with its source and numbers: `key` is "risk-<pk>" or "gap-<item pk>"."""

    key: str
    item: CodeItem
    title: str
    evidence: str
    risk: Risk | None = None
    found: GapFound | None = None
    figures: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def gap(self) -> Decimal | None:
        return self.found.gap if self.found else None


def candidates(drive: Drive) -> list[Candidate]:
    """What the figures propose and nobody has decided: risks above the lowest band, gaps that are sure and large."""
    items = {item.pk: item for item in CodeItem.objects.of(drive.code_id, drive.agency_id)}
    return [*from_risks(drive, items), *from_gaps(drive, items)]


def from_risks(drive: Drive, items: Mapping[int, CodeItem]) -> list[Candidate]:
    told = set(Issue.objects.of(drive).standing().values_list("risks__pk", flat=True)) - {None}
    bands = risk_queries.bands_for(drive.agency)
    floor = min((band.floor for band in bands if band.level != "low"), default=1)
    risks = Risk.objects.of(drive).open().filter(residual_score__gte=floor).exclude(pk__in=told)
    found = []
    for risk in risks.order_by("-residual_score", "number").select_related("unit").prefetch_related("items"):
        item = next(iter(risk.items.all()), None)
        if item is None:
            continue
        evidence = _("ความเสี่ยง R-%(year)s-%(number)03d คะแนนที่เหลืออยู่ %(score)s จาก 25") % {
            "year": drive.fiscal_year,
            "number": risk.number,
            "score": risk.residual_score,
        }
        band = next((one.name for one in bands if one.floor <= risk.residual_score <= one.ceiling), "–")
        figures = (
            (_("ก่อนควบคุม"), f"{risk.likelihood} × {risk.impact} = {risk.score}"),
            (
                _("เหลืออยู่"),
                f"{risk.residual_likelihood} × {risk.residual_impact} = {risk.residual_score}",
            ),
            (_("ระดับ"), band),
            (_("หน่วยงาน"), risk.unit.name if risk.unit else "–"),
        )
        key = f"risk-{risk.pk}"
        found.append(
            Candidate(key, items.get(item.pk, item), risk.title, evidence, risk=risk, figures=figures)
        )
    return found


def from_gaps(drive: Drive, items: Mapping[int, CodeItem]) -> list[Candidate]:
    told = set(
        GapSource.objects.filter(issue__in=Issue.objects.of(drive).standing()).values_list(
            "item_id", flat=True
        )
    )
    found = []
    for row in findings.item_gaps(drive).values():
        if (
            row.item_id in told
            or row.suppressed
            or row.item_id not in items
            or row.gap is None
            or row.low is None
            or row.high is None
        ):
            continue
        gap, low, high = (Decimal(str(one)) for one in (row.gap, row.low, row.high))
        if not rules.gap_is_candidate(gap, low):
            continue
        item = items[row.item_id]
        evidence = _(
            "ช่องว่างความคาดหวัง %(gap).2f คะแนน (ช่วงเชื่อมั่นร้อยละ 95: %(low).2f ถึง %(high).2f) จากผู้ตอบ %(n)s คน"
        ) % {"gap": gap, "low": low, "high": high, "n": row.n}
        title = _("การปฏิบัติตามข้อ %(n)s ยังต่ำกว่าที่ผู้มีส่วนได้ส่วนเสียคาดหวัง") % {"n": item.number}
        figures = (
            (_("พึงประสงค์"), f"{row.desired:.2f}"),
            (_("เป็นอยู่"), f"{row.perceived:.2f}"),
            (_("ช่องว่าง"), f"{gap:.2f}"),
            (_("ผู้ตอบ"), f"{row.n:,}"),
        )
        cent = Decimal("0.01")
        gap_found = GapFound(item, gap.quantize(cent), low.quantize(cent), high.quantize(cent), row.n)
        found.append(Candidate(f"gap-{item.pk}", item, title, evidence, found=gap_found, figures=figures))
    return found


def candidate(drive: Drive, key: str) -> Candidate | None:
    return next((one for one in candidates(drive) if one.key == key), None)


def was_candidate(drive: Drive, key: str) -> bool:
    """Whether the key names something that somebody has decided upon by now."""
    kind, _dash, number = key.partition("-")
    if not number.isdecimal():
        return False
    decided = Issue.objects.of(drive).standing()
    return decided.filter(**{"risks" if kind == "risk" else "gaps__item": int(number)}).exists()


@dataclass(frozen=True, slots=True)
class Picked:
    """What people chose to merge: issues that are adopted, and candidates."""

    issues: list[Issue]
    candidates: list[Candidate]

    @property
    def titles(self) -> list[tuple[str, str, CodeItem]]:
        """(key, title, code item) of each, to show and to send on."""
        return [
            *((f"issue-{one.pk}", one.title, one.item) for one in self.issues),
            *((one.key, one.title, one.item) for one in self.candidates),
        ]


def picked(drive: Drive, keys: Collection[str]) -> Picked:
    """What still is there of what was chosen; others may have decided in between."""
    numbers = [int(key[6:]) for key in keys if key.startswith("issue-") and key[6:].isdecimal()]
    issues = Issue.objects.of(drive).adopted().filter(pk__in=numbers).select_related("item", "drive")
    waiting = candidates(drive) if any(not key.startswith("issue-") for key in keys) else []
    return Picked(list(issues.order_by("number")), [one for one in waiting if one.key in keys])


# ── the ranking and its arithmetic ─────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Line:
    """One line of the arithmetic: value × weight ÷ 100 = points, with where the value comes from."""

    criterion: PriorityCriterion
    term: rules.Term
    meaning: str
    source: str
    by: Person | None
    on: date | None
    proposed: int | None

    @property
    def score(self) -> int | None:
        return self.term.score

    @property
    def weight(self) -> Decimal:
        return self.term.weight

    @property
    def points(self) -> Decimal:
        return self.term.points


@dataclass(frozen=True, slots=True)
class Ranked:
    """One adopted issue with the arithmetic of its rank; `after` says what put it below the one before."""

    issue: Issue
    lines: list[Line]
    total: Decimal
    place: rules.Place
    override: Override | None
    complete: bool
    standing: rules.Standing
    tie: rules.Tie | None = None
    tied_with: Issue | None = None

    @property
    def terms(self) -> list[rules.Term]:
        return [line.term for line in self.lines]

    @property
    def by_criterion(self) -> dict[int, rules.Term]:
        return {line.criterion.pk: line.term for line in self.lines}

    @property
    def tie_said(self) -> str:
        """Why two with the same score stand in this order."""
        if self.tie is None or self.tied_with is None or self.tie == rules.Tie.TOTAL:
            return ""
        return {
            rules.Tie.RISK: _("คะแนนรวมเท่ากับ “%(other)s” จึงตัดสินด้วยคะแนนความเสี่ยง"),
            rules.Tie.GAP: _("คะแนนรวมและคะแนนความเสี่ยงเท่ากับ “%(other)s” จึงตัดสินด้วยช่องว่างความคาดหวัง"),
            rules.Tie.NUMBER: _("ทุกค่าเท่ากับ “%(other)s” จึงเรียงตามเลขที่ของประเด็น"),
        }[self.tie] % {"other": self.tied_with.title}


def weights_of(drive: Drive) -> list[tuple[PriorityCriterion, Decimal]]:
    """The year's weights, or the criteria's own until the year has set some."""
    set_here = dict(Weight.objects.filter(drive=drive).values_list("criterion_id", "weight"))
    return [(one, set_here.get(one.pk, Decimal(one.weight))) for one in criteria_of(drive)]


def last_weighed(drive: Drive) -> Weight | None:
    """Who set the year's weights, and when; nobody yet where the catalogue's stand."""
    return Weight.objects.filter(drive=drive).exclude(by=None).select_related("by").order_by("-on").first()


def ranking(drive: Drive, weights: Mapping[int, Decimal] | None = None) -> list[Ranked]:
    """Adopted issues in their order; `weights` (criterion pk → weight) tries other weights without saving."""
    weighed = [(one, (weights or {}).get(one.pk, weight)) for one, weight in weights_of(drive)]
    issues = list(
        Issue.objects.of(drive)
        .adopted()
        .select_related("item", "drive")
        .prefetch_related(
            Prefetch("scores", CriterionScore.objects.select_related("by")),
            Prefetch("risks", Risk.objects.select_related("drive")),
            Prefetch("gaps", GapSource.objects.select_related("item")),
            Prefetch("overrides", Override.objects.select_related("by").order_by("-pk")),
        )
    )
    lines = {issue.pk: lines_of(issue, weighed) for issue in issues}
    standings = {issue.pk: standing_of(issue, lines[issue.pk]) for issue in issues}
    places = rules.ranks(list(standings.values()))
    known = {issue.pk: issue for issue in issues}
    ordered = [known[one.key] for one in sorted(standings.values(), key=rules.before)]
    above = dict(zip([one.pk for one in ordered[1:]], ordered, strict=False))
    rows = [
        Ranked(
            issue,
            lines[issue.pk],
            standings[issue.pk].total,
            places[issue.pk],
            next((one for one in list(issue.overrides.all())[:1] if one.rank), None),
            all(line.score for line in lines[issue.pk] if line.weight),
            standings[issue.pk],
            rules.decided_by(standings[higher.pk], standings[issue.pk])
            if (higher := above.get(issue.pk))
            else None,
            above.get(issue.pk),
        )
        for issue in issues
    ]
    return sorted(rows, key=lambda row: row.place.overall)


def standing_of(issue: Issue, lines: Sequence[Line]) -> rules.Standing:
    newest = next(iter(issue.overrides.all()), None)
    return rules.Standing(
        key=issue.pk,
        item=issue.item_id,
        total=rules.total([line.term for line in lines]),
        risk=max((risk.residual_score for risk in issue.risks.all()), default=0),
        gap=issue.gap or Decimal(0),
        number=issue.number,
        wanted=newest.rank if newest else None,
    )


def lines_of(issue: Issue, weighed: Sequence[tuple[PriorityCriterion, Decimal]]) -> list[Line]:
    scored = {one.criterion_id: one for one in issue.scores.all()}
    return [line_of(issue, one, weight, scored.get(one.pk)) for one, weight in weighed]


def line_of(
    issue: Issue, criterion: PriorityCriterion, weight: Decimal, given: CriterionScore | None
) -> Line:
    score = given.score if given else None
    meaning = criterion.scale[score - 1] if score and score <= len(criterion.scale) else ""
    return Line(
        criterion,
        rules.Term(criterion.pk, weight, score),
        meaning,
        source_of(issue, criterion),
        given.by if given else None,
        given.on if given else None,
        given.proposed if given else None,
    )


def source_of(issue: Issue, criterion: PriorityCriterion) -> str:
    """The figure that a criterion looks at, in words; empty where people judge."""
    if criterion.feed == "risk":
        risk = max(issue.risks.all(), key=lambda one: (one.residual_score, -one.number), default=None)
        if risk is None:
            return _("ไม่มีความเสี่ยงที่เกี่ยวข้อง")
        return _("%(risk)s คะแนนที่เหลืออยู่ %(score)s จาก 25") % {
            "risk": risk.reference,
            "score": risk.residual_score,
        }
    if criterion.feed == "gap":
        found = next(iter(issue.gaps.all()), None)
        if found is None:
            return _("ไม่มีช่องว่างจากผลสำรวจ")
        if found.n is None:
            return _("ช่องว่าง %(gap)s ในข้อ %(item)s") % {"gap": found.gap, "item": found.item.number}
        return _("ช่องว่าง %(gap)s ในข้อ %(item)s จากผู้ตอบ %(n)s คน") % {
            "gap": found.gap,
            "item": found.item.number,
            "n": f"{found.n:,}",
        }
    return _("ดุลพินิจของคณะทำงาน")


def sources(issue: Issue, criteria: Sequence[PriorityCriterion]) -> dict[int, str]:
    """For each criterion that figures feed: the figure, and the score it proposes."""
    risk = max((one.residual_score for one in issue.risks.all()), default=None)
    told = {}
    for one in criteria:
        points = rules.proposed(one.feed, risk=risk, gap=issue.gap)
        if one.feed != "none":
            source = source_of(issue, one)
            told[one.pk] = (
                _("%(source)s เสนอ %(n)s คะแนน") % {"source": source, "n": points} if points else source
            )
    return told


def by_item(rows: Sequence[Ranked]) -> list[tuple[CodeItem, list[Ranked]]]:
    """The same rows within each code item, items in their own order."""
    items = sorted({row.issue.item for row in rows}, key=lambda item: (item.number, item.pk))
    return [(item, [row for row in rows if row.issue.item == item]) for item in items]


@dataclass(frozen=True, slots=True)
class Move:
    """Where an issue stands with the weights of now and with others."""

    issue: Issue
    before: Ranked
    after: Ranked

    @property
    def up(self) -> int:
        """How many ranks it rises; below nought it falls."""
        return self.before.place.overall - self.after.place.overall


def moves(drive: Drive, weights: Mapping[int, Decimal]) -> list[Move]:
    """Every issue in its order under other weights, with what it was before."""
    now = {row.issue.pk: row for row in ranking(drive)}
    return [Move(row.issue, now[row.issue.pk], row) for row in ranking(drive, weights)]


@dataclass(frozen=True, slots=True)
class Trial:
    criterion: PriorityCriterion
    by: int
    to: Decimal


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Which ranks hold when each weight moves; issues in the order of the arithmetic, trials as columns."""

    trials: list[Trial]
    rows: list[tuple[Ranked, rules.Firmness]]

    @property
    def heads(self) -> list[tuple[PriorityCriterion, list[Trial]]]:
        """The trials under their criterion."""
        found: dict[int, tuple[PriorityCriterion, list[Trial]]] = {}
        for trial in self.trials:
            found.setdefault(trial.criterion.pk, (trial.criterion, []))[1].append(trial)
        return list(found.values())

    @property
    def holding(self) -> int:
        return sum(firmness.holds for _row, firmness in self.rows)


def sensitivity(drive: Drive, rows: Sequence[Ranked] | None = None) -> Sensitivity:
    weighed = weights_of(drive)
    weights = [weight for _one, weight in weighed]
    rows = ranking(drive) if rows is None else rows
    found = rules.sensitivity(
        weights,
        [rules.Scored(row.standing, tuple(term.score or 0 for term in row.terms)) for row in rows],
    )
    tried = [
        Trial(weighed[at][0], by, min(Decimal(100), max(Decimal(0), weights[at] + by)))
        for at, by in rules.trials(weights)
    ]
    return Sensitivity(
        tried, sorted(((row, found[row.issue.pk]) for row in rows), key=lambda pair: pair[1].now)
    )


def turned_down(drive: Drive) -> list[Issue]:
    return list(
        Issue.objects.of(drive)
        .filter(decision=Issue.Decision.TURNED_DOWN)
        .select_related("item", "decided_by")
    )


def step_state_4(drive: Drive, today: date) -> StepState:
    """Step 4 is done when at least one issue is adopted and no candidate waits; parts are candidates and decisions."""
    decided = list(Issue.objects.of(drive).standing().values_list("decision", flat=True))
    waiting = len(candidates(drive))
    adopted = decided.count(Issue.Decision.ADOPTED)
    here = reverse("issues:list", args=[drive.pk])
    missing = []
    if waiting:
        missing.append(Missing(_("มีข้อเสนอรอพิจารณา %(count)s เรื่อง") % {"count": waiting}, here))
    if not adopted:
        missing.append(Missing(_("ยังไม่มีประเด็นที่รับไว้ขับเคลื่อน"), here))
    facts = (
        [_("รับ %(adopted)s ประเด็น ไม่รับ %(rest)s") % {"adopted": adopted, "rest": len(decided) - adopted}]
        if decided
        else []
    )
    return StepState(4, len(decided) if adopted else 0, max(len(decided) + waiting, 1), facts, missing)


def step_state_5(drive: Drive, today: date) -> StepState:
    """Step 5 is done when every adopted issue is scored on every criterion; parts are scores."""
    issues = Issue.objects.of(drive).adopted().count()
    criteria = [one.pk for one, weight in weights_of(drive) if weight]
    scores = CriterionScore.objects.filter(
        issue__drive=drive, issue__decision=Issue.Decision.ADOPTED, criterion__in=criteria
    ).count()
    wanted = issues * len(criteria)
    here = reverse("issues:ranking", args=[drive.pk])
    missing = []
    if not issues:
        missing.append(Missing(_("ต้องมีประเด็นที่รับไว้ก่อนจึงจัดลำดับได้"), reverse("issues:list", args=[drive.pk])))
    elif scores < wanted:
        missing.append(Missing(_("ยังไม่ได้ให้คะแนน %(count)s ช่อง") % {"count": wanted - scores}, here))
    facts = [_("จัดลำดับแล้ว %(count)s ประเด็น") % {"count": issues}] if issues and scores >= wanted else []
    return StepState(5, scores, wanted, facts, missing)
