<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nb" sourcelanguage="en">
<context>
    <name>AccountViewModel</name>
    <message>
        <source>Without a project</source>
        <translation>Uten prosjekt</translation>
    </message>
    <message>
        <source>Ordered by you</source>
        <translation>Bestilt av deg</translation>
    </message>
    <message>
        <source>Ordered by %1</source>
        <translation>Bestilt av %1</translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n varelinje</numerusform>
            <numerusform>%n varelinjer</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 lines are here</source>
        <translation>%1 av %2 varelinjer er kommet</translation>
    </message>
    <message>
        <source>Hello, %1</source>
        <translation>Hei, %1</translation>
    </message>
    <message numerus="yes">
        <source>%n pickups are waiting. Choose what you will take with you.</source>
        <translation>
            <numerusform>%n henting venter. Velg det du tar med deg nå.</numerusform>
            <numerusform>%n hentinger venter. Velg det du tar med deg nå.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Open %n doors</source>
        <translation>
            <numerusform>Åpne %n luke</numerusform>
            <numerusform>Åpne %n luker</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckingViewModel</name>
    <message>
        <source>One moment</source>
        <translation>Et øyeblikk</translation>
    </message>
    <message>
        <source>We have seen your code and are checking it.</source>
        <translation>Vi har sett koden din og sjekker den nå.</translation>
    </message>
</context>
<context>
    <name>DoneViewModel</name>
    <message>
        <source>emptied</source>
        <translation>tømt</translation>
    </message>
    <message>
        <source>not collected</source>
        <translation>ikke hentet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
    <message>
        <source>Thank you!</source>
        <translation>Takk for besøket!</translation>
    </message>
    <message>
        <source>Nothing was collected</source>
        <translation>Ingenting ble hentet</translation>
    </message>
    <message>
        <source>You emptied %1.</source>
        <translation>Du har tømt %1.</translation>
    </message>
    <message>
        <source>Not collected: %1. It is still yours, and staff have been told.</source>
        <translation>Ikke hentet: %1. Innholdet er fortsatt ditt, og betjeningen har fått beskjed.</translation>
    </message>
    <message numerus="yes">
        <source>%n lines of your order are still to come. We will send a message.</source>
        <translation>
            <numerusform>%n varelinje i bestillingen gjenstår. Du får melding når den er klar.</numerusform>
            <numerusform>%n varelinjer i bestillingen gjenstår. Du får melding når de er klare.</numerusform>
        </translation>
    </message>
    <message>
        <source>Receipt %1</source>
        <translation>Kvittering %1</translation>
    </message>
    <message>
        <source>Forgot something? Open door %1</source>
        <translation>Glemt noe? Åpne luke %1</translation>
    </message>
</context>
<context>
    <name>DoorFaultViewModel</name>
    <message>
        <source>did not open</source>
        <translation>åpnet seg ikke</translation>
    </message>
    <message>
        <source>Door %1 will not open</source>
        <translation>Luke %1 lar seg ikke åpne</translation>
    </message>
    <message>
        <source>Door %1 did not open</source>
        <translation>Luke %1 åpnet seg ikke</translation>
    </message>
    <message>
        <source>Did door %1 open?</source>
        <translation>Åpnet luke %1 seg?</translation>
    </message>
    <message>
        <source>The parcel is still yours and the deadline stands still. Staff have been told.</source>
        <translation>Pakken er fortsatt din, og hentefristen løper ikke. Betjeningen har fått beskjed.</translation>
    </message>
    <message>
        <source>Push firmly on the door, let go, and press “Try again”.</source>
        <translation>Skyv hardt på luka, slipp, og trykk på «Prøv igjen».</translation>
    </message>
    <message>
        <source>If it is open, take out the parcel and close it. If it is closed, press “Try again”.</source>
        <translation>Er den åpen? Ta ut pakken og lukk. Er den lukket? Trykk på «Prøv igjen».</translation>
    </message>
    <message numerus="yes">
        <source>%n tries left</source>
        <translation>
            <numerusform>%n forsøk igjen</numerusform>
            <numerusform>%n forsøk igjen</numerusform>
        </translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Prøv igjen</translation>
    </message>
    <message>
        <source>Leave this door</source>
        <translation>La luka være</translation>
    </message>
    <message>
        <source>Next parcel</source>
        <translation>Neste pakke</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hjelp</translation>
    </message>
