"""Words that claim nothing by themselves (grammar, courtesy), words for numbers, and wordings that promise."""

import re

__all__ = ["COMMON", "CURRENCY_CODES", "NUMBER_WORDS", "PRESSURE", "PROMISES", "REPORTING"]

_GRAMMAR = """
a about above according after again all also although am among an and another any anyone anything are around as at
away back be because been before being below between both but by can come comes could did do does doing done down
during each either else ever every everything few first for from further get gets had has have having he her here him
his how i if in into is it its itself just know let like made make makes many may maybe me might mine more most much
must my myself near need needs of off on once only or other our ours out over own per please put rather regarding same
see seem she should since so some something still such take taken takes taking than that the their them then there
these they thing things this those though through thus to together too toward towards under until up upon us use used
using very was way we well were what when where whether which while who whom whose why will with within would yes yet
you your yours yourself i'm i'd i've you're you'd you've we'd we've we're it's that's there's here's let's not no never
none neither nor without cannot don't doesn't isn't aren't wasn't can't couldn't wouldn't won't haven't hasn't shall
i'll we'll you'll
"""
_COURTESY = """
dear hello hi good morning afternoon evening thank thanks many kind kindly best warm regards sincerely yours wishes
hope hoping glad happy pleased pleasure welcome sorry apologies look looking forward hear hearing speak speaking talk
talking discuss discussing meet meeting call mail message reply answer question questions ask asked asking asks wrote
write writing wanted want wants mention mentioned noted note understand understood interest interested interesting
suit suits suggest suggested time moment taking follow following up attached find below above send sent share shared
let know feel free reach contact touch further details detail information info next step steps agreed agree as per
regarding concerning conversation talked spoke sir madam ms mr mrs dr team would appreciate grateful helpful help
helps clear available convenient date day works work
"""
COMMON = frozenset((_GRAMMAR + _COURTESY).split())
_REPORTING = """
agreed asked asks wrote wanted wants mentioned noted understood sent shared attached talked spoke discussed met
"""
REPORTING = frozenset(_REPORTING.split())
"""Words that are courtesy beside a fact, but report something where no fact is cited."""
NUMBER_WORDS = {
    word: value
    for value, words in {
        0: "zero", 1: "one single", 2: "two couple pair twice double", 3: "three triple thrice", 4: "four",
        5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve dozen",
        13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen",
        20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
        100: "hundred hundreds", 1000: "thousand thousands", 1_000_000: "million millions",
        1_000_000_000: "billion billions",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Number words and their values; "half" and "third" are words like others and must stand in a fact."""
CURRENCY_CODES = (
    "EUR|USD|GBP|JPY|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|CAD|AUD|NZD|CNY|HKD|SGD|INR|KRW|BRL|MXN|ZAR|AED|SAR|ILS"
)
"""Codes read as a currency beside a number, as one alternative of a pattern."""
PROMISES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:i|we|our \w+|they|he|she|it|you|your \w+|the \w+)(?:['’]ll| will| shall)\b",
        r"\b(?:guarante|promis|pledg|ensur|assur)(?:e[ds]?|es|eed|ees|ing)\b|\bcommit(?:s|ted|ment)?\b|\bwarrant\w*\b",
        r"\b(?:refund\w*|money[- ]back|discount\w*|rebates?|voucher|compensat\w+|penalt\w+|indemn\w+)\b",
        r"\b(?:free of charge|for free|at no (?:extra )?(?:cost|charge)|no (?:extra )?(?:cost|charge)|on us)\b",
        r"\b(?:complimentary|waive[ds]?|gratis)\b|\bfree\b(?! to\b)",
        r"\b(?:always|unlimited|lifetime|forever|in perpetuity|without exception|no matter what|risk[- ]free)\b",
        r"\b(?:going to|about to)\b|\b(?:binding|exclusiv\w+|legally)\b",
        r"\byou (?:get|receive|are entitled|qualify|have won)\b",
    )
)
"""Wordings by which a reader may hold us to something."""
PRESSURE = re.compile(
    r"\b(?:act now|last chance|hurry|urgent(?:ly)?|immediately|asap|limited time|only today|don['’]t miss"
    r"|final (?:notice|offer)|expires? (?:today|soon)|once in a lifetime|must (?:act|decide|sign)"
    r"|while (?:stocks|supplies) last)\b",
    re.IGNORECASE,
)
"""Wordings that press."""
