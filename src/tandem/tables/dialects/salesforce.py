"""Salesforce: API names and labels of its objects; capitals and warehouse names follow from the API names."""

from tandem.tables.dialects.shapes import shape

__all__ = ["SALESFORCE"]

_AUDIT = """
CreatedDate | Created Date; Create Date | created_at
LastModifiedDate | Last Modified Date | updated_at
OwnerId | Owner ID | owner_name | users
Owner.Name | Record Owner; Owner; Owner Name | owner_name
CreatedById | Created By ID |
LastModifiedById | Last Modified By ID |
SystemModstamp | System Modstamp |
IsDeleted | Deleted |
RecordTypeId | Record Type ID |
LastActivityDate | Last Activity; Last Activity Date |
MasterRecordId | Master Record ID |
CurrencyIsoCode | Currency; Currency ISO Code | currency
_fivetran_synced | |
_fivetran_active | |
_fivetran_start | |
_fivetran_end | |
_fivetran_deleted | |
"""
_PERSON = """
FirstName | First Name | first_name
LastName | Last Name | last_name
Name | Full Name; Name | name
Salutation | Salutation | salutation
Title | Title; Job Title | title
Email | Email | email
Phone | Phone; Business Phone | phone
MobilePhone | Mobile Phone; Mobile | mobile_phone
HasOptedOutOfEmail | Email Opt Out | email_opt_out
DoNotCall | Do Not Call | do_not_call
EmailBouncedDate | Email Bounced Date |
EmailBouncedReason | Email Bounced Reason |
LeadSource | Lead Source | source
Description | Description | description
Fax | Fax |
"""
_ACCOUNT = """
Id | Account ID; Record ID | external_id
Name | Account Name | name
Type | Type; Account Type | type
Industry | Industry | industry
AnnualRevenue | Annual Revenue | annual_revenue
NumberOfEmployees | Employees; No. of Employees; Number of Employees | n_employees
Website | Website | website
Phone | Phone; Account Phone | phone
ParentId | Parent Account ID | parent
Parent.Name | Parent Account | parent
AccountNumber | Account Number |
AccountSource | Account Source |
Rating | Rating |
Ownership | Ownership |
Description | Description; Account Description | description
BillingStreet | Billing Street; Billing Address Line 1 | street
BillingCity | Billing City | city
BillingState | Billing State/Province; Billing State | state
BillingStateCode | Billing State Code |
BillingPostalCode | Billing Zip/Postal Code; Billing Postal Code | postal_code
BillingCountry | Billing Country | country
BillingCountryCode | Billing Country Code |
ShippingStreet | Shipping Street |
ShippingCity | Shipping City |
ShippingState | Shipping State/Province; Shipping State |
ShippingPostalCode | Shipping Zip/Postal Code |
ShippingCountry | Shipping Country |
Sic | SIC Code |
SicDesc | SIC Description |
Site | Account Site |
TickerSymbol | Ticker Symbol |
Account.Owner | Account Owner | owner_name
"""
_CONTACT = """
Id | Contact ID; Record ID | external_id
AccountId | Account ID | account
Account.Name | Account Name | account
Department | Department | department
HomePhone | Home Phone |
MailingStreet | Mailing Street | street
MailingCity | Mailing City | city
MailingState | Mailing State/Province; Mailing State | state
MailingPostalCode | Mailing Zip/Postal Code; Mailing Postal Code | postal_code
MailingCountry | Mailing Country | country
ReportsToId | Reports To ID |
Contact.Owner | Contact Owner | owner_name
"""
_LEAD = """
Id | Lead ID; Record ID | external_id
Company | Company; Company / Account | company
Website | Website | website
Street | Street | street
City | City | city
State | State/Province; State | state
PostalCode | Zip/Postal Code; Postal Code | postal_code
Country | Country | country
Industry | Industry | industry
AnnualRevenue | Annual Revenue | annual_revenue
NumberOfEmployees | No. of Employees; Number of Employees; Employees | n_employees
Status | Lead Status; Status | status
Rating | Rating | rating
IsConverted | Converted | is_converted
ConvertedDate | Converted Date | converted_at
ConvertedAccountId | Converted Account ID | account
ConvertedContactId | Converted Contact ID | converted_contact
ConvertedOpportunityId | Converted Opportunity ID | converted_opportunity
IsUnreadByOwner | Unread By Owner |
IndividualId | Individual ID |
Lead.Owner | Lead Owner | owner_name
LeadDivision | Lead Division |
"""
_OPPORTUNITY = """
Id | Opportunity ID; Record ID | external_id
Name | Opportunity Name | name
AccountId | Account ID | account
Account.Name | Account Name | account
ContactId | Contact ID; Primary Contact | contact
Amount | Amount | amount
ExpectedRevenue | Expected Revenue; Expected Amount |
Probability | Probability (%); Probability | win_probability_stated | %
StageName | Stage; Opportunity Stage | deal_stage
CloseDate | Close Date | close_on
Type | Type; Opportunity Type | type
LeadSource | Lead Source | source
NextStep | Next Step | next_step
CampaignId | Campaign ID; Primary Campaign Source | campaign
ForecastCategory | |
ForecastCategoryName | Forecast Category | forecast_category
Fiscal | Fiscal Period |
FiscalQuarter | Fiscal Quarter |
FiscalYear | Fiscal Year |
IsClosed | Closed | is_closed
IsWon | Won | is_won
LossReason | Loss Reason; Lost Reason; Closed Lost Reason | lost_reason
Loss_Reason__c | | lost_reason
HasOpenActivity | |
HasOverdueTask | |
HasOpportunityLineItem | Has Line Item |
Pricebook2Id | Price Book ID |
SyncedQuoteId | Synced Quote ID |
Territory2Id | Territory ID |
Territory | Territory |
Description | Description | description
AmountCurrency | Amount Currency | currency
Opportunity.Owner | Opportunity Owner | owner_name
"""
_LINE = """
Id | Line Item ID; Record ID | external_id
OpportunityId | Opportunity ID | opportunity
Product2Id | Product ID | product
PricebookEntryId | Price Book Entry ID |
ProductCode | Product Code |
Name | Opportunity Product Name |
Quantity | Quantity | quantity
UnitPrice | Sales Price; Unit Price | unit_price
ListPrice | List Price | list_price
TotalPrice | Total Price |
Discount | Discount | discount_share | %
Description | Line Description |
ServiceDate | Date | quoted_on
SortOrder | Sort Order |
"""
_TASK = """
Id | Task ID; Activity ID | external_id
WhoId | Name ID | contact | who
WhatId | Related To ID | opportunity | what
AccountId | Account ID | account
Subject | Subject | subject
Description | Comments; Full Comments | body
ActivityDate | Due Date Only; Due Date; Date | occurred_at
Status | Status | status
Priority | Priority |
IsClosed | Closed |
IsHighPriority | High Priority |
Type | Type; Task Type | kind
TaskSubtype | Task Subtype |
CallType | Call Type | direction
CallDisposition | Call Result |
CallDurationInSeconds | Call Duration | duration_seconds
CallObject | Call Object Identifier |
CompletedDateTime | Completed Date/Time |
"""
_EVENT = """
Id | Event ID; Activity ID | external_id
WhoId | Name ID | contact | who
WhatId | Related To ID | opportunity | what
AccountId | Account ID | account
Subject | Subject | subject
Description | Description | body
Location | Location |
ActivityDate | Due Date Only |
ActivityDateTime | Due Date Time |
StartDateTime | Start; Start Date Time | occurred_at
EndDateTime | End; End Date Time |
DurationInMinutes | Duration |
Type | Type | kind
EventSubtype | Event Subtype |
IsGroupEvent | Is Group Event |
IsChild | Is Child |
ShowAs | Show Time As |
IsRecurrence | Create Recurring Series of Events |
"""
_MAIL = """
Id | Email Message ID; Activity ID | external_id
ToIds | To IDs | contact | who many
RelatedToId | Related To ID | opportunity | what
ParentId | Parent Case ID |
ActivityId | Activity ID |
CreatedById | Created By ID | owner_name | users
Subject | Subject | subject
TextBody | Text Body | body
HtmlBody | HTML Body |
FromAddress | From Address |
FromName | From Name |
ToAddress | To Address |
CcAddress | CC Address |
BccAddress | BCC Address |
MessageDate | Message Date | occurred_at
Incoming | Is Incoming | direction
Status | Status | status
HasAttachment | Has Attachment |
IsOpened | Is Opened |
MessageIdentifier | Message ID |
ThreadIdentifier | Thread ID |
Headers | Headers |
"""
_CAMPAIGN = """
Id | Campaign ID | external_id
Name | Campaign Name | name
Type | Type; Campaign Type | type
Status | Status; Campaign Status | status
StartDate | Start Date | starts_on
EndDate | End Date | ends_on
BudgetedCost | Budgeted Cost | budget
ActualCost | Actual Cost |
ExpectedRevenue | Expected Revenue in Campaign |
IsActive | Active |
ParentId | Parent Campaign ID |
Description | Description |
"""
_MEMBER = """
Id | Campaign Member ID | external_id
CampaignId | Campaign ID | campaign
LeadId | Lead ID | lead
ContactId | Contact ID | contact
Status | Status; Member Status | status
HasResponded | Responded | has_responded
FirstRespondedDate | First Responded Date | first_responded_on
LeadOrContactId | Lead/Contact ID |
LeadOrContactOwnerId | Lead/Contact Owner ID |
CompanyOrAccount | Company (Account) |
LeadSource | Lead Source |
HasOptedOutOfEmail | Email Opt Out |
DoNotCall | Do Not Call |
FirstName | First Name |
LastName | Last Name |
AccountId | Account ID |
"""
_PRODUCT = """
Id | Product ID | external_id
Name | Product Name | name
ProductCode | Product Code | code
Family | Product Family | family
IsActive | Active | is_active
IsArchived | Archived |
Description | Product Description; Description | description
QuantityUnitOfMeasure | Quantity Unit Of Measure |
ExternalId | External ID |
DisplayUrl | Display URL |
"""
_ROLE = """
Id | Contact Role ID | external_id
OpportunityId | Opportunity ID | opportunity
ContactId | Contact ID | contact
Role | Role | role
IsPrimary | Primary | is_primary
"""
_ORDER = """
Id | Order ID | external_id
AccountId | Account ID | account
OpportunityId | Opportunity ID | opportunity
OrderNumber | Order Number |
EffectiveDate | Order Start Date | ordered_on
TotalAmount | Order Amount | amount
Status | Status | status
Type | Order Type |
"""
_CONTRACT = """
Id | Contract ID | external_id
AccountId | Account ID | account
ContractNumber | Contract Number |
Opportunity__c | | opportunity
Yearly_Amount__c | Yearly Amount | amount_per_year
Cancelled_On__c | Cancelled On | cancelled_on
Name | Contract Name | name
StartDate | Contract Start Date | starts_on
EndDate | Contract End Date | ends_on
ContractTerm | Contract Term (months); Contract Term |
Status | Status | status
"""
_USER = """
Id | User ID |
Name | Full Name |
Username | Username |
Email | Email |
IsActive | Active |
ManagerId | Manager ID |
UserRoleId | Role ID |
TimeZoneSidKey | Time Zone |
"""

