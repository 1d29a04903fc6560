### Accounts, tokens, help.

web-whole = The whole organisation
web-role-of-unit = { $role } · { $unit }
theme-system = As the device
theme-light = Light
theme-dark = Dark

## My account
web-account-title = My account
web-account-logout = Sign out
web-account-me = Who I am
web-account-name = Full name
web-account-login = Account name
web-account-roles = Roles
web-account-no-role = No role yet
web-account-roles-hint = Roles are given by an administrator. Ask your unit's if you need more.
web-account-look = Display
web-account-language = Language
web-account-theme = Theme
web-account-keys = Keyboard shortcuts
web-account-keys-on = On
web-account-keys-off = Off
web-account-keys-which = Which keys there are
web-account-keep = Keep display
web-account-password = Password
web-account-old = Current password
web-account-new = New password
web-account-new-hint = At least { $count } characters. A long phrase you remember is best.
web-account-change = Change password
web-account-change-hint = Your other sessions will end.
web-account-wrong-password = The current password is not right.
web-account-wrong-code = The 6-digit code is not right. Check the clock of the phone, wait for a new code and try again.
web-account-wait = Wrong several times. Try again in { $value }.
web-account-weak = The new password must have at least { $count } characters, not repeat a few of them, not be among those guessed first, and not contain the account name.
web-account-totp = Second factor
web-account-totp-on = On
web-account-totp-why = Adds a 6-digit code from an authenticator app: a leaked password alone no longer lets anybody in. Advised for administrators and leaders.
web-account-totp-begin = Set it up
web-account-totp-scan = Scan the code with an authenticator app, or type the secret into it. Then enter the 6 digits it shows to switch it on. Who has this secret can make codes: take no picture of it.
web-account-totp-qr = QR code for the authenticator app
web-account-totp-secret = Secret
web-account-totp-uri = Address
web-account-totp-code = The 6 digits shown
web-account-totp-confirm = Switch it on
web-account-totp-remove-hint = To take it off, enter the current password.
web-account-totp-remove = Take it off
web-account-sessions = Sessions
web-account-sessions-sub = end one you do not know, and change the password
web-account-browser = Browser
web-account-browser-unknown = Unknown
web-account-address = Address
web-account-began = Began
web-account-seen = Last used
web-account-this = This session
web-account-end = End

## Managing accounts
web-accounts-title = Accounts
web-accounts-count = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
  }
web-accounts-all = All accounts
web-accounts-all-sub = those you may manage
web-accounts-state = State
web-accounts-created = Made
web-accounts-active = In use
web-accounts-invited = No password set yet
web-accounts-disabled-since = Disabled since { $value }
web-accounts-totp = 2 factors
web-accounts-no-totp = Off
web-accounts-new = New account
web-accounts-new-sub = who is invited chooses the password; there is no default one
web-accounts-make = Make it and get the invitation
web-accounts-made = The invitation of { $value }, shown once
web-accounts-made-hint = Copy it and send it to that person alone. It works once, for 7 days.
web-accounts-roles-sub = in force from that person's next click
web-accounts-keep-roles = Keep roles
web-accounts-recover = Make a link to a new password
web-accounts-recover-hint = For who forgot the password or lost the phone: a one-time link. When used, password and second factor are replaced and all sessions end.
web-accounts-recover-made = The link to a new password of { $value }, shown once
web-accounts-recover-made-hint = Make sure who asks, then send it to that person alone. It works once, for 24 hours.
web-accounts-disable = Disable the account
web-accounts-disable-hint = Disabling ends all sessions at once and kills links that were sent; what the person did stays.
web-accounts-enable = Enable
web-accounts-enable-hint = Enabling lets the person sign in again with the old password.
web-grants = Roles and units
web-grants-role-n = Role { $count }
web-grants-unit-n = Unit of role { $count }
web-grants-none-here = None
web-grants-hint = Unit: choose or type its code; a role includes the units below. Blank is the whole organisation. A respondent must have a unit.
web-grants-which = Who may do what
web-grants-none = No role was given.

## Tokens of programs
web-tokens-title = Tokens
web-tokens-sub = for programs that send and read data, not for people
web-tokens-all = All tokens
web-tokens-empty = There is no token yet.
web-tokens-name = Name
web-tokens-name-hint = Say which program and where; for example: anti-malware server, floor 2
web-tokens-for = Units
web-tokens-for-hint = Unit codes between commas. Blank is the whole organisation.
web-tokens-until = Good until
web-tokens-until-hint = It ends with this day. Blank is without end.
web-tokens-until-wrong = The last day must be a date such as 2026-12-31.
web-tokens-endless = Without end
web-tokens-over = Ended { $value }
web-tokens-revoke = Revoke
web-tokens-revoked = Revoked { $value }
web-tokens-new = New token
web-tokens-make = Make it
web-tokens-made = The token, shown once
web-tokens-made-hint = Copy it into the program now. Khiên does not keep it; if it is lost, revoke it and make another.

## Help
web-help-title = Help
web-help-guides = Where to begin
web-help-measures = The 21 measures
web-help-measures-sub = what the duty is, which data it needs, how the result comes about
web-help-group-watch = Duty, monitoring, contacts
web-help-group-clean = Finding and cleaning
web-help-group-ready = Controls, plans, awareness
web-help-group-portal = Portals and web sites
web-help-group-telco = Telecom and Internet companies
web-help-rule-version = rule version { $count }
web-help-keys = Keyboard
web-help-keys-off = Keys repeat controls on the page; they can be switched off in
web-help-key-rows = Next row, previous row
web-help-key-enter = Open the row chosen
web-help-key-search = To the search field
web-help-key-neighbours = Previous duty, next duty
web-help-key-board = To the board
web-help-key-directives = To the directives
web-help-key-mine = To my work
web-help-key-units = To the units
web-help-key-imports = To the imports
web-help-key-ledger = To the ledger
web-help-key-help = This page
web-help-about = About Khiên
web-help-version = Version
web-help-licence = Licence
web-help-licence-others = the libraries inside carry open licences (MIT, Apache, BSD and the like)
web-help-disclaimer = Met by Khiên's measures with the data up to the time of judging; it does not replace an inspection by the competent authority.
web-help-never = Khiên never calls, mails or messages an authority by itself, takes no classified documents, and never tracks the place, keys or screens of those on duty.

## The API for programs
web-api-title = API for programs
web-api-sub = what other programs can read and send in
web-api-guide = Step by step
web-api-how = How to use it
web-api-how-token = Each program has a token of its own, sent as “Authorization: Bearer khien_…”. A token sees the part of the unit tree it was made for: outside it nothing is there (404), inside it without the right the answer is a refusal (403). Who is signed in can look at the same addresses in the browser; sending something in needs a token.
web-api-how-lists = Lists come a page at a time: send “next” of the page before as cursor, until next is null. The order stays; a page has at most 500 items.
web-api-how-write = What is sent with an Idempotency-Key is done once however often it is sent, and answered alike for seven days; the same key with other content is 409. An import of tables is all or nothing; dry_run=true only tries.
web-api-how-problems = Problems are application/problem+json: programs look at code, people read title and detail; errors in tables have file, row and column.
web-api-english = What follows comes straight from the source code.
web-api-needs = Needs the right
web-api-needs-whole = for the whole organisation
web-api-open = Needs no token.
web-api-parameters = Parameters
web-api-needed = required
web-api-answers = Answers
web-api-schemas = Types
web-api-fields = Fields
