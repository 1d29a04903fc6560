### Settings, roster and first-steps pages; the "More" list; forms that were kept.

web-nav-more = More

## Settings
web-settings-title = Settings
web-settings-sub = internal limits and regime packs
web-settings-look = Language and theme
web-settings-internal = These are your organisation's own limits, not law.
web-settings-internal-hint = Khiên judges by them. Every change needs a reason, is written to the ledger and counts at once; figures already frozen do not change.
web-settings-changed = { $count ->
    [0] None differs from its default.
    [one] { $count } differs from its default.
   *[other] { $count } differ from their defaults.
 }
web-settings-common = Rules common to all measures
web-settings-also = Also used for:
web-settings-default = (default)
web-settings-default-was = default { $value }
web-settings-last = Last changed by { $by }, { $at }. Reason:
web-settings-history = See { $count } changes
web-settings-change = Change
web-settings-new = New value
web-settings-unit = Unit
web-settings-minutes = minutes
web-settings-hours = hours
web-settings-days = days
web-settings-percent = %
web-settings-times = times
web-settings-count = { $count ->
    [one] { $count } time
   *[other] { $count } times
 }
web-settings-bounds = From { $from } to { $to }.
web-settings-reason = Reason
web-settings-save = Save this limit
web-settings-save-hint = Everything is judged again at once.
web-settings-done = Saved: { $value }.
web-settings-no-number = The value must be a number; spans of time are whole numbers.
web-settings-no-reason = Give a reason of at most 1,000 characters.
web-settings-out-of-bounds = The value must be from { $from } to { $to }.
web-settings-conflict = Somebody else has just set this to { $now }. You typed { $typed }; nothing was saved. See the reason above, change what you must and save again.
web-settings-packs = Regime packs
web-settings-packs-sub = read only; a directive is judged by the pack in force on its date
web-settings-in-force = in force
web-settings-open-end = now
web-settings-unverified = not checked against the original
web-settings-unverified-count = { $count } of { $total } acts are not checked against the original. Check before you cite them.
web-settings-gaps = { $count ->
    [one] { $count } thing not known
   *[other] { $count } things not known
 }
web-settings-acts = { $count ->
    [one] { $count } act
   *[other] { $count } acts
 }
web-settings-tags = What the sources stand for
web-settings-act = Act
web-settings-period = Period
web-settings-no-date = date not known
web-settings-replaced = replaced by { $value }
web-settings-source = Read in
web-settings-contacts = { $count ->
    [one] { $count } printed contact
   *[other] { $count } printed contacts
 }
web-settings-checked = Last checked
web-settings-never = never
web-settings-stale = confirm before you call

## Roster
web-roster-title = Duty roster
web-roster-none = No directive is in force or no unit is registered, so no watch is known yet.
web-roster-paper = Roster sheet to sign
web-roster-edit = Fill in the roster
web-roster-see = See the roster
web-roster-gaps = Hours nobody is planned for
web-roster-filled-of = { $count } of { $total } shifts assigned
web-roster-no-gap = No hour of the watch is without somebody.
web-roster-gaps-more = and { $count } more
web-roster-not-watch = Outside the watch; nobody has a shift now.
web-roster-fill = Fill in quickly
web-roster-names = Names of the officers, one a line
web-roster-names-hint = They fill the open shifts in turn, without saving. Look at nights and days off, then save.
web-roster-fill-go = Fill the open shifts
web-roster-filled = { $count ->
    [one] { $count } shift filled, not saved.
   *[other] { $count } shifts filled, not saved.
 } Look at them, then save at the end of the page.
web-roster-nobody = Nobody yet
web-roster-approved = Approved: { $value }
web-roster-unapproved = not approved
web-roster-other = Saved now: { $value }
web-roster-save-title = Approve and save
web-roster-approver = Approved by
web-roster-approver-hint = The head's name, if the head has approved; blank if not. A shift that changes hands must be approved again.
web-roster-head = The register names { $value } as head.
web-roster-sheet = Signed sheet (if any)
web-roster-sheet-hint = A picture or scan of the signed roster, as evidence.
web-roster-save = Save the roster
web-roster-leave = Leave without saving
web-roster-saved = { $saved } rows saved, { $withdrawn } withdrawn.
web-roster-conflict = Somebody else has just saved this roster. Nothing was written; the names you typed are below, with the saved name where they differ. Look again, then save once more.
web-roster-sheet-all = The whole watch
web-roster-hours = Hours
web-roster-person = Officer
web-roster-approval = Approval
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

## First steps
web-start-title = First steps
web-start-sub = three steps, no other data needed yet
web-start-go = Begin with the letter
web-start-done = done
web-start-letter = The letter and its checklist
web-start-letter-hint = Bring in the letter. Khiên reads its duties; you look them over and confirm.
web-start-draft-hint = The letter is read. Look at what is uncertain, give the day it came, and put it in force.
web-start-draft-go = Look and confirm
web-start-units = Which units have to act?
web-start-units-hint = Write down your organisation and the units right below it. Already have a table?
web-start-units-import = Import it
web-start-units-wait = There is no unit yet. Somebody who may import data writes them here or imports a table.
web-start-units-there = { $count ->
    [one] { $count } unit is registered.
   *[other] { $count } units are registered.
 } The checklist appears with the letter.
web-start-unit-name = Name of your organisation
web-start-unit-class = Letters address it as
web-start-unit-head = Head (if known)
web-start-below = Units right below, one name a line
web-start-below-class = Letters address those as
web-start-below-hint = May stay blank. At most { $count } units; import a table for more.
web-start-units-go = Save the units and make the checklist
web-start-checklist = Checklist of each unit
web-start-nobody-bound = This letter gives no duty to any class of the units you wrote. Look at whom its duties address.
web-start-known = Known
web-start-known-of = { $met } met, { $unknown } unknown, of { $count } duties
web-start-no-data = No data yet
web-start-paper = On paper
web-start-more = { $count ->
    [one] { $count } more unit
   *[other] { $count } more units
 }
web-start-roster = Duty roster
web-start-roster-hint = Three shifts of eight hours for the whole watch are drawn up for { $value }; fill in names and save.
web-start-roster-wait = With a letter and a unit, the shifts of the watch are drawn up here.
web-start-report = Report skeleton
web-start-report-hint = A .docx report along the duties of the letter. Where there is no data it says so and never "met". The figures of now are frozen and kept.
web-start-report-go = Download the skeleton
web-start-report-wait = With a checklist, the skeleton of the report can be downloaded here.
web-start-board = See the board
web-start-import = Import data
web-start-note = There is nothing to judge yet. First steps: checklist, duty roster, report skeleton.

## Forms that were kept
web-kept-title = What you typed is still here
web-kept-hint = The session ended and nothing was saved. Sign in to look at it and send it.
web-kept-not-sent = Not sent yet. Look at it, then send.
web-kept-send = Send
web-kept-drop = Drop it
web-kept-file = Choose the file { $value } again
web-kept-field = Text
web-kept-reason = Reason
web-kept-name = Name

## Malformed forms
web-form-missing = The field “{ $value }” is missing.
web-form-number = The field “{ $value }” must be a number.
web-form-files = More than { $value } files at once.
web-form-fields = More than { $value } fields in one form.
web-form-long = The field “{ $value }” is longer than 64 KB.
