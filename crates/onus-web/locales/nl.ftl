skip = Naar de inhoud
nav-label = Onderdelen van de site
nav-owe = Wat moet ik?
nav-owed = Waar heb ik recht op?
nav-happened = Er is iets gebeurd
nav-register = Register
nav-expected = Wat van wie wordt verwacht
nav-regimes = Wetten en normen
nav-glossary = Woordenlijst
nav-method = Werkwijze en grenzen
other-code = en
other-name = English
footer-advice = Onus geeft het recht weer in gewone woorden en in logica. Het is geen juridisch advies; bij elk onderdeel staat hoe zeker het is.
any = alle
previous = Vorige
next = Volgende
items = { $n ->
    [one] 1 onderdeel
   *[other] { $n } onderdelen
 }
provisions = { $n } bepalingen
cases = { $n } testgevallen

home-short = Wie welke zorg verschuldigd is voor digitale veiligheid
home-title = Wie is welke zorg verschuldigd voor digitale veiligheid, en aan wie?
home-lead = Vertel wat u weet over uw organisatie en haar producten. Onus zegt welke plichten gelden, tegenover wie, wanneer en waarom, en zegt het ook als het dat niet kan zeggen.
door-owe = Wat moet ik?
door-owe-text = De plichten van uw organisatie, het dringendste eerst, elk met de reden.
door-owed = Waar heb ik recht op?
door-owed-text = Wat makers, verkopers, diensten en overheden voor u moeten doen.
door-happened = Er is iets gebeurd
door-happened-text = Aan wie u een incident of zwakke plek meldt, en binnen welke tijd.
door-register = Lees het register
door-register-text = { $n } plichten in gewone woorden, elk naast zijn logica en zijn plaats in de wet.
home-demos = Meteen bekijken
home-demos-text = Elk van deze is een bedachte organisatie waarvan de feiten zijn ingevuld. Eén klik laat zien wat zij moet.
home-trust = Hoe ver u erop kunt vertrouwen
home-trust-text = Het register bevat { $n } wetten, normen en codes. Bij elk onderdeel staat wat er is gelezen en hoe zeker het is. Elk antwoord eindigt met het recht dat ontbreekt.
home-trust-more = Werkwijze en grenzen

owe-lead = Antwoord vanuit feiten. Een feit dat u weglaat geldt als onbekend, nooit als "nee".
owe-example = Begin met een voorbeeld
owe-example-text = Open het voorbeeld dat het meest op u lijkt, en verander de feiten onder het antwoord.
owe-file = Of plak een casus
owe-file-text = Een casus is een korte tekst met feiten, zoals het commando die leest: TOML of JSON. Hij wordt meteen beantwoord en niet bewaard.
form-facts = Feiten (TOML of JSON)
form-day = Een andere dag dan die in de casus (mag leeg blijven)
form-check = Laat zien wat er moet
form-again = Laat opnieuw zien

owed-lead = Plichten hebben een andere kant: iemand aan wie ze verschuldigd zijn. Kies wie u bent.
owed-who = Ik hoor bij de
owed-show = Laat zien
owed-explain = Dit staat in het register, per partij die het moet doen. Of het geldt hangt af van de feiten van ieder: wie zij zijn, waar zij verkopen, hoe groot zij zijn.
owed-demo = Met de feiten van een voorbeeld

happened-lead = Help eerst wie in nood is en stop de schade. Dan de klok: veel wetten tellen uren vanaf het moment dat u het wist.
happened-demos = Bekijk een voorbeeld met een incident
happened-terms = Termijnen in het register
happened-terms-text = Wat elke wet na een gebeurtenis vraagt, met de termijnen. Of het voor u geldt hangt af van uw feiten.

result-title = Een antwoord
result-on = Op { $x }. Geen juridisch advies.
result-part = Alleen wat de gekozen mensen toekomt.
result-someone = Iemand die de casus niet noemt
result-law-of = het recht van { $x }
result-warnings = Om naar te kijken
result-question = Eén vraag zou het meest helpen
result-settles = Zij beslist over { $n ->
    [one] één open plicht.
   *[other] { $n } open plichten.
 }
