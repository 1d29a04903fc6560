### Web pages: frame, sign-in, board.

## Frame
web-skip = To the main content
web-nav = Main
web-nav-board = Board
web-search = Search
web-search-hint = Find a unit, a duty, a machine
web-theme-dark = Switch to dark
web-theme-light = Switch to light
web-sample-tag = SAMPLE
web-sample-foot = Sample data, not real figures
web-disclaimer = Results by Khiên's measures; they do not replace an inspection by the competent authority
web-open = Open
web-unit = Unit
web-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
web-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
  }
web-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
  }

## Roles
role-system_admin = System administrator
role-unit_admin = Unit administrator
role-commander = Approving leader
role-duty_officer = Duty officer
role-analyst = Analyst
role-respondent = Respondent of a unit
role-auditor = Inspector
role-machine = Machine

## Sign-in
web-login-title = Sign in
web-login-sub = network security watch
web-login-account = Account
web-login-password = Password
web-login-code = 6-digit code
web-login-code-hint = From the authenticator, if the account has one.
web-login-go = Sign in
web-login-wrong = The account or the password is not right.
web-login-code-needed = This account also needs the 6-digit code. Enter the password again and the code.
web-login-code-wrong = The code is not right or was used. Wait for a new one and try again.
web-login-disabled = The account is disabled. Ask the administrator.
web-login-wait = Wrong several times from here. Try again in { $value }.
web-login-samples = Sample accounts
web-login-samples-hint = Only in the demonstration. Choose a role to enter at once.
web-login-first = First time? Open the one-time link the administrator sent you. Lost password: ask your unit's administrator.
web-login-logged = Every sign-in is logged
web-link-title = Choose a password
web-link-sub = This link works once
web-link-name = Full name
web-link-login-hint = Lower case, digits, dots; for example: an.nv
web-link-password-hint = At least 12 characters. A long phrase you remember is best.
web-link-again = Password again
web-link-go = Set the password and enter
web-link-no-login = The account name is missing.
web-link-short = The password must have at least 12 characters.
web-link-differs = The two passwords differ.

## Errors
web-error-home = To the first page
web-error-not-found = Not found
web-error-not-found-hint = There is no such address, or it is outside what this account may see.
web-error-forbidden = Not allowed
web-error-forbidden-hint = The role of this account may not do that. Ask your unit's administrator if you need it.
web-error-foreign = The form is not valid
web-error-foreign-hint = It was opened in another session or on another site. Go back, reload the page and send it again; nothing was written.
web-error-expired = The session has expired
web-error-expired-hint = Nothing was saved. Sign in again, then send again.
web-error-too-large = Too large
web-error-too-large-hint = The server takes at most { $value } at a time. Nothing was kept; send it in smaller parts.
web-error-too-slow = Too slow
web-error-too-slow-hint = The request had not wholly arrived after { $value } seconds. Nothing was kept; check the connection and send it again.
web-error-refused = This could not be done
web-error-refused-hint = Nothing was written. Go back, correct it and send it again.
web-error-failed = A fault of the system
web-error-failed-hint = This was not written. Try again; if it fails again, tell the administrator the code and the time.

## Board
web-board-title = Board
web-wall = Wall screen
web-directive = Directive
web-other-directives = Other directives:
web-watch = Watch
web-watch-begins = Begins in { $value }
web-watch-goes-on = { $value } left
web-watch-over = Over since { $value }
web-nothing-yet = no data yet
web-watch-days = { $from } to the end of { $to }
web-coverage = Covered { $value } hours
web-on-duty = On duty
web-on-duty-until = until { $value }
web-checked-in = Checked in { $value }
web-not-checked-in = Not checked in
web-nobody-now = Nobody is on duty now
web-no-roster = There is no duty roster
web-next-shift = Next shift: { $value }
web-duties-count = { $count ->
    [one] { $count } duty
   *[other] { $count } duties
  }
web-duties-met = met in every unit
web-duties-bar = Duties by the worst result among the units
web-not-reported = Not reported
web-of-units = { $count ->
    [one] of { $count } unit
   *[other] of { $count } units
  }
web-all-reported = All units have reported.
web-units-done = { $count ->
    [one] { $count } unit has no work left
   *[other] { $count } units have no work left
  }
web-urgent = Most urgent
web-urgent-sub = by result, danger and deadline
web-urgent-none = Nothing needs a person now.
web-duty-of = duty { $value }
web-changes-at = changes at { $value }
web-cell-declared = Stated
web-cell-silent = Silent
web-cell-partial = Partly
web-cell-not-met = Not yet
web-matrix = Results by unit
web-matrix-sub = { $units } units × { $duties } duties · as of { $at }
web-matrix-caption = The result of each duty of each unit. A dash means not applicable.
web-all-units = All
web-met-of = met { $met }/{ $count }
web-column-counts = { $met } met, { $partial } partial, { $not_met } not met, { $unknown } unknown
web-contacts-column = Contacts
web-pages = Pages
web-page-before = Previous page
web-page-after = Next page
web-page-of = Page { $page } of { $count }

## Mode of duty
duty-mode-on_site = on site
duty-mode-remote = remote
duty-mode-hired = hired

## Short titles of measures, for column heads
short-level-measures_review = Controls by level
short-duty-roster_24x7 = 24/7 watch
short-watch-siem = Central monitoring
short-watch-antimalware = Anti-malware
short-malware-remove = Malware removal
short-botnet-priority_check = Botnet IPs
short-vuln-review_fix = Vulnerabilities
short-patch-full = Patches
short-hunt = Threat hunting
short-alerts-irlab = IRLab
short-ncsc-connect = NCSC link
short-response-plan = Response, recovery
short-awareness = Awareness
short-portal-publish_fulltext = Full text published
short-portal-check = Portal check
short-telco-infra = Telecom infrastructure
short-telco-protect = Blocking
short-telco-contract = Contract
short-spam-complaints = Spam and scam calls
short-authority-orders = Orders
short-escalate = Contacts

## Wall screen
web-wall-old = Results have not been computed anew since { $value }. Check the server.
web-wall-as-of = Computed at { $value }
web-wall-newest = Newest data came at { $value }
web-wall-leave = Back to the board
web-stale = The connection to the server is lost: the figures shown are of { $value }.
web-stale-reload = Load again

## On paper
web-print-until = Data up to { $value }
web-print-by = Printed from Khiên at { $at }, { $name }

## Why something was refused
refused-directive-no_window = The first and last day of the watch are missing.
refused-directive-no_receipt = The date of receipt is missing.
refused-pack-none_in_force = No regime pack is in force on that date.
refused-conflict = Somebody else has just changed it; look again, then save.
refused-return-changed = The return has changed since this page was opened.
refused-access-forbidden = You may not do this.
refused-link-dead = The link is wrong, used or too old; ask the administrator for a new one.
refused-account-login_taken = The login is in use.
refused-password-wrong = The current password is wrong.
refused-totp-wrong = The code is wrong.
refused-import-rejected = The tables have errors.
refused-report-failed = The report could not be written.
refused-letter-secret_stamp = The letter bears a stamp of secrecy: Khiên does not process it and keeps no copy.
