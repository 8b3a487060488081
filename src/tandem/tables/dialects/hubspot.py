"""HubSpot: internal names, as the API and warehouse copies have them, and the labels of its exports."""

from tandem.tables.dialects.shapes import shape

__all__ = ["HUBSPOT"]

_ALL = """
hs_object_id | Record ID; Record Id | external_id
hubspot_owner_id | Owner ID | owner_name | users
createdate | Create Date; Created Date | created_at
hs_lastmodifieddate | Last Modified Date; Last modified date | updated_at
hubspot_team_id | HubSpot Team |
hs_analytics_source | Original Source; Original Traffic Source |
num_notes | Number of Sales Activities; Number of times contacted |
hs_merged_object_ids | Merged Record IDs |
_fivetran_synced | |
_fivetran_deleted | |
"""
_PERSON = """
id | |
email | Email; E-mail; Email Address | email
firstname | First Name; First name | first_name
lastname | Last Name; Last name | last_name
salutation | Salutation | salutation
phone | Phone Number; Phone number | phone
mobilephone | Mobile Phone Number; Mobile phone number | mobile_phone
jobtitle | Job Title; Job title | title
address | Street Address | street
city | City | city
state | State/Region; State | state
zip | Postal Code; Zip Code | postal_code
country | Country/Region; Country | country
hs_email_optout | Unsubscribed from all email; Opted out of all email | email_opt_out
lastmodifieddate | Last Modified Date | updated_at
hs_calculated_merged_vids | Merged vIDs |
owner | Contact owner; Contact Owner | owner_name
associatedcompanyids | Associated Company IDs | | many
associatedcompany | Associated Company | | many
"""
_AS_LEAD = """
company | Company Name; Company name | company
website | Website URL | website
industry | Industry | industry
annualrevenue | Annual Revenue | annual_revenue
numemployees | Number of Employees | n_employees
lifecyclestage | Lifecycle Stage; Lifecycle stage | lifecycle_stage
hs_lead_status | Lead Status; Lead status | status
hs_analytics_source | Original Source; Original Traffic Source | source
associatedcompanyid | Primary Associated Company ID; Associated Company ID | account
"""
_AS_CONTACT = """
associatedcompanyid | Primary Associated Company ID; Associated Company ID | account
company | Company Name; Company name |
hs_buying_role | Buying Role | role
hs_analytics_source | Original Source; Original Traffic Source | source
"""
_COMPANY = """
name | Company name; Company Name; Name | name
domain | Company Domain Name; Company domain name | domain
website | Website URL | website
phone | Phone Number | phone
type | Type | type
industry | Industry | industry
annualrevenue | Annual Revenue | annual_revenue
numberofemployees | Number of Employees | n_employees
address | Street Address | street
city | City | city
state | State/Region | state
zip | Postal Code | postal_code
country | Country/Region | country
description | Description | description
hs_parent_company_id | Parent Company | parent
owner | Company owner; Company Owner | owner_name
lifecyclestage | Lifecycle Stage |
"""
_DEAL = """
deal_id | Deal ID | external_id
dealname | Deal Name; Deal name | name
amount | Amount | amount
deal_currency_code | Currency | currency
dealstage | Deal Stage; Deal stage | deal_stage
pipeline | Pipeline | pipeline
closedate | Close Date; Close date | close_on
dealtype | Deal Type | type
hs_createdate | HubSpot Create Date |
hs_is_closed | Is Deal Closed? | is_closed
hs_is_closed_won | Is Closed Won | is_won
hs_deal_stage_probability | Deal probability | win_probability_stated
hs_manual_forecast_category | Forecast category | forecast_category
closed_lost_reason | Closed Lost Reason | lost_reason
hs_next_step | Next step | next_step
description | Deal Description; Description | description
hs_analytics_source | Original Source Type; Original Traffic Source | source
associatedcompanyids | Associated Company IDs; Associated Company ID | account | many
associatedcompany | Associated Company; Associated Company Name | | many
associatedcontactids | Associated Contact IDs; Associated Contact ID | contact | many
associatedcontact | Associated Contact | | many
num_associated_contacts | Number of Associated Contacts |
owner | Deal owner; Deal Owner | owner_name
"""
_PRODUCT = """
name | Product Name; Name | name
hs_sku | SKU | code
price | Unit price; Unit Price | list_price
hs_product_type | Product type | family
description | Product description | description
"""
_CAMPAIGN = """
hs_name | Campaign Name; Campaign name | name
hs_campaign_status | Campaign status | status
hs_start_date | Campaign start date; Start date | starts_on
hs_end_date | Campaign end date; End date | ends_on
hs_budget_items_sum_amount | Campaign budget; Budget | budget
hs_currency_code | Campaign currency | currency
"""
_LINE = """
hs_product_id | Product ID | product
associated_deal | Associated Deal ID; Associated Deal IDs | opportunity | many
quantity | Quantity | quantity
price | Unit price | unit_price
hs_discount_percentage | Discount Percentage; Discount | discount_share | %
amount | Net price |
hs_line_item_currency_code | Line item currency | currency
"""
_ENGAGEMENT = """
id | Activity ID; Engagement ID | external_id
type | Type; Engagement type; Activity type | kind
hs_timestamp | Activity date; Activity Date | occurred_at
hs_call_title | Call Title; Call title | subject | of:call
hs_call_body | Call notes; Call Notes | body | of:call
hs_call_direction | Call direction | direction | of:call
hs_call_duration | Call duration |
hs_call_disposition | Call outcome |
hs_call_status | Call status | status | of:call
hs_meeting_title | Meeting name | subject | of:meeting
hs_meeting_body | Meeting description | body | of:meeting
hs_meeting_outcome | Meeting outcome | status | of:meeting
hs_email_subject | Email subject; Email Subject | subject | of:email
hs_email_text | Email body | body | of:email
hs_email_direction | Email direction |
hs_note_body | Note body; Note Body | body | of:note
hs_task_subject | Task Title; Task title | subject | of:task
hs_task_body | Task notes | body | of:task
hs_task_type | Task Type |
hs_task_status | Task Status | status | of:task
contact_id | Associated Contact IDs; Associated Contact ID | contact | who many
company_id | Associated Company IDs | account | many
deal_id | Associated Deal IDs | opportunity | many
owner | Activity assigned to; Assigned to | owner_name
"""
_EMAIL_EVENT = """
id | | external_id
type | | kind
created | | occurred_at
recipient | |
email_campaign_id | | campaign
sent_by_id | |
sent_by_created | |
caused_by_id | |
obsoleted_by_id | |
filtered_event | |
url | | url
referer | |
user_agent | |
ip_address | |
browser | |
location | |
"""