</context>
<context>
    <name>DoorViewModel</name>
    <message>
        <source>emptied</source>
        <translation>tømt</translation>
    </message>
    <message>
        <source>opens later</source>
        <translation>åpnes senere</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Åpnes nå</translation>
    </message>
    <message>
        <source>Open now</source>
        <translation>Åpen nå</translation>
    </message>
    <message>
        <source>Still open</source>
        <translation>Fortsatt åpen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Neste</translation>
    </message>
    <message>
        <source>Door %1</source>
        <translation>Luke %1</translation>
    </message>
    <message>
        <source>Another parcel of yours is here. Touch the button when you are ready.</source>
        <translation>Her ligger enda en pakke til deg. Trykk på knappen når du er klar.</translation>
    </message>
    <message>
        <source>The door will spring open in a moment.</source>
        <translation>Luka spretter opp om et øyeblikk.</translation>
    </message>
    <message>
        <source>Please close the door when you have taken out the parcel.</source>
        <translation>Lukk luka når du har tatt ut pakken.</translation>
    </message>
    <message>
        <source>Take out the parcel and close the door.</source>
        <translation>Ta ut pakken og lukk luka.</translation>
    </message>
    <message>
        <source>Take out the parcel and close the door. Then door %1 opens.</source>
        <translation>Ta ut pakken og lukk luka. Da åpner luke %1.</translation>
    </message>
    <message>
        <source>Parcel %1 of %2</source>
        <translation>Pakke %1 av %2</translation>
    </message>
    <message>
        <source>Open door %1</source>
        <translation>Åpne luke %1</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Åpne igjen</translation>
    </message>
    <message>
        <source>Get help</source>
        <translation>Noe er galt</translation>
    </message>
    <message>
        <source>More time</source>
        <translation>Mer tid</translation>
    </message>
</context>
<context>
    <name>HelpViewModel</name>
    <message>
        <source>It was empty</source>
        <translation>Luka var tom</translation>
    </message>
    <message>
        <source>Something is damaged</source>
        <translation>Noe er skadet</translation>
    </message>
    <message>
        <source>This is not my parcel</source>
        <translation>Dette er ikke min pakke</translation>
    </message>
    <message>
        <source>The door won&apos;t close</source>
        <translation>Luka lar seg ikke lukke</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>Noe annet</translation>
    </message>
    <message>
        <source>Thank you, it is noted</source>
        <translation>Takk, vi har notert det</translation>
    </message>
    <message>
        <source>Do you need help?</source>
        <translation>Trenger du hjelp?</translation>
    </message>
    <message>
        <source>What&apos;s wrong?</source>
        <translation>Hva er galt?</translation>
    </message>
    <message>
        <source>“%1”. Staff have been told. Call if it can&apos;t wait.</source>
        <translation>«%1». Betjeningen har fått beskjed. Ring hvis det haster.</translation>
    </message>
    <message>
        <source>Touch what fits best, or call us. There is somebody day and night.</source>
        <translation>Trykk på det som passer best, eller ring oss. Vi svarer hele døgnet.</translation>
    </message>
    <message>
        <source>Call us. There is somebody day and night.</source>
        <translation>Ring oss. Vi svarer hele døgnet.</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Ring</translation>
    </message>
    <message>
        <source>and say</source>
        <translation>og oppgi</translation>
    </message>
