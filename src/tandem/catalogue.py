"""Everything the house can do: the one explicit list of functions."""

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.function import AIFunction, Baseline, Need
from tandem.kernel.vocabulary import Activity, HumanRole, Phase, Stage, SubjectKind, ToolCategory

__all__ = ["FUNCTIONS", "by_name", "by_stage"]

_LEAD_SCORING = AIFunction(
    name="prospecting/lead_scoring",
    title="Lead scoring",
    stage=Stage.PROSPECTING,
    phases=(Phase.PREPURCHASE,),
    activities=(Activity.ANALYZE, Activity.DESIGN),
    tool_category=ToolCategory.LEAD_GENERATION,
    question="Which leads will come to the outcome, how sure is that, and why?",
    subject=SubjectKind.LEAD,
    needs=(Need("leads"),),
    proposal="tandem.prospecting.lead_scoring:LeadQualification",
    human_role=HumanRole.INTERPRET,
    baseline=Baseline(
        "naive Bayes on field frequencies",
        "counts of each field value among won and lost, raised by 0.1 and multiplied, as Odoo does; and the base rate",
    ),
    implementation="tandem.prospecting.lead_scoring:LeadScoring",
    version="1",
    references=(
        "Polson, Scott, Windle 2013, Bayesian inference for logistic models using Pólya-Gamma latent variables",
        "Zhang, Naughton, Bondell, Reich 2022, Bayesian regression using a prior on the model fit",
        "MacKay 1992, The evidence framework applied to classification networks",
        "Wolpert 1992, Stacked generalization",
        "Ke et al. 2017, LightGBM: a highly efficient gradient boosting decision tree",
    ),
    rejection_codes=(
        ("not_a_fit", "Not a fit for what we sell"),
        ("wrong_facts", "The facts it rests on are wrong"),
        ("already_in_contact", "Already in contact"),
        ("no_time", "No time for it now"),
        ("other", "Something else"),
    ),
    consequence="A good lead is left waiting, or a seller's quarter of an hour goes to one that never buys.",
    benchmark="odds",
)

_COLUMN_RECOGNITION = AIFunction(
    name="prospecting/column_recognition",
    title="Column recognition",
    stage=Stage.PROSPECTING,
    phases=(Phase.PREPURCHASE,),
    activities=(Activity.ANALYZE,),
    tool_category=ToolCategory.INTEGRATION,
    question="Which table is this, and what does each of its columns hold?",
    subject=SubjectKind.TABLE,
    needs=(),
    proposal="tandem.prospecting.column_recognition:Recognition",
    human_role=HumanRole.VERIFY,
    baseline=Baseline(
        "exact header names", "a column is recognised only where its header is spelled as the schema spells it"
    ),
    implementation="tandem.prospecting.column_recognition:ColumnRecognition",
    version="1",
    references=("Doan, Halevy & Ives 2012, Principles of Data Integration, chapter 5",),
    rejection_codes=(
        ("wrong_table", "It is another table"),
        ("wrong_column", "A column holds something else"),
        ("other", "Something else"),
    ),
    consequence="Values land in the wrong field, and everything built on them is wrong.",
)