result-bears = Zij raakt { $n ->
    [one] één open plicht.
   *[other] { $n } open plichten.
 }
result-open = In totaal { $n ->
    [one] staat er één open.
   *[other] staan er { $n } open.
 }
result-unfold = Vouw alle redenen open
result-ics = Komende datums als agendabestand
result-print = Druk af voor het bestuur
result-nobody = De casus noemt geen partij waarover iets te zeggen is.
result-owes = Heeft { $n ->
    [one] één plicht.
   *[other] { $n } plichten.
 }
result-conditional = { $n ->
    [one] Eén daarvan alleen als er iets gebeurt.
   *[other] { $n } daarvan alleen als er iets gebeurt.
 }
result-coming = { $n ->
    [one] Eén begint later.
   *[other] { $n } beginnen later.
 }
result-opens = { $n ->
    [one] Eén staat open: er ontbreken feiten.
   *[other] { $n } staan open: er ontbreken feiten.
 }
result-urgent = Met een datum
result-coming-title = Op komst
result-open-title = Open: er zijn meer feiten nodig
result-chosen-title = Volgens een gekozen norm of standaard
result-free-title = Mag of hoort, zonder dat het moet
result-fines = Hoogste boetes voor wat nu moet
result-judgements = Oordelen waarop dit rust
result-nobody-judged = er staat niet bij wie dit heeft beoordeeld
result-displaced = Een andere regel komt in de plaats van
result-no-law = Niet te zeggen voor { $x }: het eigen recht daarvan staat niet in het register.
result-no-law-count = { $n ->
    [one] Eén plicht van een richtlijn kan u daardoor bereiken.
   *[other] Tot { $n } plichten van richtlijnen kunnen u daardoor bereiken.
 }
result-side = Naast elkaar: { $x }
result-side-what = Wat wordt gevraagd
result-not-held = Niet in het register
result-not-held-sure = Uw feiten raken dit, en het register heeft het niet:
result-not-held-perhaps = Misschien geraakt
result-further = Verder met dit antwoord
result-facts = De feiten; verander ze en vraag opnieuw
result-for = Laat zien wat toekomt aan
result-for-all = iedereen
sheet-dates = Data
sheet-more = en nog { $n }
sheet-starts = { $n } plichten gaan in
when-if = Bij: { $x }
when-open = Open
when-now = Nu
when-past = voorbij
line-due = Wanneer
line-missing = Wat erover zou beslissen
line-why = Waarom
line-facts = Deze feiten alleen dwingen het af
line-fines = Hoogste boete
line-approximate = Bij benadering: een fijnere methode kan dit misschien beslissen.
line-read = Lees het onderdeel
step-yes = Ja:
step-no = Nee:
step-open = Open:

save-name = Naam van de casus
save-button = Bewaar achter een link
save-text = Alleen met de link kan iemand de casus openen. De server bewaart de feiten tot iemand ze met die link verwijdert; hij bewaart geen account en geen adres.
saved-yes = Bewaard.
saved-edit = Met deze link kunt u hem openen, veranderen en verwijderen. Bewaar de link; niemand kan hem terugvinden:
saved-share = Met deze link kunnen anderen hem lezen, en niet veranderen:
saved-shared = Iemand heeft deze casus met u gedeeld. U kunt hem lezen, en niet veranderen.
saved-change = Verander de bewaarde feiten
saved-change-button = Bewaar de verandering
saved-remove = Verwijder deze casus
changes-title = Het register is veranderd sinds deze casus voor het laatst is geopend
changes-none = Het antwoord is hetzelfde.
changes-more = Moet nu
changes-less = Moet niet meer
changes-other = Ligt nu anders

