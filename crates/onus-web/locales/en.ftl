skip = Skip to the contents
nav-label = Parts of the site
nav-owe = What do I owe?
nav-owed = What am I owed?
nav-happened = Something happened
nav-register = Register
nav-expected = What is expected of whom
nav-regimes = Laws and standards
nav-glossary = Glossary
nav-method = Method and limits
other-code = nl
other-name = Nederlands
footer-advice = Onus restates law in plain words and in logic. It is not legal advice; each record says how sure it is.
any = any
previous = Previous
next = Next
items = { $n ->
    [one] 1 entry
   *[other] { $n } entries
 }
provisions = { $n } provisions
cases = { $n } test cases

home-short = Who owes which care in cybersecurity
home-title = Who owes which care in cybersecurity, and to whom?
home-lead = Say what you know about your organisation and its products. Onus says which duties apply, towards whom, by when and why, and says so when it cannot tell.
door-owe = What do I owe?
door-owe-text = The duties of your organisation, the urgent ones first, each with its reason.
door-owed = What am I owed?
door-owed-text = What makers, sellers, services and authorities must do for you.
door-happened = Something happened
door-happened-text = Whom to tell of an incident or a weakness, and within what time.
door-register = Read the register
door-register-text = { $n } duties in plain words, each beside its logic and its place in law.
home-demos = See it at once
home-demos-text = Each of these is an invented organisation with its facts filled in. One click shows what it owes.
home-trust = How far you can rely on it
home-trust-text = The register holds { $n } laws, standards and codes. Each record names what was read and how sure it is. Each answer ends with the law that it lacks.
home-trust-more = Method and limits

owe-lead = It hangs on facts about you. What you do not know counts as not known, never as "no".
owe-example = Or look at an example
owe-example-text = Open the one that is most like you, and change its facts below the answer.
owe-file = Or paste a case
owe-file-text = A case is a short text of facts, as the command reads it: TOML, or JSON. It is answered at once and not kept.
form-facts = Facts (TOML or JSON)
form-day = Another day than the one in the case (may be left empty)
form-check = Show what is owed
form-again = Show again

owed-lead = Duties have another side: someone to whom they are owed. Choose who you are.
owed-who = I am one of the
owed-show = Show
owed-explain = This is what the register holds, by the one who owes it. Whether it applies depends on the facts of each: who they are, where they sell, how large they are.
owed-demo = With the facts of an example

happened-lead = First help those in need and stop the harm. Then the clock: many laws count hours from the moment you knew.
happened-demos = See an example with an incident
happened-terms = Periods in the register
happened-terms-text = What each law asks after an event, with its periods. Whether it applies to you depends on your facts.

result-title = An answer
result-on = On { $x }. Not legal advice.
result-part = Only what the chosen people are owed.
result-someone = Someone whom the case does not name
result-law-of = the law of { $x }
result-warnings = To look at
result-question = One question would help most
result-settles = It settles { $n ->
    [one] one open duty.
   *[other] { $n } open duties.
 }
result-bears = It bears on { $n ->
    [one] one open duty.
   *[other] { $n } open duties.
 }
result-open = In all, { $n } { $n ->
    [one] is
   *[other] are
 } open.
result-unfold = Unfold all reasons
result-ics = Coming dates as a calendar file
result-print = Print for the board
result-nobody = The case names no party of which something can be said.
result-owes = Owes { $n ->
    [one] one duty.
   *[other] { $n } duties.
 }
result-conditional = { $n ->
    [one] One of them only if something happens.
   *[other] { $n } of them only if something happens.
 }
result-coming = { $n ->
    [one] One more starts later.
   *[other] { $n } more start later.
 }
result-opens = { $n ->
    [one] One is open: facts are missing.
   *[other] { $n } are open: facts are missing.
 }
result-urgent = With a date
result-coming-title = Coming
result-open-title = Open: more facts are needed
result-chosen-title = By a standard or norm that was chosen
result-free-title = May or should, without having to
result-fines = Ceilings of fines for what is owed today
result-judgements = Judgements on which this rests
result-nobody-judged = nobody is named who judged it
result-displaced = Another rule takes the place of
result-no-law = Cannot tell for { $x }: its own law is not in the register.
result-no-law-count = { $n ->
    [one] One duty of a directive may reach you through it.
   *[other] Up to { $n } duties of directives may reach you through it.
 }