</context>
<context>
    <name>IdleViewModel</name>
    <message>
        <source>Hold the code up to the camera</source>
        <translation>Hold koden foran kameraet</translation>
    </message>
    <message>
        <source>Type your pickup code</source>
        <translation>Tast inn hentekoden</translation>
    </message>
    <message>
        <source>On your phone or on paper. The door opens by itself.</source>
        <translation>På mobilen eller på papir. Luka åpner seg av seg selv.</translation>
    </message>
    <message>
        <source>The camera can&apos;t read codes just now. The code to type is printed under the QR code.</source>
        <translation>Kameraet kan ikke lese koder akkurat nå. Hentekoden står under QR-koden.</translation>
    </message>
    <message>
        <source>The camera can&apos;t read codes just now. We are working on it.</source>
        <translation>Kameraet kan ikke lese koder akkurat nå. Vi jobber med saken.</translation>
    </message>
    <message>
        <source>Help day and night</source>
        <translation>Hjelp hele døgnet</translation>
    </message>
    <message>
        <source>Say “%1”</source>
        <translation>Oppgi «%1»</translation>
    </message>
    <message>
        <source>Type the code</source>
        <translation>Tast inn koden</translation>
    </message>
</context>
<context>
    <name>KeypadViewModel</name>
    <message>
        <source>The last four digits of your phone number</source>
        <translation>De fire siste sifrene i mobil­nummeret</translation>
    </message>
    <message>
        <source>Type your pickup code</source>
        <translation>Tast inn hentekoden</translation>
    </message>
    <message>
        <source>The number you gave when you ordered.</source>
        <translation>Nummeret du oppga da du bestilte.</translation>
    </message>
    <message>
        <source>The digits are in the message from the shop.</source>
        <translation>Sifrene står i meldingen fra butikken.</translation>
    </message>
    <message>
        <source>It is printed under the QR code.</source>
        <translation>Den står under QR-koden.</translation>
    </message>
    <message>
        <source>One of the symbols is not right. Please check them once more.</source>
        <translation>Ett av tegnene er feil. Se over koden en gang til.</translation>
    </message>
    <message>
        <source>We don&apos;t know this code. Please check it once more.</source>
        <translation>Vi kjenner ikke denne koden. Se over den en gang til.</translation>
    </message>
    <message>
        <source>Some symbols are missing.</source>
        <translation>Det mangler noen tegn.</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Slett</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsett</translation>
    </message>
</context>
<context>
    <name>KioskViewModel</name>
    <message>
        <source>Help</source>
        <translation>Hjelp</translation>
    </message>
    <message>
        <source>Need help? Call %1, day or night, and say “%2”.</source>
        <translation>Trenger du hjelp? Ring %1 hele døgnet, og oppgi «%2».</translation>
    </message>
    <message>
        <source>Help %1</source>
        <translation>Hjelp %1</translation>
    </message>
    <message>
        <source>Some doors can&apos;t be opened just now.</source>
        <translation>Noen av lukene kan ikke åpnes akkurat nå.</translation>
    </message>
    <message>
        <source>The camera is out of order. You can type the code.</source>
        <translation>Kameraet er ute av drift. Du kan taste inn koden.</translation>
    </message>
    <message>
        <source>The network is down. Most pickups work as usual.</source>
        <translation>Nettet er nede. Du kan stort sett hente som vanlig.</translation>
    </message>
    <message>
        <source>Brand new orders may be unknown here for a while.</source>
        <translation>Helt nye bestillinger kan mangle her en liten stund.</translation>
    </message>
    <message>
        <source>Are you still there?</source>
        <translation>Er du der fortsatt?</translation>
    </message>
    <message numerus="yes">
        <source>The screen is cleared in %n seconds.</source>
        <translation>
            <numerusform>Skjermen nullstilles om %n sekund.</numerusform>
            <numerusform>Skjermen nullstilles om %n sekunder.</numerusform>
        </translation>
    </message>
    <message>
        <source>More time</source>
        <translation>Mer tid</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Avslutt</translation>
    </message>
