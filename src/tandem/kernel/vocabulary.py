"""The closed lists of the field: stages, phases, activities, tool categories, roles of people, kinds of subject."""

from enum import StrEnum

__all__ = ["Activity", "HumanRole", "Phase", "Stage", "SubjectKind", "ToolCategory", "TouchpointKind"]


class Stage(StrEnum):
    """The seven steps of the B2B sales funnel (Dubinsky 1981; Paschen, Wilson & Ferreira 2020, Table 1)."""

    PROSPECTING = "prospecting"
    PRE_APPROACH = "pre_approach"
    APPROACH = "approach"
    PRESENTATION = "presentation"
    OVERCOMING_OBJECTIONS = "overcoming_objections"
    CLOSE = "close"
    FOLLOW_UP = "follow_up"


class Phase(StrEnum):
    """The three phases of a customer journey (Lemon & Verhoef 2016)."""

    PREPURCHASE = "prepurchase"
    PURCHASE = "purchase"
    POSTPURCHASE = "postpurchase"


class Activity(StrEnum):
    """What a seller does with a journey (Rusthollkarhu et al. 2022)."""

    ANALYZE = "analyze"
    DESIGN = "design"
    ENGAGE = "engage"
    GUIDE = "guide"


class ToolCategory(StrEnum):
    """The sixteen tool categories of Rusthollkarhu et al. (2022), Table 2, in its order; the short labels are ours."""

    LEAD_GENERATION = "lead_generation"
    CONVERSATION = "conversation"
    EMAIL = "email"
    MEETING_SCHEDULING = "meeting_scheduling"
    MARKETING_AUTOMATION = "marketing_automation"
    CUSTOMER_RELATIONSHIPS = "customer_relationships"
    ADVERTISING_AND_SEARCH = "advertising_and_search"
    CONTRACTS = "contracts"
    ANALYTICS = "analytics"
    SOCIAL_LISTENING = "social_listening"
    SURVEYS = "surveys"
    CONTENT_CREATION = "content_creation"
    INTEGRATION = "integration"
    SOCIAL_NETWORKS = "social_networks"
    WEB_PAGES = "web_pages"
    ONLINE_SHOP = "online_shop"


class HumanRole(StrEnum):
    """What stays with people for a function (Paschen et al. 2020, Table 1, last column)."""

    INTERPRET = "interpret"
    VERIFY = "verify"
    MONITOR = "monitor"
    TAKE_OVER = "take_over"
    OVERSEE = "oversee"


class SubjectKind(StrEnum):
    """The kinds of record a fact or a suggestion can be about; names are the CRM's nouns."""

    ACCOUNT = "account"
    CONTACT = "contact"
    LEAD = "lead"
    OPPORTUNITY = "opportunity"
    PRODUCT = "product"
    QUOTE = "quote"
    ORDER = "order"
    CONTRACT = "contract"
    CAMPAIGN = "campaign"
    TABLE = "table"


class TouchpointKind(StrEnum):
    """The kinds of moment of contact."""

    EMAIL = "email"
    EMAIL_OPEN = "email_open"
    EMAIL_CLICK = "email_click"
    CALL = "call"
    MEETING = "meeting"
    WEB_VISIT = "web_visit"
    FORM = "form"
    CHAT = "chat"
    EVENT = "event"
    AD = "ad"
    SOCIAL = "social"
    NOTE = "note"
    TASK = "task"
    SURVEY = "survey"
    TICKET = "ticket"