_DEAL_ODDS = AIFunction(
    name="closing/deal_odds",
    title="Deal odds",
    stage=Stage.CLOSE,
    phases=(Phase.PREPURCHASE, Phase.PURCHASE),
    activities=(Activity.ANALYZE, Activity.GUIDE),
    tool_category=ToolCategory.ANALYTICS,
    question="By when will each deal be won, lost or end without a decision, and how far will its close date slip?",
    subject=SubjectKind.OPPORTUNITY,
    needs=(
        Need("opportunities", ("created_at", "deal_stage", "close_on", "is_closed", "is_won", "lost_reason")),
        Need("changes"),
        Need("accounts"),
        Need("quotes"),
        Need("touchpoints"),
    ),
    proposal="tandem.closing.deal_odds:DealOutlook",
    human_role=HumanRole.VERIFY,
    baseline=Baseline(
        "stage win rate",
        "what came of earlier deals in the same stage; beside it naive Bayes as Odoo does it, days open, the base rate",
    ),
    implementation="tandem.closing.deal_odds:DealOdds",
    version="1",
    references=(
        "Nicolaie, van Houwelingen & Putter 2010, Vertical modeling: a pattern mixture approach for competing risks",
        "Tutz & Schmid 2016, Modeling Discrete Time-to-Event Data",
        "Aalen & Johansen 1978, An empirical transition matrix for non-homogeneous Markov chains",
    ),
    rejection_codes=(
        ("knows_more", "The seller knows something no record says"),
        ("wrong_facts", "The facts it rests on are wrong"),
        ("already_done", "Already done"),
        ("other", "Something else"),
    ),
    consequence="A quarter is promised that does not come, or weeks go to a deal that nobody will ever decide.",
)

_CHURN = AIFunction(
    name="followup/churn",
    title="Churn",
    stage=Stage.FOLLOW_UP,
    phases=(Phase.POSTPURCHASE,),
    activities=(Activity.ANALYZE, Activity.GUIDE),
    tool_category=ToolCategory.CUSTOMER_RELATIONSHIPS,
    question="Which customers will leave by when, what of that can one act on, and who comes first in a week?",
    subject=SubjectKind.CONTRACT,
    needs=(
        Need("contracts", ("account", "starts_on", "ends_on", "amount_per_year", "status", "cancelled_on")),
        Need("accounts"),
        Need("orders"),
        Need("touchpoints"),
    ),
    proposal="tandem.followup.churn:RetentionPlan",
    human_role=HumanRole.TAKE_OVER,
    baseline=Baseline("base rate", "the survival of all customers by tenure (Kaplan and Meier), the same for everyone"),
    implementation="tandem.followup.churn:Churn",
    version="1",
    references=(
        "Tutz & Schmid 2016, Modeling Discrete Time-to-Event Data",
        "Singer & Willett 1993, It's about time: using discrete-time survival analysis",
        "Graf et al. 1999, Assessment and comparison of prognostic classification schemes for survival data",
    ),
    rejection_codes=(
        ("not_at_risk", "This customer is not at risk"),
        ("nothing_to_do", "Nothing can be done about it"),
        ("already_done", "Already done"),
        ("other", "Something else"),
    ),
    consequence="A customer leaves unnoticed, or the team's week goes to those who would have stayed, or left anyway.",
)

_TIME_READING = AIFunction(
    name="approach/time_reading",
    title="Time reading",
    stage=Stage.APPROACH,
    phases=(Phase.PREPURCHASE, Phase.PURCHASE, Phase.POSTPURCHASE),
    activities=(Activity.ANALYZE, Activity.ENGAGE),
    tool_category=ToolCategory.MEETING_SCHEDULING,
    question="Which times does each text speak of, from when until when, and where must one ask?",
    subject=SubjectKind.CONTACT,
    needs=(Need("touchpoints", ("body", "occurred_at")),),
    proposal="tandem.approach.time_reading:TimeExpression",
    human_role=HumanRole.VERIFY,
    baseline=Baseline(
        "dateparser", "the dates that the library finds in the same text, each resolved against the same moment"
    ),
    implementation="tandem.approach.time_reading:TimeReading",
    version="1",
    references=(
        "ISO 8601-2:2019, Date and time: representations for information interchange, extensions",
        "RFC 5545, Internet Calendaring and Scheduling Core Object Specification (rules of recurrences)",
    ),
    rejection_codes=(
        ("wrong_time", "It means another time"),
        ("no_time", "It speaks of no time"),
        ("already_done", "Already done"),
        ("other", "Something else"),
    ),
    consequence="A reminder comes on the wrong day, or a buyer who asked to be called in two months is never called.",
    benchmark="language/time_expressions",
)

