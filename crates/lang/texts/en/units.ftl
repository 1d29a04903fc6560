### Pages of units, my work, the return, a unit's links.

## Units
web-ans-units = Units
web-ans-units-all = All units
web-ans-units-name = Name or code
web-ans-units-only = Show only
web-ans-units-only-all = All
web-ans-units-only-work = With work left
web-ans-units-filter = Filter
web-ans-units-found = { $count } units
web-ans-units-sub = { $done } with nothing left, { $silent } not reported
web-ans-units-none = No unit matches. Remove a filter.
web-ans-progress = Progress
web-ans-below = Units below
web-ans-below-count = { $count } units
web-ans-below-list = Open the list
web-ans-about = About the unit
web-ans-class = Class
web-ans-tier = Tier
web-ans-head = Head
web-ans-headcount = Headcount
web-ans-register = Register confirmed
web-ans-not-told = not given
web-ans-systems = Information systems
web-ans-assets = Assets
web-ans-portals = Portals
web-ans-services = Shared or hired services
web-ans-contacts = Contacts
web-ans-no-contacts = No contact given yet.
web-ans-contact-dead = no longer answers
web-ans-duties = Duties
web-ans-duty = Duty
web-ans-status = Result
web-ans-figure = Figures
web-ans-no-duties = This directive gives the unit no duty.
web-ans-statements = { $count } statements sent

## My work
web-ans-mine = My work
web-ans-mine-found = { $count } things to do
web-ans-mine-late = { $count } overdue
web-ans-mine-none = Nothing left to do in your part of the organisation.
web-ans-mine-no-directive = No directive is in force yet. When one is, your work stands here.
web-ans-due = due { $value }
web-ans-due-past = overdue since { $value }

## The return
web-ans-return = Return
web-ans-return-sub = answer each duty, then close
web-ans-return-open = Open the return
web-ans-checklist = Checklist (print)
web-ans-open = Open
web-ans-open-long = Open: what is blank still counts as unknown.
web-ans-closed = Closed
web-ans-closed-now = The return is closed and entered in the ledger.
web-ans-answered = { $count }/{ $total } answered
web-ans-answered-hint = A duty is answered by machine data or by a statement of the unit.
web-ans-after-close = The return is closed and can't be edited. What is sent now is kept as a supplement, with its time.
web-ans-say = Answer
web-ans-say-again = Answer again
web-ans-say-more = Supplement
web-ans-supplement = Supplement after closing
web-ans-supplement-hint = The return is closed. What you send now is kept as a supplement after closing.
web-ans-person = Full name of who confirms
web-ans-incomplete = Choose a result before sending.
web-ans-no-person = Give the full name of who confirms.
web-ans-changed = While you wrote, somebody answered this duty or the return was closed. Nothing was kept; your text is still here. Look at what changed, then send again if still needed (choose the file again if there was one).
web-ans-to-form = Go to { $value }
web-ans-back = Back to the return

## Closing
web-ans-close = Close the return
web-ans-close-none-blank = Every duty has an answer.
web-ans-close-blank = { $count } duties are blank. On closing they become “Not met, no evidence”:
web-ans-close-means = By closing, the unit's head confirms the whole return. Time and name go into the ledger and can't be deleted. Afterwards only supplements can be sent.
web-ans-close-head = Full name of the unit's head
web-ans-close-head-known = Type the name as registered: { $value }
web-ans-close-head-hint = The register names no head; this name goes into the ledger.
web-ans-close-do = Close the return
web-ans-close-changed = The return has changed since you opened this page. It is not closed; look at it again, then close.

## The workbook
web-ans-form = Excel form
web-ans-form-sub = for units that work offline
web-ans-form-get = Download the form (.xlsx)
web-ans-form-give = The filled form
web-ans-form-hint = The .xlsx file from this page. With one error nothing is kept; evidence files are sent at each duty.
web-ans-form-send = Hand in
web-ans-form-taken = Form taken: { $kept } statements kept, { $unchanged } were there before.
web-ans-form-refused = The form was not taken
web-ans-form-problems = { $count } errors in the form. Nothing was kept.
web-ans-form-no-file = No file, an empty one, or larger than 5 MB.
web-ans-form-changed = The return has changed since you opened the page. Nothing was kept; look at it again, then hand in the file again.
web-ans-form-mend = Mend these cells and hand in again
web-ans-form-sheet = File, sheet
web-ans-form-row = Row
web-ans-form-column = Column
web-ans-form-what = What is wrong, what to write
web-ans-form-again = Hand in again

## Links for units without accounts
web-ans-links = Links of the unit
web-ans-links-sub = for a unit without accounts; opens this return only
web-ans-links-none = No link yet.
web-ans-link-make = Make a link
web-ans-link-make-hint = Works for 60 days. Whoever has it can answer and close for the unit.
web-ans-link-new = New link
web-ans-link-address = Send this address to the unit by a private way
web-ans-link-once = Shown only now. If lost, revoke it and make another.
web-ans-link-made = Made
web-ans-link-ends = Ends
web-ans-link-state = State
web-ans-link-good = Works
web-ans-link-revoked = Revoked
web-ans-link-ended = Ended
web-ans-link-revoke = Revoke
web-ans-link-enter = Open the return
web-ans-link-enter-hint = This link opens the unit's return without an account. Do not pass it on outside the unit.
web-ans-link-signed-in = This browser is signed in as { $value }; the return opens with that account. Sign out first to use the link.