result-side = Side by side: { $x }
result-side-what = What is asked
result-not-held = Not in the register
result-not-held-sure = Your facts touch this, and the register does not hold it:
result-not-held-perhaps = Perhaps touched
result-further = Go on with this answer
result-facts = The facts; change them and ask again
result-for = Show what is owed to
result-for-all = everyone
sheet-dates = Dates
sheet-more = and { $n } more
sheet-starts = { $n } duties start
when-if = If: { $x }
when-open = Open
when-now = Now
when-past = past
line-due = When
line-missing = What would decide it
line-why = Why
line-facts = These facts alone force it
line-fines = Ceiling of fines
line-approximate = Approximate: a finer method might decide this.
line-read = Read the record
step-yes = Yes:
step-no = No:
step-open = Open:

save-name = Name of the case
save-button = Save behind a link
save-text = Only with the link can anyone open the case. The server keeps the facts until someone removes them with that link; it keeps no account and no address.
saved-yes = Saved.
saved-edit = With this link you can open, change and remove it. Keep it; nobody can find it again:
saved-share = With this link others can read it, and not change it:
saved-shared = Someone shared this case with you. You can read it, and not change it.
saved-change = Change the saved facts
saved-change-button = Save the change
saved-remove = Remove this case
changes-title = The register changed since this case was last opened
changes-none = The answer is the same.
changes-more = Owed now
changes-less = Not owed any more
changes-other = Stands otherwise now

group-yourself = Yourself
group-your-customers = Your customers
group-your-environment = Your environment
group-authorities = Authorities
people-self = the one who owes it
people-users = users, consumers and patients
people-customers = business customers
people-chain = partners in the chain
people-environment = others and society
people-authority = authorities
sure-official-text = checked against the official text
sure-secondary = checked against a secondary source
sure-recalled = from general knowledge
sure-unverified = no source seen
sure-reconstructed = put together from fragments

register-lead = Search by words, or narrow the list.
register-regimes = All laws and standards
register-words = Words
register-regime = Law or standard
register-place = Jurisdiction
register-theme = Theme
register-role = Role
register-stakeholder = Stakeholder
register-owed-to = Owed to
register-find = Find
register-found = { $n ->
    [0] Nothing found. Use fewer words, or widen the choice.
    [one] One entry
   *[other] { $n } entries
 }
register-pages = Pages of the list
place-none = Of no jurisdiction
theme-none = Other
sort-duty = Duty
sort-norm = Norm
sort-definition = Definition
sort-exception = Exception
sort-guide = Question of a guide
sort-fact = Fact
item-provision = Stands in
item-official = The official text
item-who = Who
strength-must = must
strength-must-not = must not
strength-should = should
strength-may = may
item-to = Owed to
item-in-force = In force
item-no-dates = no date recorded
in-force-from = from { $x }
in-force-until = until { $x }
item-requires = Requires
item-sure = How sure
item-transposes = Carries out
item-transposed = In the law of States
item-exceptions = Exceptions
item-uses = Rests on
item-says = What it says
item-sanctions = What can follow
item-touches = Touches
item-leads = Leads to
item-logic = Logic, as the machine reads it
item-cases = Cases that test it
item-cases-more = And { $n } more.
case-holds = comes out as expected
case-fails = does not come out as expected
item-citation = Citation
item-status = Status
item-coverage = Held here
regime-status-proposed = proposed, not law
regime-status-adopted = adopted
regime-status-repealed = repealed
binding-direct = binds by itself
binding-transposition = binds through the law of States
binding-national = law of a State
binding-case-law = open norm, filled in by courts
binding-soft = does not bind by itself
regime-items = What it asks
timeline = Timeline
timeline-in-force = in force
timeline-ends = no longer in force
timeline-changes = changes
fact-label = Called
fact-who = Who usually knows
fact-type = Answer
fact-judgement = a judgement
fact-weigh = To weigh
fact-used = Read by
expected-lead = What law and norms ask of each group, what binds apart from what does not.
expected-on = On { $x }
expected-count-law = { $n ->
    [0] law demands nothing of them in the register.
    [one] law demands one thing of them.
   *[other] law demands { $n } things of them.
 }
expected-count-soft = { $n ->
    [0] Standards, norms and advice ask nothing.
    [one] Standards, norms and advice ask one thing; they bind nobody by themselves.
   *[other] Standards, norms and advice ask { $n } things; they bind nobody by themselves.
 }
expected-count-proposed = { $n ->
    [one] One more stands in a proposal that is not law.
   *[other] { $n } more stand in proposals that are not law.
 }