group-yourself = Uzelf
group-your-customers = Uw klanten
group-your-environment = Uw omgeving
group-authorities = Overheden
people-self = wie het moet doen zelf
people-users = gebruikers, consumenten en patiënten
people-customers = zakelijke klanten
people-chain = partners in de keten
people-environment = anderen en de samenleving
people-authority = overheden
sure-official-text = vergeleken met de officiële tekst
sure-secondary = vergeleken met een secundaire bron
sure-recalled = uit algemene kennis
sure-unverified = geen bron gezien
sure-reconstructed = samengesteld uit fragmenten
stakeholder-academia = Onderzoekers en docenten
stakeholder-business = Bedrijven
stakeholder-civil-society = Maatschappelijke organisaties
stakeholder-maker = Makers
stakeholder-provider = Aanbieders van diensten
stakeholder-regulator = Toezichthouders
stakeholder-state = Staten
stakeholder-technical-community = De technische gemeenschap
stakeholder-user = Gebruikers

register-lead = Zoek op woorden, of maak de lijst kleiner.
register-regimes = Alle wetten en normen
register-words = Woorden
register-regime = Wet of norm
register-place = Rechtsgebied
register-theme = Thema
register-role = Rol
register-stakeholder = Belanghebbende
register-owed-to = Verschuldigd aan
register-find = Zoek
register-found = { $n ->
    [0] Niets gevonden. Gebruik minder woorden, of kies ruimer.
    [one] Eén onderdeel
   *[other] { $n } onderdelen
 }
register-pages = Bladzijden van de lijst
place-none = Van geen rechtsgebied
theme-none = Overig
sort-duty = Plicht
sort-norm = Norm
sort-definition = Begrip
sort-exception = Uitzondering
sort-guide = Vraag uit een gids
sort-fact = Feit
item-provision = Staat in
item-official = De officiële tekst
item-who = Wie
strength-must = moet
strength-must-not = mag niet
strength-should = hoort
strength-may = mag
item-to = Verschuldigd aan
item-in-force = Van kracht
item-no-dates = geen datum opgenomen
in-force-from = vanaf { $x }
in-force-until = tot { $x }
item-requires = Vraagt
item-sure = Hoe zeker
item-transposes = Voert uit
item-transposed = In het recht van staten
item-exceptions = Uitzonderingen
item-uses = Rust op
item-says = Wat het zegt
item-sanctions = Wat kan volgen
item-touches = Raakt
item-leads = Leidt naar
item-logic = Logica, zoals de machine die leest
item-cases = Gevallen die het testen
item-cases-more = En nog { $n }.
case-holds = komt uit zoals verwacht
case-fails = komt niet uit zoals verwacht
item-citation = Citaat
item-status = Status
item-coverage = Hier aanwezig
regime-status-proposed = voorgesteld, geen recht
regime-status-adopted = aangenomen
regime-status-repealed = ingetrokken
binding-direct = bindt uit zichzelf
binding-transposition = bindt via het recht van staten
binding-national = recht van een staat
binding-case-law = open norm, ingevuld door rechters
binding-soft = bindt niet uit zichzelf
regime-items = Wat het vraagt
timeline = Tijdlijn
timeline-in-force = van kracht
timeline-ends = niet meer van kracht
timeline-changes = verandert
fact-label = Heet
fact-who = Wie het meestal weet
fact-type = Antwoord
fact-judgement = een oordeel
fact-weigh = Af te wegen
fact-used = Gelezen door
expected-lead = Wat recht en normen van elke groep vragen; wat bindt staat apart van wat niet bindt.
expected-on = Op { $x }
expected-count-law = { $n ->
    [0] eist het recht in het register niets van hen.
    [one] eist het recht één ding van hen.
   *[other] eist het recht { $n } dingen van hen.
 }
expected-count-soft = { $n ->
    [0] Standaarden, normen en adviezen vragen niets.
    [one] Standaarden, normen en adviezen vragen één ding; zij binden uit zichzelf niemand.
   *[other] Standaarden, normen en adviezen vragen { $n } dingen; zij binden uit zichzelf niemand.
 }
expected-count-proposed = { $n ->
    [one] Nog één staat in een voorstel dat geen recht is.
   *[other] Nog { $n } staan in voorstellen die geen recht zijn.
 }
