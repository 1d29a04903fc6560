### Figures of results: names and units.

## Units
figure-unit-percent =
    { $count ->
       *[other] { $value } %
    }
figure-unit-hours =
    { $count ->
        [one] { $value } hour
       *[other] { $value } hours
    }
figure-unit-minutes =
    { $count ->
        [one] { $value } minute
       *[other] { $value } minutes
    }
figure-unit-times =
    { $count ->
        [one] { $value } time
       *[other] { $value } times
    }
figure-unit-machines =
    { $count ->
        [one] { $value } machine
       *[other] { $value } machines
    }
figure-unit-systems =
    { $count ->
        [one] { $value } system
       *[other] { $value } systems
    }
figure-unit-people =
    { $count ->
        [one] { $value } person
       *[other] { $value } people
    }
figure-unit-shifts =
    { $count ->
        [one] { $value } shift
       *[other] { $value } shifts
    }
figure-unit-alerts =
    { $count ->
        [one] { $value } alert
       *[other] { $value } alerts
    }
figure-unit-incidents =
    { $count ->
        [one] { $value } incident
       *[other] { $value } incidents
    }
figure-unit-findings =
    { $count ->
        [one] { $value } finding
       *[other] { $value } findings
    }
figure-unit-events =
    { $count ->
        [one] { $value } event
       *[other] { $value } events
    }
figure-unit-addresses =
    { $count ->
        [one] { $value } address
       *[other] { $value } addresses
    }
figure-unit-documents =
    { $count ->
        [one] { $value } document
       *[other] { $value } documents
    }
figure-unit-portals =
    { $count ->
        [one] { $value } portal
       *[other] { $value } portals
    }
figure-unit-links =
    { $count ->
        [one] { $value } link
       *[other] { $value } links
    }
figure-unit-orders =
    { $count ->
        [one] { $value } order
       *[other] { $value } orders
    }
figure-unit-batches =
    { $count ->
        [one] { $value } batch
       *[other] { $value } batches
    }

## Names
figure-done = Done
figure-total = In all
figure-open = Open, in time
figure-bad = Wrong or overdue
figure-none = Without data
figure-total_at_start = In all at the start of the watch
figure-done_a = Done, confirmed by machine
figure-done_b = Done, imported
figure-done_c = Done, stated with a file
figure-done_d = Done, stated only
figure-acknowledge_minutes_median = Time to acknowledge, median
figure-acknowledged = Acknowledged
figure-affected = Affected machines
figure-alerts = Alerts in the watch
figure-alerts_critical = Critical alerts
figure-alerts_high = High alerts
figure-alerts_low = Low alerts
figure-alerts_medium = Medium alerts
figure-alerts_open = Alerts not closed
figure-alerts_verified = Alerts verified
figure-answered_cleaned = Answered: cleaned
figure-answered_in_progress = Answered: in progress
figure-answered_not_ours = Answered: not ours
figure-answered_not_reproduced = Answered: not reproduced
figure-appraised = Level dossier appraised
figure-approved = Level approved
figure-attendances = Attendances
figure-batches = Batches received
figure-batches_missing = Batches missing
figure-blocks = Blocks
figure-bulletins = Bulletins in scope
figure-bulletins_cited = Bulletins the letter names
figure-cases = Subscriber cases
figure-checks = Checks
figure-classified = With a level
figure-clauses = Clauses
figure-clauses_with_evidence = Clauses with evidence
figure-cleaned = Cleaned
figure-closed = Closed
figure-contacts_loaded = Contacts loaded
figure-contacts_verified = Contacts verified
figure-contacts_wanted = Contacts wanted
figure-contracts = Contracts
figure-decided = Decided
figure-detected = Detections
figure-disposed = Findings disposed of
figure-documents = Documents to publish
figure-dossier = With a level dossier
figure-drills = Drills
figure-editions = Editions of the list received
figure-events_read = Events read
figure-findings = Findings
figure-full_measures = With all controls of their level
figure-handled_in_time = Handled in time
figure-handovers_accepted = Handovers accepted
figure-hired_hours = Hired hours
figure-hunts = Hunts
figure-hunts_counted = Hunts that count
figure-in_force = Contracts in force
figure-incidents = Incidents
figure-incidents_late = Incidents reported late
figure-infected = Infected since the letter
figure-injected = Times injected content was seen
figure-least_reached_percent = Topic that reached fewest
figure-left = Machines left
figure-links = Links declared
figure-listed_addresses = Own addresses on the list
figure-longest_gap_minutes = Longest gap
figure-machines = Machines
figure-machines_infected = Machines infected
figure-machines_inventoried = Machines with inventory
figure-machines_ioc = Machines contacting indicators
figure-machines_vulnerable = Vulnerable machines
figure-median_handled_minutes = From alert to handled, median
figure-median_minutes = Time to handle, median
figure-median_seen_minutes = From alert to seen, median
figure-mitigated = Mitigated
figure-not_updated_15d = Signatures older than 15 days
figure-notified = Subscribers notified
figure-officer_hours_ratio = Hours a day against ordinary days
figure-officers = Officers
figure-on_console = Machines on the console
figure-on_site_hours = Hours on site
figure-on_time = Carried out in time
figure-os_outdated = Outdated operating system
figure-other_os_outdated = Outdated operating system, by the console
figure-outages = Outages
figure-overdue = Overdue
figure-patched = Patched
figure-planned_percent = Cover as planned
figure-plans = Plans
figure-portals = Portals
figure-priority_breaches = Priority not kept
figure-probes = Probes
figure-protection_off = Protection off or agent lost
figure-proven_percent = Cover proven
figure-published = Portals that published in full
figure-quiz_passed = Quiz passed
figure-receipts = Sends with a receipt
figure-receipts_empty = Sends without data
figure-received = Received
figure-recipients = Recipients
figure-recurrence_percent = Sources that recur
figure-relapsed = Relapsed
figure-remote_hours = Remote hours
figure-repair_minutes_mean = Mean time to repair
figure-replied = Answered to those who complained
figure-requests = Support requests
figure-requests_answered = Requests answered
figure-requests_late = Requests answered late
figure-restore_typed = Restore tests by statement only
figure-scam_call = Scam calls
figure-scam_sms = Scam messages
figure-scanned = Machines fully scanned
figure-sessions = Sessions
figure-sessions_wrong = Sessions with impossible figures
figure-share_minutes_median = From sign to share, median
figure-shifts = Shifts
figure-shifts_checked = Shifts with a check
figure-shifts_checked_in = Shifts checked in
figure-shifts_past = Shifts past
figure-signs = Signs to share
figure-signs_shared = Signs shared
figure-sources_acted_on = Sources acted on
figure-spam_call = Spam calls
figure-spam_mail = Spam mail
figure-spam_sms = Spam messages
figure-systems = Systems
figure-systems_covered_percent = Systems covered by hunts
figure-systems_watched = Systems watched
figure-targets = Service targets
figure-targets_met = Targets kept
figure-unclassified = Machines and portals of no system
figure-unregistered = Machines not in the register
figure-uptime_percent = Time the link was up

## The duty page
web-figures = Figures
web-figure-value = Value
web-figure-source = Counted from