expected-notice = What does not bind by itself can still say "must": that counts for whoever follows it, claims it or has promised it. Nobody is in all these roles at once. Which of it applies to one organisation depends on its facts:
expected-roles = In law they are named:
expected-also = Most of them are also among:
expected-law = Binding
expected-soft = Not binding by itself
expected-proposed = Proposed, not law
expected-sources = Where it comes from
glossary-lead = Each word once, in the sense that it has everywhere in Onus.
method-advice = Onus is not legal advice. A court or an authority may read the law otherwise.
method-how = How an answer comes about
method-how-text = Each duty is a page: plain text for people, a condition for the machine, cases that test it. Your facts are put to every condition. Nothing is guessed, and no model of language takes part.
method-tell = When it says "open"
method-tell-text = Yes and no hold whatever the missing facts are. "Open" is said only where two ways to fill them in lead to different answers, or where the register lacks the law.
method-sure = How sure each record is
method-sure-text = "Checked against the official text" means that a text presented as the official one was read, often a copy of it. It does not mean that a lawyer signed the reading. A finding is never surer than the weakest record on which it rests.
method-not = What is not checked
method-not-text = Most law in the world is not held, and most States of the EU have no law of their own here. Rules per sector are often missing. Each answer names what your facts touch and the register lacks, as far as it knows of it.
method-data = What happens to your facts
method-data-text = They are read, answered and forgotten; an answer to a program stays in memory for at most ten minutes, in case it asks again. They are kept only if you save them, behind a link of which the server keeps a fingerprint. They are never in a log. Pages load nothing from elsewhere and set no cookies.
method-regimes = { $n } laws and standards
method-version = version of the register { $x }

problem-not-found = Nothing is here
problem-not-found-text = The address leads to nothing, or the case behind it was removed.
problem-bad-request = This cannot be understood
problem-bad-request-text = Something in what was sent is not as it should be.
problem-bad-case = The facts cannot be read yet
problem-bad-case-text = Mend what is listed here and ask again. What you typed stands below.
problem-method = This address is asked in another way
problem-method-text = Go back and use the form or link of the page.
problem-cross-site = Another site sent this
problem-cross-site-text = For your safety a form is taken only from this site itself. Open the page here and send it again.
problem-too-large = This is too large
problem-too-large-text = A case may have one megabyte. Ask about one organisation at a time.
problem-too-many = Too many requests at once
problem-too-many-text = Wait a few seconds and ask again.
problem-slow-client = This came too slowly
problem-slow-client-text = Send it again over a better connection.
problem-timeout = This took too long
problem-timeout-text = Ask again with fewer things in the case.
problem-outdated = Someone changed this case in the meantime
problem-outdated-text = What you typed stands below. Open the case again and put your change into it.
problem-media-type = This is neither JSON nor TOML
problem-media-type-text = Send the case as application/json or application/toml.
problem-internal = Something went wrong here
problem-internal-text = It is not your doing. Ask again in a while.
problem-meant = Perhaps you meant
problem-line = Line { $n }:
problem-typed = What you typed
problem-home = To the first page
problem-id = Number of this request: { $x }

clock-title = Incident clock
clock-now = As it stands on { $x }. Not legal advice.
clock-read = The first moment is the one to plan to: it is safe under every reading. Later ones are what the text of the law allows, or what can be argued for.
clock-nothing = The facts name no event after which a report is due.
clock-left = { $x } left
clock-past = { $x } ago
clock-by-text = by the text of the law: { $x }
clock-arguable = arguable at the latest: { $x }
clock-what = What to do
clock-to = To
clock-waits = Waits for
clock-content = Must say
clock-open = Open: facts or law are missing
clock-not-due = Not due, and why
clock-all = All duties of this case
clock-show = Show the incident clock
clock-state-overdue = Overdue
clock-state-in-relief = Past the safe moment, still within the text
clock-state-due-now = Due now
clock-state-due-soon = Due soon
clock-state-running = Running
clock-state-waiting = Waiting
clock-state-sent-in-time = Sent in time
clock-state-sent-in-relief = Sent in time, by the text
clock-state-sent-late = Sent late
clock-state-discharged = Met by a fuller report
clock-example = An example: it stands at { $x }. Not legal advice.
clock-end-of = end of { $x }
clock-then = as known before a correction: { $x }
clock-again = Ask again with these facts
clock-about = About
clock-sent = Sent
clock-i-sent = I sent this report
clock-sent-at = When (on the clocks of { $x })
clock-record = Write it down
clock-recorded = Written down as sent:
clock-keep = The facts of this page have it now; save the case to keep it.
clock-ics = Calendar file, with alarms
clock-svg = Timeline as a picture
clock-together = These go to the same place: { $x }. One report serves them if it holds everything and is sent by the earliest moment.
clock-not-held = The register does not hold the law of { $x }. Ask there.
clock-part-now = Now
clock-part-then = Then
clock-part-waiting = Waiting for something
clock-part-perhaps = Perhaps: a fact is missing
clock-part-done = Done
clock-head-next = The next is due in { $x }.
print = Print
clock-head-late = { $n ->
    [one] One report is overdue.
   *[other] { $n } reports are overdue.
 }