expected-notice = Wat uit zichzelf niet bindt, kan toch "moet" zeggen: dat telt voor wie het volgt, zich erop beroept of het heeft beloofd. Niemand heeft al deze rollen tegelijk. Wat ervan voor één organisatie geldt, hangt af van haar feiten:
expected-roles = In het recht heten zij:
expected-also = De meesten horen ook bij:
expected-law = Bindend
expected-soft = Bindt uit zichzelf niet
expected-proposed = Voorgesteld, geen recht
expected-sources = Waar het vandaan komt
glossary-lead = Elk woord één keer, in de betekenis die het overal in Onus heeft.
method-advice = Onus is geen juridisch advies. Een rechter of overheid kan het recht anders lezen.
method-how = Hoe een antwoord tot stand komt
method-how-text = Elke plicht is een bladzijde: gewone tekst voor mensen, een voorwaarde voor de machine, gevallen die haar testen. Uw feiten worden aan elke voorwaarde voorgelegd. Er wordt niets geraden, en er doet geen taalmodel mee.
method-tell = Wanneer er "open" staat
method-tell-text = Ja en nee gelden hoe de ontbrekende feiten ook zijn. "Open" staat er alleen waar twee manieren om ze in te vullen tot andere antwoorden leiden, of waar het register het recht mist.
method-sure = Hoe zeker elk onderdeel is
method-sure-text = "Vergeleken met de officiële tekst" betekent dat een tekst is gelezen die zich als de officiële aandient, vaak een kopie. Het betekent niet dat een jurist ervoor heeft getekend. Een bevinding is nooit zekerder dan het zwakste onderdeel waarop zij rust.
method-not = Wat niet is nagegaan
method-not-text = Het meeste recht van de wereld staat hier niet, en van de meeste staten van de EU ontbreekt het eigen recht. Regels per sector ontbreken vaak. Elk antwoord noemt wat uw feiten raken en het register mist, voor zover het daarvan weet.
method-data = Wat er met uw feiten gebeurt
method-data-text = Ze worden gelezen, beantwoord en vergeten; een antwoord aan een programma blijft hoogstens tien minuten in het geheugen, voor als het weer vraagt. Ze worden alleen bewaard als u dat vraagt, achter een link waarvan de server een vingerafdruk bewaart. Ze staan nooit in een logboek. Bladzijden laden niets van elders en zetten geen cookies.
method-regimes = { $n } wetten en normen
method-version = versie van het register { $x }

problem-not-found = Hier is niets
problem-not-found-text = Het adres leidt nergens heen, of de casus erachter is verwijderd.
problem-bad-request = Dit is niet te begrijpen
problem-bad-request-text = Iets in wat is verstuurd is niet zoals het hoort.
problem-bad-case = De feiten zijn nog niet te lezen
problem-bad-case-text = Herstel wat hier staat en vraag opnieuw. Wat u typte staat hieronder.
problem-method = Dit adres wordt anders gevraagd
problem-method-text = Ga terug en gebruik het formulier of de link van de bladzijde.
problem-cross-site = Een andere site verstuurde dit
problem-cross-site-text = Voor uw veiligheid wordt een formulier alleen van deze site zelf aangenomen. Open de bladzijde hier en verstuur het opnieuw.
problem-too-large = Dit is te groot
problem-too-large-text = Een casus mag één megabyte groot zijn. Vraag over één organisatie tegelijk.
problem-too-many = Te veel vragen tegelijk
problem-too-many-text = Wacht een paar seconden en vraag opnieuw.
problem-slow-client = Dit kwam te langzaam
problem-slow-client-text = Verstuur het opnieuw over een betere verbinding.
problem-timeout = Dit duurde te lang
problem-timeout-text = Vraag opnieuw met minder dingen in de casus.
problem-outdated = Iemand heeft deze casus intussen veranderd
problem-outdated-text = Wat u typte staat hieronder. Open de casus opnieuw en breng uw verandering aan.
problem-media-type = Dit is geen JSON en geen TOML
problem-media-type-text = Stuur de casus als application/json of application/toml.
problem-internal = Hier ging iets mis
problem-internal-text = Het ligt niet aan u. Vraag het over een tijdje opnieuw.
problem-meant = Misschien bedoelde u
problem-line = Regel { $n }:
problem-typed = Wat u typte
problem-home = Naar de eerste bladzijde
problem-id = Nummer van deze vraag: { $x }