HUBSPOT = (
    shape(
        "hubspot",
        "contact as lead",
        "leads",
        "contact contacts allcontacts",
        _AS_LEAD + _PERSON.lstrip() + _ALL.lstrip(),
    ),
    shape(
        "hubspot", "contact", "contacts", "contact contacts allcontacts", _AS_CONTACT + _PERSON.lstrip() + _ALL.lstrip()
    ),
    shape("hubspot", "company", "accounts", "company companies allcompanies", _COMPANY + _ALL.lstrip()),
    shape("hubspot", "deal", "opportunities", "deal deals alldeals", _DEAL + _ALL.lstrip()),
    shape("hubspot", "product", "products", "product products", _PRODUCT + _ALL.lstrip()),
    shape("hubspot", "campaign", "campaigns", "campaign campaigns", _CAMPAIGN + _ALL.lstrip()),
    shape("hubspot", "line item", "quotes", "lineitem line_item line_items", _LINE + _ALL.lstrip()),
    shape(
        "hubspot",
        "engagement",
        "touchpoints",
        "engagement engagements activities calls meetings notes",
        _ENGAGEMENT + _ALL.lstrip(),
    ),
    shape("hubspot", "email event", "touchpoints", "emailevent email_event email_events", _EMAIL_EVENT),
)
