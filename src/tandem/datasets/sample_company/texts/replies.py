"""What people write back: interest, objections, postponement, and machines that answer for them."""

from tandem.datasets.sample_company.texts.label import Core

__all__ = ["AUTO_REPLIES", "CLOSINGS", "NEEDS", "OBJECTIONS", "OPENINGS", "POSITIVES", "POSTPONEMENTS", "URGENT_NEEDS"]

OPENINGS = (
    "Thank you for your message.",
    "Thanks for getting back to me so quickly.",
    "I read your note this morning.",
    "Good to hear from you.",
    "Thanks for the material you sent.",
    "I have had a look at what you sent over.",
    "We talked about your offer in our team meeting.",
    "Sorry for the late answer, it has been a busy week.",
)
CLOSINGS = (
    "Best regards",
    "Kind regards",
    "Many thanks",
    "All the best",
    "Thanks and regards",
    "Have a good week",
    "With best wishes",
)
_MEETING, _PRICE, _INFO = "Propose a meeting", "Send a quote", "Send information"
POSITIVES = (
    Core(
        "We would like to see {product} in action; could you show it to us next week?",
        "asks_for_meeting",
        next_step=_MEETING,
    ),
    Core(
        "Could we set up a call with two of my colleagues to go through the details?",
        "asks_for_meeting",
        next_step=_MEETING,
    ),
    Core("Do you have half an hour for a meeting on Thursday?", "asks_for_meeting", next_step=_MEETING),
    Core("Please send me a quote for {product}.", "asks_for_price", next_step=_PRICE),
    Core("What would {product} cost for a site of our size?", "asks_for_price", next_step=_PRICE),
    Core("Can you let me have your price list and the delivery times?", "asks_for_price", next_step=_PRICE),
    Core(
        "Could you send the data sheet and one or two references from our industry?",
        "asks_for_information",
        next_step=_INFO,
    ),
    Core("How does {product} connect to the systems we already run?", "asks_for_information", next_step=_INFO),
    Core("Is it possible to try {product} for a month before we decide?", "asks_for_trial", next_step="Offer a trial"),
    Core("This is exactly what we have been looking for.", "interested", next_step=_MEETING),
    Core("We are interested and want to go further with {product}.", "interested", next_step=_MEETING),
    Core(
        "Please talk to {colleague}, who leads this project on our side.",
        "refers_to_colleague",
        next_step="Write to the colleague",
    ),
)
OBJECTIONS = (
    Core("To be honest, your price is well above what we had planned.", "objects", "price", "Discuss the price"),
    Core(
        "We could only go ahead with a discount of about {percent} per cent.", "objects", "price", "Discuss the price"
    ),
    Core(
        "The budget for this year is spent, so {product} is too expensive for us.",
        "objects",
        "price",
        "Discuss the price",
    ),
    Core(
        "We have been working with {competitor} for years and see no reason to change.",
        "objects",
        "competitor",
        "Send a comparison",
    ),
    Core(
        "{competitor} has made us an offer that looks better at first sight.",
        "objects",
        "competitor",
        "Send a comparison",
    ),
    Core("I cannot decide this alone; our board has the last word.", "objects", "authority", "Ask who decides"),
    Core("This is decided at head office, not here.", "objects", "authority", "Ask who decides"),
    Core(
        "I do not see what {product} would do better than our present way of working.",
        "objects",
        "need",
        "Explain the use",
    ),
    Core(
        "Our present equipment does the job, so there is no need for us to change.",
        "objects",
        "need",
        "Explain the use",
    ),
    Core(
        "Our security people have doubts about keeping our data with you.",
        "objects",
        "trust",
        "Send the security papers",
    ),
    Core(
        "We have not heard of your company before and would need to see references.",
        "objects",
        "trust",
        "Send references",
    ),
    Core("This is not relevant for us, so please do not write again.", "declines", "need"),
    Core("Please take me off your mailing list.", "unsubscribes"),
)
POSTPONEMENTS = (
    Core("Let's talk again {when}.", "postpones", "timing", "Call back"),
    Core("This is not the right moment; please come back to me {when}.", "postpones", "timing", "Call back"),
    Core("We are in the middle of a move, so could you call me {when}?", "postpones", "timing", "Call back"),
    Core("We will look at {product} {when}, not before.", "postpones", "timing", "Call back"),
    Core("Our planning starts {when}, and that would be the time to speak.", "postpones", "timing", "Call back"),
)
AUTO_REPLIES = (
    Core("I am out of the office and will be back {when}.", "out_of_office"),
    Core("This mailbox is not read at the moment; I return {when}.", "out_of_office"),
    Core("I am on parental leave and back {when}; please write to {colleague} meanwhile.", "out_of_office"),
    Core("Your message has been received and will be answered in the order of arrival.", "automatic_receipt"),
)
NEEDS = (
    Core("We are comparing suppliers for {product}.", "describes_need"),
    Core("Looking for a way to keep track of our measuring points.", "describes_need"),
    Core("Interested in {product}, mainly for our second site.", "describes_need"),
    Core("Please send your catalogue.", "describes_need"),
    Core("We want to learn what is possible today.", "describes_need"),
    Core("Our present contract ends next year and we are looking around.", "describes_need"),
    Core("A colleague told me about {product}.", "describes_need"),
    Core("Student project about industrial monitoring.", "describes_need"),
)
URGENT_NEEDS = (
    Core("We need {product} urgently, the old system has failed.", "describes_urgent_need"),
    Core("We must replace our equipment this month because of an audit.", "describes_urgent_need"),
    Core("Urgent: production is waiting for {product}.", "describes_urgent_need"),
    Core("The decision falls this week, please call me as soon as possible.", "describes_urgent_need"),
)