</context>
<context>
    <name>OutOfServiceViewModel</name>
    <message>
        <source>Ready in a moment</source>
        <translation>Straks klar</translation>
    </message>
    <message>
        <source>The doors are out of service</source>
        <translation>Lukene er ute av drift</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>Ute av drift</translation>
    </message>
    <message>
        <source>The pickup point is starting.</source>
        <translation>Henteskapet starter opp.</translation>
    </message>
    <message>
        <source>Your parcel is safe. The deadline stands still until the doors work again.</source>
        <translation>Pakken din ligger trygt. Hentefristen løper ikke før lukene virker igjen.</translation>
    </message>
    <message>
        <source>Your parcel is safe. Staff have been told, and the deadline stands still.</source>
        <translation>Pakken din ligger trygt. Betjeningen har fått beskjed, og hentefristen løper ikke.</translation>
    </message>
    <message>
        <source>The pickup point is restarting. An open door can be closed as usual.</source>
        <translation>Henteskapet starter på nytt. En åpen luke kan lukkes som vanlig.</translation>
    </message>
    <message>
        <source>Help day and night</source>
        <translation>Hjelp hele døgnet</translation>
    </message>
    <message>
        <source>Say “%1”</source>
        <translation>Oppgi «%1»</translation>
    </message>
    <message>
        <source>Type the code</source>
        <translation>Tast inn koden</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hjelp</translation>
    </message>
</context>
<context>
    <name>PinViewModel</name>
    <message>
        <source>Enter your PIN</source>
        <translation>Tast PIN-koden</translation>
    </message>
    <message>
        <source>For technicians. Everything you do is recorded in your name.</source>
        <translation>For teknikere. Alt du gjør, blir loggført på deg.</translation>
    </message>
    <message numerus="yes">
        <source>Wrong PIN. %n tries left.</source>
        <translation>
            <numerusform>Feil PIN-kode. %n forsøk igjen.</numerusform>
            <numerusform>Feil PIN-kode. %n forsøk igjen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n digits entered</source>
        <translation>
            <numerusform>%n siffer tastet</numerusform>
            <numerusform>%n sifre tastet</numerusform>
        </translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Slett</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Logg inn</translation>
    </message>
</context>
<context>
    <name>ReferenceViewModel</name>
    <message>
        <source>What is the purchase order?</source>
        <translation>Hva er rekvisisjons­nummeret?</translation>
    </message>
    <message>
        <source>Which job is this for?</source>
        <translation>Hvilket prosjekt gjelder det?</translation>
    </message>
    <message>
        <source>Which cost centre pays?</source>
        <translation>Hvilket kostnadssted?</translation>
    </message>
    <message>
        <source>Your company asks for this before the doors open. It goes on the delivery note.</source>
        <translation>Firmaet ditt krever dette før lukene åpnes. Det kommer på pakkseddelen.</translation>
    </message>
    <message>
        <source>It goes on the delivery note. You may leave it out.</source>
        <translation>Det kommer på pakkseddelen. Du kan hoppe over.</translation>
    </message>
    <message>
        <source>This is not how your company writes its references.</source>
        <translation>Firmaet ditt skriver ikke referansene sine slik.</translation>
    </message>
    <message>
        <source>Please enter the reference first.</source>
        <translation>Tast inn referansen først.</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Slett</translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation>Fortsett uten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsett</translation>
    </message>