clock-title = Incidentklok
clock-now = Zoals het staat op { $x }. Geen juridisch advies.
clock-read = Het eerste moment is dat waarop u plant: het is veilig bij elke lezing. Latere momenten zijn wat de tekst van de wet toelaat, of wat te verdedigen is.
clock-nothing = De feiten noemen geen gebeurtenis waarna een melding moet.
clock-left = nog { $x }
clock-past = { $x } geleden
clock-by-text = volgens de tekst van de wet: { $x }
clock-arguable = op zijn laatst verdedigbaar: { $x }
clock-what = Wat te doen
clock-to = Aan
clock-waits = Wacht op
clock-content = Moet zeggen
clock-open = Open: er ontbreken feiten of recht
clock-not-due = Moet niet, en waarom
clock-all = Alle plichten van deze casus
clock-show = Laat de incidentklok zien
clock-state-overdue = Te laat
clock-state-in-relief = Voorbij het veilige moment, nog binnen de tekst
clock-state-due-now = Nu
clock-state-due-soon = Binnenkort
clock-state-running = Loopt
clock-state-waiting = Wacht
clock-state-sent-in-time = Op tijd verstuurd
clock-state-sent-in-relief = Op tijd verstuurd, volgens de tekst
clock-state-sent-late = Te laat verstuurd
clock-state-discharged = Gedaan met een vollediger melding
clock-example = Een voorbeeld: het staat op { $x }. Geen juridisch advies.
clock-end-of = einde van { $x }
clock-then = zoals bekend voor een verbetering: { $x }
clock-again = Vraag opnieuw met deze feiten
clock-about = Over
clock-sent = Verstuurd
clock-i-sent = Ik heb deze melding verstuurd
clock-sent-at = Wanneer (op de klok van { $x })
clock-record = Leg het vast
clock-recorded = Vastgelegd als verstuurd:
clock-keep = De feiten op deze pagina bevatten het nu; bewaar de casus om het te houden.
clock-ics = Agendabestand, met waarschuwingen
clock-svg = Tijdlijn als plaatje
clock-together = Deze gaan naar dezelfde plek: { $x }. Eén melding volstaat als alles erin staat en zij voor het vroegste moment is verstuurd.
clock-not-held = Het register bevat het recht van { $x } niet. Vraag daar na.
clock-part-now = Nu
clock-part-then = Daarna
clock-part-waiting = Wacht op iets
clock-part-perhaps = Misschien: er ontbreekt een feit
clock-part-done = Gedaan
clock-head-next = De eerstvolgende moet binnen { $x }.
print = Afdrukken
clock-head-late = { $n ->
    [one] Eén melding is te laat.
   *[other] { $n } meldingen zijn te laat.
 }
clock-head-now = { $n ->
    [one] Eén melding moet nu.
   *[other] { $n } meldingen moeten nu.
 }
clock-head-perhaps = { $n ->
    [one] Eén melding hangt af van een feit dat ontbreekt.
   *[other] { $n } meldingen hangen af van feiten die ontbreken.
 }

owe-start = Beantwoord een paar vragen
owe-start-text = Alleen wat een antwoord nog kan veranderen wordt gevraagd. "Ik weet het niet" is ook een antwoord. Er wordt niets bewaard tot u bewaart.
owe-begin = Begin
owe-upload = Open een bestand met een casus
owe-go-on = Ga verder met vragen
result-ask = Vragen beantwoorden

interview-progress = Open plichten waarover is beslist
interview-open = { $n ->
    [0] Er staat niets open.
    [one] Er staat één plicht open.
   *[other] Er staan { $n } plichten open.
 }
interview-fewer = { $n ->
    [one] Uw antwoord besliste over één.
   *[other] Uw antwoord besliste over { $n }.
 }
interview-answers = { $n ->
    [one] Eén antwoord tot nu toe.
   *[other] { $n } antwoorden tot nu toe.
 }
