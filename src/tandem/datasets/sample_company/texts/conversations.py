"""What sellers write and note, what is said on calls, and what customers report afterwards."""

from tandem.datasets.sample_company.texts.label import Core

__all__ = [
    "CALL_TURNS",
    "CHATS",
    "COMMENTS",
    "FIRST_MAILS",
    "FOLLOW_UPS",
    "NEWSLETTERS",
    "NOTES",
    "SELLER_TURNS",
    "TICKETS",
]

FIRST_MAILS = (
    Core("You asked about {product}; I would be glad to show you how others in your industry use it.", "introduces"),
    Core("Thank you for your interest in {product}. May I ask what you measure today?", "introduces"),
    Core("I look after customers in your region and would like to learn what you need.", "introduces"),
    Core("Attached is a short overview of {product}, with two examples from companies of your size.", "introduces"),
)
FOLLOW_UPS = (
    Core("I wanted to ask whether you had time to look at the overview of {product}.", "follows_up"),
    Core("Would fifteen minutes on the phone help to see whether {product} fits?", "proposes_meeting"),
    Core("Most customers start with one site; would that be a way for you, too?", "follows_up"),
    Core("If somebody else looks after this on your side, please tell me whom to write to.", "follows_up"),
    Core("As promised, here is the quote for {product}.", "sends_quote"),
    Core("I have added the answers to your questions about {product} below.", "follows_up"),
)
NEWSLETTERS = (
    Core("Three ways to find a failing sensor before it stops the line.", "informs"),
    Core("New this month: {product}, and what it does for maintenance teams.", "informs"),
    Core("Join our webinar about measuring less and knowing more.", "invites"),
    Core("How a dairy cut its calibration time by {percent} per cent.", "informs"),
)
SELLER_TURNS = (
    "How do you do this today?",
    "What would change for you if it worked?",
    "Who else should be part of this decision?",
    "What have you seen from others so far?",
    "When would you like to start?",
    "May I summarise what I have understood?",
    "What would keep you from going ahead?",
)
CALL_TURNS = (
    Core("We do it by hand, twice a day, and it takes too long.", "describes_need"),
    Core("The last failure cost us two days of production.", "describes_need"),
    Core(
        "Your offer is about {percent} per cent above what we wanted to spend.", "objects", "price", "Discuss the price"
    ),
    Core("We are also talking to {competitor}.", "mentions_competitor", "competitor", "Send a comparison"),
    Core("{competitor} does not offer {product} with local service.", "mentions_competitor", "", "Send a comparison"),
    Core("I need to bring in our head of finance before we go on.", "objects", "authority", "Meet the head of finance"),
    Core("Let's talk again {when}, when the budget is known.", "postpones", "timing", "Call back"),
    Core("Send me the quote and I will take it to my manager.", "asks_for_price", "", "Send a quote"),
    Core("I am not sure that our people would use {product}.", "objects", "need", "Explain the use"),
    Core("Could you show it to the whole team?", "asks_for_meeting", "", "Propose a meeting"),
    Core("Our IT department will ask where the data is kept.", "objects", "trust", "Send the security papers"),
    Core("If the test goes well, we will order {product}.", "interested", "", "Arrange the test"),
)
NOTES = (
    Core("Agreed to send the quote for {product}.", "notes_next_step", "", "Send a quote"),
    Core("They also look at {competitor}; price will matter.", "mentions_competitor", "price", "Send a comparison"),
    Core("Contact asked to be called back {when}.", "postpones", "timing", "Call back"),
    Core("Decision lies with the board; find out who prepares it.", "objects", "authority", "Ask who decides"),
    Core("Good meeting, the team liked {product}.", "interested", "", "Propose a meeting"),
    Core("Left a message on the answering machine.", "no_contact", "", "Call again"),
    Core("They find us too expensive by {percent} per cent.", "objects", "price", "Discuss the price"),
)
TICKETS = (
    Core("{product} has shown no values since this morning.", "reports_fault", "", "Repair"),
    Core("The last delivery was two boxes short.", "reports_fault", "", "Send the missing boxes"),
    Core("How do we add a second user to {product}?", "asks_for_help", "", "Explain"),
    Core("The invoice does not match the order, please correct it.", "reports_fault", "", "Correct the invoice"),
    Core(
        "If this is not solved soon, we will have to look at {competitor}.",
        "threatens_to_leave",
        "competitor",
        "Call the customer",
    ),
)
COMMENTS = (
    Core("Service was quick and friendly.", "praises"),
    Core("{product} does what it should.", "praises"),
    Core("We waited too long for an answer.", "complains"),
    Core("The price has risen every year.", "complains", "price"),
)
CHATS = (
    Core("Hello, do you deliver {product} to our country?", "asks_for_information", "", "Send information"),
    Core("What does {product} cost?", "asks_for_price", "", "Send a quote"),
    Core("Can somebody call me about {product}?", "asks_for_meeting", "", "Call"),
)
