"""Words that tell on a column: names of fields written after the fact, and values that name outcomes or contact."""

import re

import pandas as pd

__all__ = ["name_evidence", "value_evidence", "words_of"]

_SPLIT = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

# Field names as CRM systems and their exports write them; points out of three, three being enough by itself.
_NAMES: tuple[tuple[re.Pattern[str], float, str], ...] = tuple(
    (re.compile(pattern), points, words)
    for pattern, points, words in (
        (
            r"\blast (\w+ )?(activity|activities|contact|contacted|modified|modification|touch|touchpoint|"
            r"call|called|email|meeting|update|updated|interaction|engagement|response|viewed|referenced|"
            r"stage change)\b",
            3.0,
            "it keeps moving until the outcome and after it",
        ),
        (
            r"\b(activity|contacted|modified|updated) (last|date|at|on|time)\b",
            2.5,
            "it keeps moving until the outcome and after it",
        ),
        (
            r"\b(close|closed|closing|won|lost|loss|churn|churned|cancel|cancelled|cancellation|"
            r"conversion|converted|exit|attrition) (date|time|at|on|value|amount|price|reason|category|"
            r"month|year|quarter|day|by|score|comment|notes?)\b",
            3.5,
            "it is written when the outcome is",
        ),
        (
            r"\b(is|has|was) (won|closed|lost|converted|churned|cancelled)\b",
            3.5,
            "it is the outcome under another name",
        ),
        (
            r"\b(reason|outcome|result|disposition)\b",
            2.0,
            "it is usually written when the outcome is",
        ),
        (
            r"\b(lost|won|win|loss|churn|cancel\w*|converted) (to|with|from|reason|why)\b",
            3.0,
            "it is written when the outcome is",
        ),
        (
            r"\bthrough (closing|close|won|lost)\b",
            3.0,
            "it can only be counted once the outcome is there",
        ),
        (
            r"\b(forecast category|win probability|probability|prediction|predicted|classifier)\b",
            2.0,
            "it is somebody's or something's judgement of the same outcome",
        ),
        (
            r"\b(lead|deal|opportunity|opp|sales|pipeline|customer|account|contact|prospect) (status|"
            r"stage|state)\b",
            2.0,
            "it follows the work on the record",
        ),
        (
            r"^(status|stage|state of lead|disposition)$",
            1.5,
            "it follows the work on the record",
        ),
        (
            r"\btags?\b|\blabels?\b",
            1.5,
            "tags are put on while a record is worked",
        ),
        (
            r"\b(lead|deal|opportunity|prospect) (quality|rating|grade|profile|temperature|priority|"
            r"score)\b",
            2.0,
            "it is an assessment, made once the record has been worked",
        ),
        (
            r"^(quality|rating|grade|temperature)$",
            1.0,
            "it is an assessment",
        ),
        (
            r"\b(activity|engagement|profile|fit|propensity|behaviou?r|lead|intent) (\w+ )?(score|index|"
            r"rating)\b|\b(score|index) (activity|profile|engagement)\b",
            1.5,
            "it is the result of a scoring, as of some later day",
        ),
        (
            r"\b(call|sales|rep|agent|follow up|followup) (notes?|remarks?|comments?|feedback)\b",
            1.5,
            "it is written while the record is worked",
        ),
        (
            r"\b(onboarding|invoice|payment|contract|refund|renewal) (date|id|number|value|signed)\b",
            1.5,
            "it exists only after the outcome",
        ),
    )
)

_OUTCOME_VALUE = re.compile(
    r"\b(won|lost|closed|converted|churn(ed)?|cancell?ed|not interested|disqualified|dead|"
    r"already (a |an )?(customer|client|member|subscriber|user|student)|"
    r"deal done|signed|junk|duplicate lead|wrong number|invalid number|number not|lost to|no longer)\b",
    re.I,
)
_CONTACT_VALUE = re.compile(
    r"\b(ringing|switched off|busy|in touch|no answer|voice ?mail|call ?back|left message|connected|unreachable|"
    r"followed? up|"
    r"opted (for|out)|unsubscribed|opened|clicked|bounced|replied|responded|sms sent|email sent|meeting booked|"
    r"contacted|attempted)\b",
    re.I,
)
_GRADE_VALUE = re.compile(
    r"^[\W\d]*(very )?(high|medium|low|hot|warm|cold|good|bad|worst|best|poor|excellent|a|b|c|d)\b( (in )?\w+)?$|"
    r"\b(might be|not sure|"
    r"potential (lead|customer|buyer)|qualified)\b",
    re.I,
)


def words_of(name: str) -> str:
    """Return a header as lower-case words.

    Examples
    --------
    >>> words_of("LastActivityDate__c"), words_of("lost_reason")
    ('last activity date c', 'lost reason')
    """
    return " ".join(part.lower() for part in _SPLIT.findall(name))


def name_evidence(name: str) -> tuple[float, str]:
    """Return points, 0 to 3.5, for a header that suggests a field written after the fact, and why in words.

    Examples
    --------
    >>> name_evidence("Lost Reason")[0] >= 3, name_evidence("Lead Source")
    (True, (0.0, ''))
    """
    words = words_of(name)
    hits = [(points, why) for pattern, points, why in _NAMES if pattern.search(words)]
    if not hits:
        return 0.0, ""
    points, why = max(hits)
    return points, f"its name ({name!r}) says that {why}"


def value_evidence(levels: pd.Series) -> tuple[float, str]:
    """Return points, 0 to 2.5, for values that name outcomes, contact made, or grades given, and why in words.

    Parameters
    ----------
    levels
        Rows for each level, indexed by the level's text.
    """
    total = float(levels.sum())
    if total == 0 or len(levels) > 400:
        return 0.0, ""
    best = (0.0, "")
    for pattern, worth, words in (
        (_OUTCOME_VALUE, 2.5, "values name outcomes"),
        (_CONTACT_VALUE, 1.5, "values tell what happened in contact"),
        (_GRADE_VALUE, 1.0, "values are grades that somebody or something gave"),
    ):
        hits = [str(level) for level in levels.index if pattern.search(str(level))]
        share = float(levels[hits].sum()) / total if hits else 0.0
        if share > 0.03 and worth * min(1.0, share * 4) > best[0]:
            shown = ", ".join(repr(level) for level in hits[:3])
            best = (worth * min(1.0, share * 4), f"its {words} ({shown})")
    return best