interview-again = U stelde dit uit:
interview-so-far = Tot nu toe zei u:
interview-judgement = Iemand moet dit beoordelen. Weeg:
interview-by = Wie beoordeelt dit?
interview-why = Waarom, in één regel (mag leeg blijven)
interview-yes = Ja
interview-no = Nee
interview-number = Een heel getal zoals 120, of een bereik zoals 50-249.
interview-decimal = Een getal zoals 0.5, of een bereik zoals 1-2.
interview-money = Een bedrag met de munt, zoals 6 million EUR, of een bereik zoals 2-10 million EUR.
interview-percent = Een aandeel zoals 30%, of een bereik zoals 25-50%.
interview-length = Een tijdsduur zoals 31m, 2h of 1h30m.
interview-another = Is het geen van deze, typ dan de naam.
interview-a-name = De naam
interview-or = Of preciezer
interview-select = Kies …
interview-names = Engelse namen of codes met komma's ertussen, zoals Netherlands, Germany of NL, DE.
interview-look-up = Kies uit de hele lijst
interview-doubt = niet zeker
interview-zone = Tijdzone
interview-zone-example = De zone van de tijd hierboven, zoals Europe/Amsterdam.
interview-zone-needed = Schrijf ook de tijdzone, zoals Europe/Amsterdam.
interview-listed = Tot nu toe genoemd
interview-things = Eén naam per keer; voeg er zo veel toe als er zijn.
interview-things-more = Nog een, of dat is alles.
interview-add = Voeg toe
interview-all = Dat is alles
interview-none = Er is er geen
interview-none-of = Geen van deze
interview-next = Verder
interview-ticked-only = De aangevinkte, en geen andere
interview-ticked = Er is iets aangevinkt. Haal het weg als geen van deze waar is, of verstuur wat is aangevinkt.
interview-tick = Vink aan wat waar is, of zeg dat geen van deze het is.
interview-name = Typ een naam, of zeg dat dit alles is.
interview-choose = Kies of typ een antwoord, of zeg dat u het niet weet.
interview-unsure = Ik weet het niet
interview-later = Vraag het later
interview-back = Terug
interview-first = Dit is de eerste vraag.
interview-hinges = { $n ->
    [one] Waarom dit wordt gevraagd: één plicht hangt ervan af
   *[other] Waarom dit wordt gevraagd: { $n } plichten hangen ervan af
 }
interview-hinges-text = Het antwoord kan beslissen of u dit moet:
interview-hinges-more = en nog { $n }.
interview-who = Wie weet dit?
interview-who-usually = Meestal:
interview-who-list = Dit staat nog open, en zij weten het:
interview-done = Dat is alles wat ertoe doet
interview-done-text = Geen antwoord kan nog veranderen welke plichten gelden.
interview-done-open = { $n ->
    [one] Wat u niet weet, of niet precies, laat één plicht open.
   *[other] Wat u niet weet, of niet precies, laat { $n } plichten open.
 }
interview-show = Toon wat ik tot nu toe weet
interview-save = Bewaar en krijg een link
interview-save-again = Bewaar opnieuw
interview-anew = Begin opnieuw
interview-kept = Bewaard.
interview-kept-text = Met deze link kunt u, of wie u hem geeft, hier verdergaan:
interview-private = Uw antwoorden staan alleen op deze pagina. De server bewaart niets tot u bewaart.
interview-private-kept = Wat u vanaf hier antwoordt, wordt bewaard als u opnieuw bewaart.
happened-start = Krijg de agenda
happened-what = Wat is er gebeurd?
happened-at = Wanneer wist u het voor het eerst? De meeste termijnen beginnen daar.
happened-zone = Tijdzone van die klok
happened-who = Uw organisatie (mag leeg blijven)
happened-name = Hoe u het noemt (mag leeg blijven)
happened-go = Toon wat er moet
happened-private = Niets hiervan wordt opgeslagen. Op de volgende bladzijde ziet u elke melding die misschien moet, en beantwoordt u wat u weet om het scherper te maken. "Nog niet bekend" is ook een antwoord.
clock-questions = Beantwoord wat u weet: dit beslist het meest
clock-unknown = Nog niet bekend
clock-yes = Ja
clock-no = Nee
clock-sharpen = Toon de agenda opnieuw
clock-interview = Alle vragen, een voor een