</context>
<context>
    <name>RefusedViewModel</name>
    <message>
        <source>We don&apos;t know this code</source>
        <translation>Vi kjenner ikke denne koden</translation>
    </message>
    <message>
        <source>Already collected</source>
        <translation>Allerede hentet</translation>
    </message>
    <message>
        <source>The pickup deadline has passed</source>
        <translation>Hentefristen er ute</translation>
    </message>
    <message>
        <source>The order is cancelled</source>
        <translation>Bestillingen er kansellert</translation>
    </message>
    <message>
        <source>Not open for pickup yet</source>
        <translation>Ikke klar til henting ennå</translation>
    </message>
    <message>
        <source>Your parcel is at another place</source>
        <translation>Pakken ligger et annet sted</translation>
    </message>
    <message>
        <source>Your parcel is not here yet</source>
        <translation>Pakken er ikke kommet ennå</translation>
    </message>
    <message>
        <source>This code is no longer valid</source>
        <translation>Koden gjelder ikke lenger</translation>
    </message>
    <message>
        <source>The door is out of use</source>
        <translation>Luka er ute av bruk</translation>
    </message>
    <message>
        <source>Too many attempts</source>
        <translation>For mange forsøk</translation>
    </message>
    <message>
        <source>We can&apos;t check the code just now</source>
        <translation>Vi får ikke sjekket koden nå</translation>
    </message>
    <message>
        <source>Nothing to collect now</source>
        <translation>Ingenting å hente nå</translation>
    </message>
    <message>
        <source>Wrong PIN</source>
        <translation>Feil PIN-kode</translation>
    </message>
    <message>
        <source>We couldn&apos;t read the code</source>
        <translation>Vi fikk ikke lest koden</translation>
    </message>
    <message>
        <source>The doors don&apos;t answer</source>
        <translation>Lukene svarer ikke</translation>
    </message>
    <message>
        <source>Check that it is the pickup code from the shop, and try again.</source>
        <translation>Sjekk at det er hentekoden fra butikken, og prøv igjen.</translation>
    </message>
    <message>
        <source>Was it not you? Call us, and we will find out.</source>
        <translation>Var det ikke deg? Ring oss, så finner vi ut av det.</translation>
    </message>
    <message>
        <source>Contact the shop, and they will find a way.</source>
        <translation>Ta kontakt med butikken, så finner dere en løsning.</translation>
    </message>
    <message>
        <source>Contact the shop if you think this is a mistake.</source>
        <translation>Ta kontakt med butikken hvis du mener dette er feil.</translation>
    </message>
    <message>
        <source>Come back then, with the same code.</source>
        <translation>Kom tilbake da, med den samme koden.</translation>
    </message>
    <message>
        <source>Take the same code there.</source>
        <translation>Bruk den samme koden der.</translation>
    </message>
    <message>
        <source>You will get a message when it is ready.</source>
        <translation>Du får melding når den er klar.</translation>
    </message>
    <message>
        <source>Use the newest code you were sent, or ask for a new one.</source>
        <translation>Bruk den nyeste koden du har fått, eller be om en ny.</translation>
    </message>
    <message>
        <source>Your parcel is safe, but we have to open for you. The deadline stands still.</source>
        <translation>Pakken din ligger trygt, men vi må åpne for deg. Hentefristen løper ikke.</translation>
    </message>
    <message>
        <source>Please wait a little before you try again.</source>
        <translation>Vent litt før du prøver igjen.</translation>
    </message>
    <message>
        <source>The network is down, and this code needs it. Try again in a few minutes.</source>
        <translation>Nettet er nede, og denne koden trenger det. Prøv igjen om noen minutter.</translation>
    </message>
    <message>
        <source>No parcels are waiting for this customer account.</source>
        <translation>Ingen pakker venter på denne kundekontoen.</translation>
    </message>
    <message>
        <source>Hold up your badge and try again.</source>
        <translation>Hold fram kortet ditt og prøv på nytt.</translation>
    </message>
    <message>
        <source>Hold it still, a little further away, and turn up the brightness.</source>
        <translation>Hold den rolig, litt lenger unna, og skru opp lysstyrken på mobilen.</translation>
    </message>
    <message>
        <source>Your parcel is safe, and the deadline stands still until the doors work again.</source>
        <translation>Pakken din ligger trygt, og hentefristen løper ikke før lukene virker igjen.</translation>
    </message>
    <message>
        <source>We are here to help</source>
        <translation>Vi hjelper deg</translation>
    </message>
    <message>
        <source>Collected</source>
        <translation>Hentet</translation>
    </message>
    <message>
        <source>The deadline was</source>
        <translation>Fristen var</translation>
    </message>
    <message>
        <source>Can be collected from</source>
        <translation>Kan hentes fra</translation>
    </message>
    <message>
        <source>The code is for</source>
        <translation>Koden gjelder</translation>
    </message>
    <message>
        <source>Try again in</source>
        <translation>Prøv igjen om</translation>
    </message>
    <message>
        <source>Say “%1”</source>
        <translation>Oppgi «%1»</translation>
    </message>
    <message>
        <source>at %1</source>
        <comment>time of day</comment>
        <translation>kl. %1</translation>
    </message>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation>
            <numerusform>%n minutt</numerusform>
            <numerusform>%n minutter</numerusform>
        </translation>
    </message>
    <message>
        <source>Type the code</source>
        <translation>Tast inn koden</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hjelp</translation>
    </message>