SALESFORCE = (
    shape("salesforce", "Lead", "leads", "lead leads", _LEAD + _PERSON.lstrip() + _AUDIT.lstrip()),
    shape("salesforce", "Contact", "contacts", "contact contacts", _CONTACT + _PERSON.lstrip() + _AUDIT.lstrip()),
    shape("salesforce", "Account", "accounts", "account accounts", _ACCOUNT + _AUDIT.lstrip()),
    shape("salesforce", "Opportunity", "opportunities", "opportunity opportunities", _OPPORTUNITY + _AUDIT.lstrip()),
    shape(
        "salesforce",
        "OpportunityLineItem",
        "quotes",
        "opportunitylineitem opportunity_line_item",
        _LINE + _AUDIT.lstrip(),
    ),
    shape("salesforce", "Product2", "products", "product2 product_2 products", _PRODUCT + _AUDIT.lstrip()),
    shape("salesforce", "Task", "touchpoints", "task tasks", _TASK + _AUDIT.lstrip()),
    shape("salesforce", "Event", "touchpoints", "event events", _EVENT + _AUDIT.lstrip()),
    shape("salesforce", "EmailMessage", "touchpoints", "emailmessage email_message", _MAIL + _AUDIT.lstrip()),
    shape("salesforce", "Campaign", "campaigns", "campaign campaigns", _CAMPAIGN + _AUDIT.lstrip()),
    shape(
        "salesforce", "CampaignMember", "campaign_members", "campaignmember campaign_member", _MEMBER + _AUDIT.lstrip()
    ),
    shape("salesforce", "OpportunityContactRole", "buying_roles", "opportunitycontactrole", _ROLE + _AUDIT.lstrip()),
    shape("salesforce", "Order", "orders", "order orders", _ORDER + _AUDIT.lstrip()),
    shape("salesforce", "Contract", "contracts", "contract contracts", _CONTRACT + _AUDIT.lstrip()),
    shape(
        "salesforce",
        "User",
        "",
        "user users",
        _USER,
        why_ignored="It names the owners that other files refer to by id.",
    ),
)
