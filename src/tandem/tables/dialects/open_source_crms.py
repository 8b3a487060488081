"""Frappe CRM, EspoCRM, Odoo, Twenty and listmonk: the fields of their leads, people, companies and deals."""

from tandem.tables.dialects.shapes import shape

__all__ = ["OPEN_SOURCE_CRMS"]

_FRAPPE = """
name | ID; Name | external_id
creation | Created On | created_at
modified | Last Updated On; Modified | updated_at
docstatus | |
modified_by | |
"""
_FRAPPE_PERSON = """
salutation | Salutation | salutation
first_name | First Name | first_name
last_name | Last Name | last_name
lead_name | Full Name; Lead Name | name
job_title | Job Title | title
email | Email | email
mobile_no | Mobile No | mobile_phone
phone | Phone | phone
"""
_FRAPPE_LEAD = """
organization | Organization | company
website | Website | website
no_of_employees | No. of Employees |
annual_revenue | Annual Revenue | annual_revenue
industry | Industry | industry
source | Source | source
status | Status | status
lead_owner | Lead Owner | owner_name
territory | Territory |
converted | Converted | is_converted
lost_reason | Lost Reason |
sla | SLA |
sla_status | SLA Status |
response_by | Response By |
first_response_time | First Response Time |
first_responded_on | First Responded On |
communication_status | Communication Status |
"""
_FRAPPE_DEAL = """
organization | Organization | account
deal_value | Deal Value | amount
expected_deal_value | Expected Deal Value |
currency | Currency | currency
exchange_rate | Exchange Rate |
probability | Probability | win_probability_stated | %
expected_closure_date | Expected Closure Date | close_on
closed_date | Closed Date | closed_at
next_step | Next Step | next_step
deal_owner | Deal Owner | owner_name
status | Status | deal_stage
lost_reason | Lost Reason | lost_reason
source | Source | source
contact | Contact; Primary Contact | contact
lead | Lead |
annual_revenue | Annual Revenue |
"""
_FRAPPE_ORGANIZATION = """
organization_name | Organization Name | name
website | Website | website
industry | Industry | industry
annual_revenue | Annual Revenue | annual_revenue
no_of_employees | No. of Employees |
currency | Currency | currency
territory | Territory |
"""
_FRAPPE_CALL = """
from | From |
to | To |
type | Type | direction
status | Status | status
start_time | Start Time | occurred_at
end_time | End Time |
duration | Duration | duration_seconds
recording_url | Recording URL | url
caller | Caller |
receiver | Receiver |
"""
_FRAPPE_PRODUCT = """
product_code | Product Code | code
product_name | Product Name | name
standard_rate | Standard Selling Rate | list_price
disabled | Disabled |
description | Description | description
"""
_ESPO = """
id | ID | external_id
createdAt | Created At | created_at
modifiedAt | Modified At | updated_at
assignedUser | Assigned User | owner_name
assignedUserName | Assigned User | owner_name
assignedUserId | Assigned User ID |
deleted | Deleted |
description | Description | description
"""
_ESPO_PERSON = """
salutationName | Salutation | salutation
firstName | First Name | first_name
lastName | Last Name | last_name
name | Name | name
title | Title | title
emailAddress | Email | email
phoneNumber | Phone | phone
addressStreet | Street; Address Street | street
addressCity | City; Address City | city
addressState | State; Address State | state
addressPostalCode | Postal Code; Address Postal Code | postal_code
addressCountry | Country; Address Country | country
doNotCall | Do Not Call | do_not_call
emailAddressIsOptedOut | Email Opt-Out | email_opt_out
"""
_ESPO_LEAD = """
accountName | Account Name | company
website | Website | website
industry | Industry | industry
status | Status | status
source | Source | source
opportunityAmount | Opportunity Amount |
convertedAt | Converted At | converted_at
createdAccountId | Created Account | account
createdContactId | Created Contact | converted_contact
createdOpportunityId | Created Opportunity | converted_opportunity
"""
_ESPO_CONTACT = """
accountId | Account ID | account
accountName | Account | account
accountRole | Account Role; Contact Title |
"""
_ESPO_OPPORTUNITY = """
name | Name | name
accountId | Account ID | account
accountName | Account | account
contactId | Contact ID | contact
contactRole | Contact Role |
amount | Amount | amount
amountCurrency | Amount Currency | currency
stage | Stage | deal_stage
lastStage | Last Stage |
probability | Probability, % | win_probability_stated | %
leadSource | Lead Source | source
closeDate | Close Date | close_on
"""
_ESPO_ACCOUNT = """
name | Name | name
website | Website | website
emailAddress | Email |
phoneNumber | Phone | phone
type | Type | type
industry | Industry | industry
sicCode | SIC Code |
billingAddressStreet | Billing Street | street
billingAddressCity | Billing City | city
billingAddressState | Billing State | state
billingAddressPostalCode | Billing Postal Code | postal_code
billingAddressCountry | Billing Country | country
"""
_ODOO_COMMON = """
id | ID; External ID | external_id
create_date | Created on | created_at
write_date | Last Updated on | updated_at
user_id | Salesperson | owner_name
team_id | Sales Team |
phone | Phone | phone
mobile | Mobile | mobile_phone
email_from | Email | email
contact_name | Contact Name | name
partner_name | Company Name | company
function | Job Position | title
street | Street | street
city | City | city
state_id | State | state
zip | Zip | postal_code
country_id | Country | country
website | Website | website
source_id | Source | source
medium_id | Medium |
tag_ids | Tags | | many
phone_state | |
email_state | |
automated_probability | Automated Probability |
is_automated_probability | |
active | Active |
"""
_ODOO_LEAD = """
name | Lead; Opportunity |
stage_id | Stage | status
type | Type |
probability | Probability |
priority | Priority | rating
"""
_ODOO_DEAL = """
id | ID; External ID | external_id
create_date | Created on | created_at
write_date | Last Updated on | updated_at
user_id | Salesperson | owner_name
team_id | Sales Team | pipeline
name | Opportunity | name
partner_id | Customer | account
stage_id | Stage | deal_stage
expected_revenue | Expected Revenue | amount
probability | Probability | win_probability_stated | %
automated_probability | Automated Probability |
date_deadline | Expected Closing | close_on
date_closed | Closed Date | closed_at
lost_reason_id | Lost Reason | lost_reason
campaign_id | Campaign | campaign
source_id | Source | source
medium_id | Medium |
"""
_TWENTY_PERSON = """
id | Id | external_id
createdAt | Creation date | created_at
updatedAt | Last update | updated_at
nameFirstName | First Name; Name / First Name | first_name
nameLastName | Last Name; Name / Last Name | last_name
emailsPrimaryEmail | Emails / Primary Email; Primary Email | email
emailsAdditionalEmails | Emails / Additional Emails | | many
phonesPrimaryPhoneNumber | Phones / Primary Phone Number; Primary Phone Number | phone
phonesPrimaryPhoneCallingCode | Phones / Primary Phone Calling Code |
phonesPrimaryPhoneCountryCode | Phones / Primary Phone Country Code |
jobTitle | Job Title | title
city | City | city
companyId | Company Id; Company / Id | account
linkedinLinkPrimaryLinkUrl | Linkedin / Link URL |
"""
_TWENTY_COMPANY = """
id | Id | external_id
createdAt | Creation date | created_at
updatedAt | Last update | updated_at
name | Name | name
domainNamePrimaryLinkUrl | Domain Name / Link URL | website
employees | Employees | n_employees
addressAddressStreet1 | Address / Address 1 | street
addressAddressCity | Address / City | city
addressAddressState | Address / State | state
addressAddressPostcode | Address / Post Code | postal_code
addressAddressCountry | Address / Country | country
annualRecurringRevenueAmountMicros | ARR / Amount |
idealCustomerProfile | ICP |
accountOwnerId | Account Owner Id | owner_name | users
"""
_LISTMONK = "email | | email\nname | | name\nattributes | |\n"