</context>
<context>
    <name>ScreenViewModel</name>
    <message>
        <source>End</source>
        <translation>Avslutt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tilbake</translation>
    </message>
</context>
<context>
    <name>Service</name>
    <message>
        <source>It jams</source>
        <translation>Den henger</translation>
    </message>
    <message>
        <source>It is damaged</source>
        <translation>Den er skadet</translation>
    </message>
    <message>
        <source>It is dirty</source>
        <translation>Den er skitten</translation>
    </message>
    <message>
        <source>Wiring fault</source>
        <translation>Feil i kabling</translation>
    </message>
    <message>
        <source>Something else</source>
        <translation>Noe annet</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Inspection</source>
        <translation>Inspeksjon</translation>
    </message>
    <message>
        <source>Somebody is locked in</source>
        <translation>Noen er fanget</translation>
    </message>
    <message>
        <source>Take out a parcel</source>
        <translation>Ta ut pakke</translation>
    </message>
    <message>
        <source>open</source>
        <translation>åpen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>lukket</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>svarer ikke</translation>
    </message>
    <message>
        <source>free</source>
        <translation>ledig</translation>
    </message>
    <message>
        <source>occupied</source>
        <translation>opptatt</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>sperret</translation>
    </message>
    <message>
        <source>suspect</source>
        <translation>mistenkt feil</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>tilkoblet</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>kobler til</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>frakoblet</translation>
    </message>
    <message>
        <source>It opened.</source>
        <translation>Den åpnet seg.</translation>
    </message>
    <message>
        <source>It was already open.</source>
        <translation>Den var allerede åpen.</translation>
    </message>
    <message>
        <source>It did not open: jammed.</source>
        <translation>Den åpnet seg ikke: den henger.</translation>
    </message>
    <message>
        <source>The board did not answer; nobody knows whether it opened.</source>
        <translation>Kortet svarte ikke; ingen vet om den åpnet seg.</translation>
    </message>
    <message>
        <source>It is blocked.</source>
        <translation>Den er sperret.</translation>
    </message>
    <message>
        <source>It is in use again.</source>
        <translation>Den er i bruk igjen.</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1 s siden</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 min siden</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 t siden</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nei</translation>
    </message>
    <message>
        <source>Leaf</source>
        <translation>Dørblad</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tilstand</translation>
    </message>
    <message>
        <source>Holds a parcel</source>
        <translation>Inneholder pakke</translation>
    </message>
    <message>
        <source>Last opened</source>
        <translation>Sist åpnet</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Feil</translation>
    </message>
    <message>
        <source>Board and channel</source>
        <translation>Kort og kanal</translation>
    </message>
</context>
<context>
    <name>ServiceCameraViewModel</name>
    <message>
        <source>none yet</source>
        <translation>ingen ennå</translation>
    </message>
    <message>
        <source>%1, %2 characters</source>
        <translation>%1, %2 tegn</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Kilde</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tilstand</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bilde</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>Bilder i sekundet</translation>
    </message>
    <message>
        <source>Time to decode</source>
        <translation>Dekodetid</translation>
    </message>
    <message>
        <source>Codes seen</source>
        <translation>Koder sett</translation>
    </message>
    <message>
        <source>Last code</source>
        <translation>Siste kode</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Logg ut</translation>
    </message>
    <message>
        <source>works</source>
        <translation>virker</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>ikke funnet</translation>
    </message>
    <message>
        <source>frozen: the picture does not change</source>
        <translation>fryst: bildet endrer seg ikke</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>avsluttet</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Hold up any code: its kind and length are shown, never its content.</source>
        <translation>Hold opp en hvilken som helst kode: type og lengde vises, aldri innholdet.</translation>
    </message>
    <message>
        <source>Doors</source>
        <translation>Luker</translation>
    </message>