clock-head-now = { $n ->
    [one] One report is due now.
   *[other] { $n } reports are due now.
 }
clock-head-perhaps = { $n ->
    [one] One report hangs on a fact that is missing.
   *[other] { $n } reports hang on facts that are missing.
 }

owe-start = Answer a few questions
owe-start-text = Only what can still change an answer is asked. "I don't know" is an answer too. Nothing is kept until you save.
owe-begin = Begin
owe-upload = Open a case file
owe-go-on = Go on with questions
result-ask = Answer questions

interview-progress = Open duties that are settled
interview-open = { $n ->
    [0] Nothing is open.
    [one] One duty is open.
   *[other] { $n } duties are open.
 }
interview-fewer = { $n ->
    [one] Your answer settled one.
   *[other] Your answer settled { $n }.
 }
interview-answers = { $n ->
    [one] One answer so far.
   *[other] { $n } answers so far.
 }
interview-again = You put this off:
interview-so-far = So far you said:
interview-judgement = Someone must judge this. Weigh:
interview-by = Who judges this?
interview-why = Why, in a line (may be left empty)
interview-yes = Yes
interview-no = No
interview-number = A whole number such as 120, or a range such as 50-249.
interview-decimal = A number such as 0.5, or a range such as 1-2.
interview-money = An amount with its currency, such as 6 million EUR, or a range such as 2-10 million EUR.
interview-percent = A share such as 30%, or a range such as 25-50%.
interview-length = A length of time such as 31m, 2h or 1h30m.
interview-another = If it is none of these, type its name.
interview-a-name = Its name
interview-or = Or, more exactly
interview-select = Choose …
interview-names = Names or codes with commas between them, such as Netherlands, Germany.
interview-look-up = Choose from the whole list
interview-doubt = not sure
interview-zone = Time zone
interview-zone-example = The zone of the time above, such as Europe/Amsterdam.
interview-zone-needed = Write the time zone too, such as Europe/Amsterdam.
interview-listed = Listed so far
interview-things = One name at a time; add as many as there are.
interview-things-more = One more, or that is all.
interview-add = Add
interview-all = That is all
interview-none = There is none
interview-none-of = None of these
interview-next = Next
interview-ticked-only = Those ticked, and no others
interview-ticked = Something is ticked. Untick it if none of these is true, or send what is ticked.
interview-tick = Tick what is true, or say that none of these is.
interview-name = Type a name, or say that that is all.
interview-choose = Choose or type an answer, or say that you don't know.
interview-unsure = I don't know
interview-later = Ask me later
interview-back = Back
interview-first = This is the first question.
interview-hinges = { $n ->
    [one] Why this is asked: one duty hinges on it
   *[other] Why this is asked: { $n } duties hinge on it
 }
interview-hinges-text = The answer can decide whether you owe this:
interview-hinges-more = and { $n } more.
interview-who = Who would know this?
interview-who-usually = Usually:
interview-who-list = This is open, and they would know it:
interview-done = That is all that matters
interview-done-text = No further answer can change which duties apply.
interview-done-open = { $n ->
    [one] What you don't know, or not exactly, leaves one duty open.
   *[other] What you don't know, or not exactly, leaves { $n } duties open.
 }
interview-show = Show what I know so far
interview-save = Save and get a link
interview-save-again = Save again
interview-anew = Start anew
interview-kept = Saved.
interview-kept-text = With this link you, or whoever you give it to, can go on from here:
interview-private = Your answers are on this page only. The server keeps nothing until you save.
interview-private-kept = What you answer from here on is kept when you save again.
happened-start = Get the agenda
happened-what = What happened?
happened-at = When did you first know of it? Most periods begin there.
happened-zone = Time zone of those clocks
happened-who = Your organisation (may be left empty)
happened-name = What you call it (may be left empty)
happened-go = Show what is due
happened-private = Nothing of this is stored. On the next page you see every report that may be due, and answer what you know to make it sharper. "Not known yet" is an answer.
clock-questions = Answer what you know: this decides most
clock-unknown = Not known yet
clock-yes = Yes
clock-no = No
clock-sharpen = Show the agenda anew
clock-interview = All questions, one by one