OPEN_SOURCE_CRMS = (
    shape("frappe", "CRM Lead", "leads", "crmlead crm_lead", _FRAPPE_LEAD + _FRAPPE_PERSON.lstrip() + _FRAPPE.lstrip()),
    shape("frappe", "CRM Deal", "opportunities", "crmdeal crm_deal", _FRAPPE_DEAL + _FRAPPE.lstrip()),
    shape("frappe", "CRM Organization", "accounts", "crmorganization", _FRAPPE_ORGANIZATION + _FRAPPE.lstrip()),
    shape("frappe", "CRM Call Log", "touchpoints", "crmcalllog", _FRAPPE_CALL + _FRAPPE.lstrip()),
    shape("frappe", "CRM Product", "products", "crmproduct", _FRAPPE_PRODUCT + _FRAPPE.lstrip()),
    shape("espocrm", "Lead", "leads", "lead leads", _ESPO_LEAD + _ESPO_PERSON.lstrip() + _ESPO.lstrip()),
    shape("espocrm", "Contact", "contacts", "contact contacts", _ESPO_CONTACT + _ESPO_PERSON.lstrip() + _ESPO.lstrip()),
    shape("espocrm", "Opportunity", "opportunities", "opportunity opportunities", _ESPO_OPPORTUNITY + _ESPO.lstrip()),
    shape("espocrm", "Account", "accounts", "account accounts", _ESPO_ACCOUNT + _ESPO.lstrip()),
    shape("odoo", "crm.lead (lead)", "leads", "crm.lead leads", _ODOO_LEAD + _ODOO_COMMON.lstrip()),
    shape("odoo", "crm.lead (opportunity)", "opportunities", "crm.lead", _ODOO_DEAL),
    shape("twenty", "person", "contacts", "people person", _TWENTY_PERSON),
    shape("twenty", "company", "accounts", "companies company", _TWENTY_COMPANY),
    shape("listmonk", "subscriber", "contacts", "subscribers listmonk", _LISTMONK),
)  # fmt: skip
