"""What kind of tool carries an activity out; the guideline's samples name finer tools."""

from enum import StrEnum


class Tool(StrEnum):
    DOCUMENT = "document"
    MEETING = "meeting"
    TRAINING = "training"
    FORUM = "forum"
    EVENT = "event"
    RECOGNITION = "recognition"
    MEDIA = "media"
    ONLINE = "online"
    BROADCAST = "broadcast"
    VISIT = "visit"
    REGULATION = "regulation"
    CHANNEL = "channel"
    MONITORING = "monitoring"
    NETWORK = "network"
    OTHER = "other"


FINER = {
    Tool.DOCUMENT: "document project policy_register declaration talking_points",
    Tool.TRAINING: "training curriculum committee_development",
    Tool.FORUM: "forum briefing",
    Tool.RECOGNITION: "recognition model_organisation conduct_scoring vetting",
    Tool.MEDIA: "print poster screen_saver news",
    Tool.ONLINE: "web social",
    Tool.REGULATION: "regulation procurement_custom service_standard law_review protection adjudication",
    Tool.CHANNEL: "complaint_channel complaint_box advice",
    Tool.MONITORING: "statistics monthly_report internal_control evaluation transparency acknowledgement survey awareness_survey",
    Tool.NETWORK: "network_media road_show youth_camp school_course community_forum",
}
BROADER = {finer: tool for tool, names in FINER.items() for finer in names.split()}


def tool_of(sample: str) -> Tool:
    """The kind of tool for the finer word of a sample activity; what is not known is "other".

    Source: `tool` of catalogue/activities.yaml, grouped by the project.

    >>> tool_of("youth_camp").value, tool_of("visit").value, tool_of("").value
    ('network', 'visit', 'other')
    """
    if sample in set(Tool):
        return Tool(sample)
    return BROADER.get(sample, Tool.OTHER)