</context>
<context>
    <name>ServiceViewModel</name>
    <message>
        <source>Log out</source>
        <translation>Logg ut</translation>
    </message>
    <message>
        <source>sent %1 · received %2 · time-outs %3 · bad checks %4 · garbage %5 B</source>
        <translation>sendt %1 · mottatt %2 · tidsavbrudd %3 · sjekkfeil %4 · støy %5 B</translation>
    </message>
    <message>
        <source>Choose a door</source>
        <translation>Velg en luke</translation>
    </message>
    <message>
        <source>Door %1</source>
        <translation>Luke %1</translation>
    </message>
    <message>
        <source>Touch a door on the wall to test, block or unblock it.</source>
        <translation>Trykk på en luke på veggen for å teste, sperre eller oppheve en sperre.</translation>
    </message>
    <message>
        <source>Why is it blocked?</source>
        <translation>Hvorfor sperres den?</translation>
    </message>
    <message>
        <source>Why is it opened?</source>
        <translation>Hvorfor åpnes den?</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Åpne</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Sperr</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>Opphev sperre</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>ikke ennå</translation>
    </message>
    <message>
        <source>Outbox %1 · list synced %2 · OpenLuke %3</source>
        <translation>Utboks %1 · liste hentet %2 · OpenLuke %3</translation>
    </message>
</context>
<context>
    <name>WallViewModel</name>
    <message>
        <source>You are here</source>
        <translation>Du er her</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>column %1</source>
        <translation>kolonne %1</translation>
    </message>
    <message>
        <source>To the left of the screen</source>
        <translation>Til venstre for skjermen</translation>
    </message>
    <message>
        <source>To the right of the screen</source>
        <translation>Til høyre for skjermen</translation>
    </message>
    <message>
        <source>By the screen</source>
        <translation>Ved skjermen</translation>
    </message>
    <message>
        <source>at the bottom</source>
        <translation>nederst</translation>
    </message>
    <message>
        <source>at the top</source>
        <translation>øverst</translation>
    </message>
    <message>
        <source>in the middle</source>
        <translation>i midten</translation>
    </message>
    <message>
        <source>second from the bottom</source>
        <translation>nest nederst</translation>
    </message>
    <message>
        <source>second from the top</source>
        <translation>nest øverst</translation>
    </message>
    <message>
        <source>number %1 from the bottom</source>
        <translation>nummer %1 nedenfra</translation>
    </message>
    <message>
        <source>number %1 from the top</source>
        <translation>nummer %1 ovenfra</translation>
    </message>
    <message>
        <source>down by the floor</source>
        <translation>nede ved gulvet</translation>
    </message>
    <message>
        <source>at knee height</source>
        <translation>i knehøyde</translation>
    </message>
    <message>
        <source>at hip height</source>
        <translation>i hoftehøyde</translation>
    </message>
    <message>
        <source>at chest height</source>
        <translation>i brysthøyde</translation>
    </message>
    <message>
        <source>at eye height</source>
        <translation>i øyehøyde</translation>
    </message>
    <message>
        <source>above head height</source>
        <translation>over hodehøyde</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 og %2</translation>
    </message>
    <message>
        <source>door %1</source>
        <translation>luke %1</translation>
    </message>
    <message>
        <source>doors %1</source>
        <translation>lukene %1</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>Qt date format</comment>
        <translation>dddd d. MMMM</translation>
    </message>
    <message>
        <source>HH:mm</source>
        <comment>Qt time format</comment>
        <translation>HH.mm</translation>
    </message>
    <message>
        <source>Call %1 and say “%2”</source>
        <translation>Ring %1 og oppgi «%2»</translation>
    </message>
</context>
</TS>
