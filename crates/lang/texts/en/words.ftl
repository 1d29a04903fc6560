### Shared words: statuses, bases, tiers, classes, kinds of document.

## Results
status-met = Met
status-partial = Partial
status-not_met = Not met
status-unknown = Unknown
status-not_applicable = Not applicable
status-met-declared = Met (self-declared)
status-met-none-arisen = Met (none arisen)
status-so-far = { $status } (so far, { $at })
status-not-reported = Not reported
status-proposed-level = proposed

## Bases
basis-A = A – seen by Khiên
basis-B = B – imported from another system
basis-C = C – declared by a named person with a file
basis-D = D – word only
basis-none = no source yet
basis-group-machine = machine-confirmed
basis-group-imported = imported
basis-group-declared = self-declared
basis-late = entered late

## How far regime data are verified
verified-yes = compared with its source
verified-no = unverified
policy-internal = internal threshold
standing-not_yet = not valid yet
standing-current = valid
standing-expired = out of date, check before use

## Tiers
tier-central_party = central organ of the Party
tier-government = the Government
tier-ministry = ministry or ministerial agency
tier-department = department
tier-province = province or city
tier-district = district or town (until 30 June 2025)
tier-commune = commune, ward or special zone
tier-enterprise = enterprise
tier-other = other

## Classes
class-central_agency = ministries and government agencies
class-peoples_committee = people's committees of provinces and cities
class-local_agency = local agencies, divisions and organisations
class-commune = people's committees of communes and wards
class-state_enterprise = state groups and corporations
class-telecom_internet = telecom and Internet providers
class-digital_platform = digital infrastructure and platform providers
class-finance = banks and financial organisations
class-portal_owner = owners of portals and sites
class-all = everybody addressed

## Kinds of document
kind-official_letter = Official letter
kind-directive = Directive
kind-telegram = Urgent telegram
kind-plan = Plan
kind-report = Report
kind-decision = Decision
kind-other = Other document

## Relation to cited documents
relation-implements = implements
relation-warning = warning
relation-publish = to be published
relation-enclosed = enclosed
relation-basis = legal basis
relation-mentioned = mentioned

## Sentences that go with results and samples
claim = Met by criterion { $measure } version { $version }, data up to { $at }; no substitute for inspection by the competent authority.
claim-other = { $status } by criterion { $measure } version { $version }, data up to { $at }; no substitute for inspection by the competent authority.
claim-none = Results follow Khiên's own criteria and are no substitute for inspection by the competent authority.
sample-mark = SAMPLE – NO VALIDITY
none-proven = None