_REPLY_UNDERSTANDING = AIFunction(
    name="approach/reply_understanding",
    title="Reply understanding",
    stage=Stage.APPROACH,
    phases=(Phase.PREPURCHASE, Phase.PURCHASE, Phase.POSTPURCHASE),
    activities=(Activity.ANALYZE, Activity.ENGAGE),
    tool_category=ToolCategory.EMAIL,
    question="Which of your own labels does each reply or other text bear, how sure is that, and which must be read?",
    subject=SubjectKind.CONTACT,
    needs=(Need("touchpoints", ("body",)),),
    proposal="tandem.approach.reply_understanding:Prediction",
    human_role=HumanRole.TAKE_OVER,
    baseline=Baseline(
        "TF-IDF and logistic regression",
        "a linear model on words and pairs of words, fitted to the same texts; beside it the shares of the labels",
    ),
    implementation="tandem.approach.reply_understanding:ReplyUnderstanding",
    version="1",
    references=(
        "Wolpert 1992, Stacked generalization",
        "Larson et al. 2019, An evaluation dataset for intent classification and out-of-scope prediction",
        "Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion",
    ),
    rejection_codes=(
        ("wrong_label", "It bears another label"),
        ("several_labels", "It bears several"),
        ("no_label", "It bears none of them"),
        ("other", "Something else"),
    ),
    consequence="A buyer who asked to be left alone is written to again, or one who asked for a price waits.",
    benchmark="language/heads",
)

_SPAN_READING = AIFunction(
    name="approach/span_reading",
    title="Span reading",
    stage=Stage.APPROACH,
    phases=(Phase.PREPURCHASE, Phase.PURCHASE, Phase.POSTPURCHASE),
    activities=(Activity.ANALYZE,),
    tool_category=ToolCategory.EMAIL,
    question="Whom and what does each text name, what does it ask and promise, and where exactly does it say so?",
    subject=SubjectKind.CONTACT,
    needs=(Need("touchpoints", ("body", "occurred_at")),),
    proposal="tandem.approach.span_reading:Span",
    human_role=HumanRole.VERIFY,
    baseline=Baseline(
        "recognizers-text", "what the library finds in the same text; for e-mail addresses a plain pattern as well"
    ),
    implementation="tandem.approach.span_reading:SpanReading",
    version="1",
    references=(
        "ITU-T E.164, The international public telecommunication numbering plan",
        "ISO 4217, Codes for the representation of currencies",
    ),
    rejection_codes=(
        ("wrong_kind", "It names something else"),
        ("wrong_words", "It begins or ends elsewhere"),
        ("wrong_value", "Its value is wrong"),
        ("other", "Something else"),
    ),
    consequence="A contact is kept under a wrong name or number, or what was promised to a buyer is forgotten.",
    benchmark="language/spans",
)

FUNCTIONS: tuple[AIFunction, ...] = (
    _LEAD_SCORING,
    _COLUMN_RECOGNITION,
    _DEAL_ODDS,
    _CHURN,
    _TIME_READING,
    _SPAN_READING,
    _REPLY_UNDERSTANDING,
)


def by_name(name: str) -> AIFunction:
    """Return the named function.

    Raises
    ------
    InputError
        There is no such function; the message lists those there are.

    Examples
    --------
    >>> by_name("prospecting/lead_scoring").title
    'Lead scoring'
    """
    for function in FUNCTIONS:
        if function.name == name:
            return function
    raise InputError(Fault("function", f"must be one of {', '.join(one.name for one in FUNCTIONS)}", repr(name)))


def by_stage(stage: Stage) -> tuple[AIFunction, ...]:
    """Return the functions of one stage, in the catalogue's order.

    Examples
    --------
    >>> [one.title for one in by_stage(Stage.PROSPECTING)]
    ['Lead scoring', 'Column recognition']
    """
    return tuple(function for function in FUNCTIONS if function.stage is stage)
