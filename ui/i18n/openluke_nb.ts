<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nb" sourcelanguage="en">
<context>
    <name>AccountViewModel</name>
    <message numerus="yes">
        <source>%n parcels are waiting at %1</source>
        <translation>
            <numerusform>%n pakke venter på %1</numerusform>
            <numerusform>%n pakker venter på %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>Til %1</translation>
    </message>
    <message numerus="yes">
        <source>%n orders are on their way</source>
        <translation>
            <numerusform>%n bestilling er på vei</numerusform>
            <numerusform>%n bestillinger er på vei</numerusform>
        </translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>Ordre %1</translation>
    </message>
    <message>
        <source>%1 and more</source>
        <translation>%1 og flere</translation>
    </message>
    <message numerus="yes">
        <source>%n of them wait for approval</source>
        <translation>
            <numerusform>%n av dem venter på godkjenning</numerusform>
            <numerusform>%n av dem venter på godkjenning</numerusform>
        </translation>
    </message>
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
        <source>End and show your badge again to see what waits elsewhere.</source>
        <translation>Avslutt og vis adgangskortet ditt på nytt for å se hva som venter andre steder.</translation>
    </message>
    <message>
        <source>The shop does not answer now, so what waits elsewhere is not shown.</source>
        <translation>Butikken svarer ikke nå, så det som venter andre steder, vises ikke.</translation>
    </message>
    <message>
        <source>Hello, %1</source>
        <translation>Hei, %1</translation>
    </message>
    <message>
        <source>There is nothing for you to collect here now.</source>
        <translation>Det er ikke noe du kan hente her nå.</translation>
    </message>
    <message numerus="yes">
        <source>%n pickups are waiting. Choose what you will take with you.</source>
        <translation>
            <numerusform>%n henting venter. Velg det du tar med deg nå.</numerusform>
            <numerusform>%n hentinger venter. Velg det du tar med deg nå.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Prices and buying (%n)</source>
        <translation>
            <numerusform>Priser og kjøp (%n)</numerusform>
            <numerusform>Priser og kjøp (%n)</numerusform>
        </translation>
    </message>
    <message>
        <source>Prices and buying</source>
        <translation>Priser og kjøp</translation>
    </message>
    <message>
        <source>Approve (%1)</source>
        <translation>Godkjenn (%1)</translation>
    </message>
    <message>
        <source>My papers</source>
        <translation>Mine bilag</translation>
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
    <name>Aim</name>
    <message>
        <source>Hold it a little closer</source>
        <translation>Hold den litt nærmere</translation>
    </message>
    <message>
        <source>Hold it a little further away</source>
        <translation>Hold den litt lenger unna</translation>
    </message>
    <message>
        <source>Move it to the middle</source>
        <translation>Flytt den mot midten</translation>
    </message>
    <message>
        <source>Too dark. Give it more light</source>
        <translation>For mørkt. Gi den mer lys</translation>
    </message>
    <message>
        <source>Too bright. Dim it or shade it</source>
        <translation>For lyst. Demp eller skygg den</translation>
    </message>
    <message>
        <source>It reflects. Tilt it a little</source>
        <translation>Det blir gjenskinn. Vipp den litt</translation>
    </message>
    <message>
        <source>Hold it still</source>
        <translation>Hold den i ro</translation>
    </message>
</context>
<context>
    <name>ApprovalViewModel</name>
    <message>
        <source>Purchase %1 of %2</source>
        <translation>Kjøp %1 av %2</translation>
    </message>
    <message>
        <source>For %1</source>
        <translation>Til %1</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>Ordre %1</translation>
    </message>
    <message>
        <source>Bought by %1</source>
        <translation>Kjøpt av %1</translation>
    </message>
    <message>
        <source>It is ordered when you approve it.</source>
        <translation>Det bestilles når du godkjenner det.</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>Et øyeblikk …</translation>
    </message>
    <message>
        <source>Approved. It is ordered now.</source>
        <translation>Godkjent. Det er bestilt nå.</translation>
    </message>
    <message>
        <source>Rejected. It is not ordered.</source>
        <translation>Avvist. Det blir ikke bestilt.</translation>
    </message>
    <message>
        <source>Somebody else has decided it already.</source>
        <translation>Noen andre har allerede bestemt det.</translation>
    </message>
    <message>
        <source>It cannot be decided here. Talk to the shop.</source>
        <translation>Det kan ikke bestemmes her. Ta kontakt med butikken.</translation>
    </message>
    <message>
        <source>No answer came, so we do not know whether your word was heard. Say it again: it counts once.</source>
        <translation>Det kom ikke noe svar, så vi vet ikke om det du valgte, ble registrert. Velg en gang til, det teller bare én gang.</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Godkjenn</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Avvis</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Neste</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Forrige</translation>
    </message>
</context>
<context>
    <name>BasketViewModel</name>
    <message numerus="yes">
        <source>%n pieces</source>
        <translation>
            <numerusform>%n stk</numerusform>
            <numerusform>%n stk</numerusform>
        </translation>
    </message>
    <message>
        <source>One fewer of %1</source>
        <translation>Én færre av %1</translation>
    </message>
    <message>
        <source>One more of %1</source>
        <translation>Én til av %1</translation>
    </message>
    <message>
        <source>Another number of %1: now %2</source>
        <translation>Et annet antall av %1: nå %2</translation>
    </message>
    <message>
        <source>Dangerous goods: only from staff</source>
        <translation>Farlig gods: bare fra ansatte</translation>
    </message>
    <message>
        <source>Has an age limit: only from staff</source>
        <translation>Har aldersgrense: bare fra ansatte</translation>
    </message>
    <message>
        <source>your contract price</source>
        <translation>din avtalepris</translation>
    </message>
    <message>
        <source>quantity price</source>
        <translation>mengdepris</translation>
    </message>
    <message>
        <source>campaign price</source>
        <translation>kampanjepris</translation>
    </message>
    <message>
        <source>list price</source>
        <translation>listepris</translation>
    </message>
    <message>
        <source>Hold up the barcode</source>
        <translation>Hold opp strekkoden</translation>
    </message>
    <message>
        <source>Type the article number</source>
        <translation>Tast varenummeret</translation>
    </message>
    <message>
        <source>Asking for prices …</source>
        <translation>Henter priser …</translation>
    </message>
    <message>
        <source>No prices now</source>
        <translation>Ingen priser nå</translation>
    </message>
    <message>
        <source>With VAT. Without it: %1, as the lines are.</source>
        <translation>Med mva. Uten: %1, som linjene.</translation>
    </message>
    <message>
        <source>The camera can&apos;t read barcodes just now. You see your company&apos;s price.</source>
        <translation>Kameraet kan ikke lese strekkoder akkurat nå. Du ser firmaets pris.</translation>
    </message>
    <message>
        <source>You see your company&apos;s price. Each time you hold it up adds one.</source>
        <translation>Du ser firmaets pris. Hver gang du holder den opp, legges én til.</translation>
    </message>
    <message>
        <source>The shop does not answer. Your basket stays; nothing can be bought until it does.</source>
        <translation>Butikken svarer ikke. Kurven blir stående; ingenting kan kjøpes før den svarer.</translation>
    </message>
    <message>
        <source>The shop has signed you out. End and show your badge again.</source>
        <translation>Butikken har logget deg ut. Avslutt og vis kortet igjen.</translation>
    </message>
    <message>
        <source>The shop tells no prices for your company here.</source>
        <translation>Butikken viser ikke priser for firmaet ditt her.</translation>
    </message>
    <message>
        <source>That is no barcode of an article.</source>
        <translation>Det er ikke strekkoden til en vare.</translation>
    </message>
    <message>
        <source>The shop does not know the article %1.</source>
        <translation>Butikken kjenner ikke varen %1.</translation>
    </message>
    <message>
        <source>%1 is not sold to your company.</source>
        <translation>%1 selges ikke til firmaet ditt.</translation>
    </message>
    <message>
        <source>%1 is not sold without staff.</source>
        <translation>%1 selges ikke uten betjening.</translation>
    </message>
    <message>
        <source>The basket is full. Buy what is in it first.</source>
        <translation>Kurven er full. Kjøp det som ligger i den først.</translation>
    </message>
    <message>
        <source>Prices have changed. Look again.</source>
        <translation>Prisene er endret. Se over dem igjen.</translation>
    </message>
    <message>
        <source>Take out what is not sold without staff, to buy the rest.</source>
        <translation>Ta ut det som ikke selges uten betjening, for å kjøpe resten.</translation>
    </message>
    <message>
        <source>You can see prices. Buying is for those your company has chosen.</source>
        <translation>Du kan se priser. Kjøpe kan de som firmaet har valgt.</translation>
    </message>
    <message>
        <source>Type the number</source>
        <translation>Tast nummeret</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Spør igjen</translation>
    </message>
    <message>
        <source>Buy on account</source>
        <translation>Kjøp på konto</translation>
    </message>
</context>
<context>
    <name>Bus</name>
    <message>
        <source>sent %1 · received %2 · time-outs %3 · bad checks %4 · garbage %5 B</source>
        <translation>sendt %1 · mottatt %2 · tidsavbrudd %3 · sjekkfeil %4 · støy %5 B</translation>
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
        <source>away for long</source>
        <translation>borte lenge</translation>
    </message>
    <message>
        <source>The adapter is not there. Check its plug and its cable.</source>
        <translation>Adapteren er ikke der. Sjekk pluggen og kabelen.</translation>
    </message>
    <message>
        <source>The adapter has been away for long. Check its plug, or the converter&apos;s address.</source>
        <translation>Adapteren har vært borte lenge. Sjekk pluggen, eller adressen til omformeren.</translation>
    </message>
    <message>
        <source>No board answers. Check their power, the wires A and B, baud rate and address.</source>
        <translation>Ingen kort svarer. Sjekk strømmen, ledning A og B, baudrate og adresse.</translation>
    </message>
    <message>
        <source>Our own bytes come back. Check the setting “echo” in the bank file.</source>
        <translation>Våre egne byte kommer tilbake. Sjekk innstillingen «echo» i bankfila.</translation>
    </message>
    <message>
        <source>Answers arrive damaged. Check the baud rate, 120 Ω at both ends and a common ground.</source>
        <translation>Svarene er skadet. Sjekk baudrate, 120 Ω i begge ender og felles jord.</translation>
    </message>
    <message>
        <source>Questions get no answer. Check each board&apos;s power and address, and for loose wires.</source>
        <translation>Spørsmål får ikke svar. Sjekk strøm og adresse på hvert kort, og løse ledninger.</translation>
    </message>
    <message>
        <source>Answers come late. A slow converter, or the latency timer of the adapter.</source>
        <translation>Svarene kommer sent. Treg omformer, eller adapterens ventetid (latency timer).</translation>
    </message>
    <message>
        <source>%1, board %2</source>
        <translation>%1, kort %2</translation>
    </message>
    <message>
        <source>Door %1 stands open.</source>
        <translation>Luke %1 står åpen.</translation>
    </message>
    <message>
        <source>Door %1 opened without a command.</source>
        <translation>Luke %1 åpnet seg uten kommando.</translation>
    </message>
    <message>
        <source>Boards fell silent after a pulse: is the supply too weak? (%1)</source>
        <translation>Kort ble stille etter en puls: er strømforsyningen for svak? (%1)</translation>
    </message>
    <message>
        <source>Two adapters claim to be the one of this bus. (%1)</source>
        <translation>To adaptere gir seg ut for å være den på denne bussen. (%1)</translation>
    </message>
    <message>
        <source>A stored command to a door module was refused. (%1)</source>
        <translation>En lagret kommando til en dørmodul ble avvist. (%1)</translation>
    </message>
    <message>
        <source>Somebody else commands a door module. (%1)</source>
        <translation>Noen andre styrer en dørmodul. (%1)</translation>
    </message>
    <message>
        <source>A door module has restarted. (%1)</source>
        <translation>En dørmodul har startet på nytt. (%1)</translation>
    </message>
    <message>
        <source>A lock may still be powered after its pulse. Cut its power. (%1)</source>
        <translation>En lås kan ha strøm etter pulsen. Kutt strømmen. (%1)</translation>
    </message>
    <message>
        <source>Door %1 opened when another should have. Check the wiring.</source>
        <translation>Luke %1 åpnet seg i stedet for en annen. Sjekk kablingen.</translation>
    </message>
    <message>
        <source>Somebody may be inside door %1. Look now.</source>
        <translation>Noen kan være inne i luke %1. Sjekk med en gang.</translation>
    </message>
    <message>
        <source>Too many doors were asked for at once. They now open more slowly.</source>
        <translation>For mange luker skulle åpnes på én gang. De åpnes nå saktere.</translation>
    </message>
    <message>
        <source>Door %1 does not hold what the records say. Look, and resolve it.</source>
        <translation>Innholdet i luke %1 stemmer ikke med det som er registrert. Se etter og avklar.</translation>
    </message>
    <message>
        <source>Door %1 was emptied, but the shop&apos;s books say otherwise.</source>
        <translation>Luke %1 er tømt, men butikkens system sier noe annet.</translation>
    </message>
    <message>
        <source>The shop&apos;s system refuses an event. It is kept here, set aside.</source>
        <translation>Butikkens system avviser en hendelse. Den er tatt vare på her.</translation>
    </message>
    <message>
        <source>A command from outside was refused.</source>
        <translation>En kommando utenfra ble avvist.</translation>
    </message>
    <message>
        <source>The journal is older than the shop&apos;s system knows it. Was a disk restored?</source>
        <translation>Journalen er eldre enn butikkens system kjenner den. Er en disk gjenopprettet?</translation>
    </message>
    <message>
        <source>The clock can&apos;t be trusted. Check the network and the clock&apos;s battery.</source>
        <translation>Klokka er ikke til å stole på. Sjekk nettet og klokkebatteriet.</translation>
    </message>
    <message>
        <source>The shop&apos;s system refuses this kiosk&apos;s key. It needs a new one.</source>
        <translation>Butikkens system avviser nøkkelen til dette henteskapet. Det trenger en ny.</translation>
    </message>
    <message>
        <source>The shop&apos;s system named keys that can&apos;t be used. The old ones still count.</source>
        <translation>Butikkens system oppga nøkler som ikke kan brukes. De gamle gjelder fortsatt.</translation>
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
    <name>CheckoutViewModel</name>
    <message>
        <source>You get a message when it lies in a compartment.</source>
        <translation>Du får en melding når den ligger i en luke.</translation>
    </message>
    <message>
        <source>Collect at %1</source>
        <translation>Hent på %1</translation>
    </message>
    <message>
        <source>Sent to the address the shop has.</source>
        <translation>Sendes til adressen butikken har.</translation>
    </message>
    <message>
        <source>These goods are not sent.</source>
        <translation>Disse varene sendes ikke.</translation>
    </message>
    <message>
        <source>To your company&apos;s address</source>
        <translation>Til firmaets adresse</translation>
    </message>
    <message>
        <source>Dangerous goods are only given out by staff.</source>
        <translation>Farlig gods utleveres bare av ansatte.</translation>
    </message>
    <message>
        <source>Goods with an age limit are only given out by staff.</source>
        <translation>Varer med aldersgrense utleveres bare av ansatte.</translation>
    </message>
    <message>
        <source>It is too large for the compartments here.</source>
        <translation>Det er for stort for lukene her.</translation>
    </message>
    <message>
        <source>It is too heavy for the compartments here.</source>
        <translation>Det er for tungt for lukene her.</translation>
    </message>
    <message>
        <source>It has to be kept cold, and there is no such compartment here.</source>
        <translation>Det må holdes kaldt, og her er ingen slik luke.</translation>
    </message>
    <message>
        <source>No compartment is free for it now.</source>
        <translation>Ingen luke er ledig for det nå.</translation>
    </message>
    <message>
        <source>The shop cannot promise it for here.</source>
        <translation>Butikken kan ikke love det hit.</translation>
    </message>
    <message>
        <source>Asking how it can come …</source>
        <translation>Spør hvordan det kan komme …</translation>
    </message>
    <message>
        <source>The shop does not answer</source>
        <translation>Butikken svarer ikke</translation>
    </message>
    <message>
        <source>How do you want it?</source>
        <translation>Hvordan vil du ha det?</translation>
    </message>
    <message>
        <source>This cannot be bought here</source>
        <translation>Dette kan ikke kjøpes her</translation>
    </message>
    <message>
        <source>Nothing has been bought. Your basket stays.</source>
        <translation>Ingenting er kjøpt. Kurven blir stående.</translation>
    </message>
    <message numerus="yes">
        <source>%n pieces</source>
        <translation>
            <numerusform>%n stk</numerusform>
            <numerusform>%n stk</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 with VAT, %2, on account</source>
        <translation>%1 med mva., %2, på konto</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ingen</translation>
    </message>
    <message>
        <source>Purchase order</source>
        <translation>Innkjøpsordre</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Jobb</translation>
    </message>
    <message>
        <source>Cost centre</source>
        <translation>Kostnadssted</translation>
    </message>
    <message>
        <source>Your reference</source>
        <translation>Deres referanse</translation>
    </message>
    <message>
        <source>Change the reference</source>
        <translation>Endre referansen</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Spør igjen</translation>
    </message>
    <message>
        <source>Buy for %1</source>
        <translation>Kjøp for %1</translation>
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
        <source>open</source>
        <translation>åpen</translation>
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
    <message>
        <source>not seen</source>
        <translation>ikke sett</translation>
    </message>
    <message>
        <source>The kiosk could not see whether %1 was closed. Please check.</source>
        <translation>Henteskapet så ikke om %1 ble lukket. Se etter at alt er lukket.</translation>
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
        <source>A short pause</source>
        <translation>En kort pause</translation>
    </message>
    <message>
        <source>Door %1</source>
        <translation>Luke %1</translation>
    </message>
    <message>
        <source>Another parcel of yours is here. Touch the button when you are ready.</source>
        <translation>Her ligger enda en pakke til deg. Trykk på knappen når du er klar.</translation>
    </message>
    <message numerus="yes">
        <source>It opens by itself in %n seconds.</source>
        <translation>
            <numerusform>Den åpner av seg selv om %n sekund.</numerusform>
            <numerusform>Den åpner av seg selv om %n sekunder.</numerusform>
        </translation>
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
        <source>Not your door? Show your code.</source>
        <translation>Ikke din luke? Vis koden din.</translation>
    </message>
    <message>
        <source>Type the code</source>
        <translation>Tast inn koden</translation>
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
    <message>
        <source>Cannot be seen now</source>
        <translation>Kan ikke ses nå</translation>
    </message>
    <message>
        <source>The kiosk cannot see this door now. Take out the parcel, close the door and touch the button.</source>
        <translation>Henteskapet ser ikke denne luka nå. Ta ut pakken, lukk luka og trykk på knappen.</translation>
    </message>
    <message>
        <source>Next parcel</source>
        <translation>Neste pakke</translation>
    </message>
    <message>
        <source>I have closed it</source>
        <translation>Jeg har lukket luka</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>Bus %1 returns our own bytes. Set echo = &quot;strip&quot;.</source>
        <translation>Buss %1 sender våre egne byte tilbake. Sett echo = &quot;strip&quot;.</translation>
    </message>
    <message>
        <source>Bus %1 does not return our own bytes. Set echo = &quot;off&quot;.</source>
        <translation>Buss %1 sender ikke våre egne byte tilbake. Sett echo = &quot;off&quot;.</translation>
    </message>
    <message>
        <source>The contacts of bus %1 read the other way round. Set polarity = &quot;%2&quot;.</source>
        <translation>Kontaktene på buss %1 leses omvendt. Sett polarity = &quot;%2&quot;.</translation>
    </message>
    <message>
        <source>Bus %1 tells its groups of eight in the other order. Set msb_group_first = %2.</source>
        <translation>Buss %1 oppgir åttergruppene i motsatt rekkefølge. Sett msb_group_first = %2.</translation>
    </message>
    <message>
        <source>Board %2 of bus %1 does not answer. Check its power, its address and its wires.</source>
        <translation>Kort %2 på buss %1 svarer ikke. Sjekk strøm, adresse og ledninger.</translation>
    </message>
    <message>
        <source>Board %2 of bus %1 answers damaged: two boards with one address, or a bad line.</source>
        <translation>Kort %2 på buss %1 gir skadde svar: to kort med samme adresse, eller dårlig linje.</translation>
    </message>
    <message>
        <source>Door %1: the pulse could not be sent. Look at its bus.</source>
        <translation>Luke %1: pulsen kunne ikke sendes. Se på bussen.</translation>
    </message>
    <message>
        <source>Door %1: nothing opened, and its board did not answer the pulse.</source>
        <translation>Luke %1: ingenting åpnet seg, og kortet svarte ikke på pulsen.</translation>
    </message>
    <message>
        <source>Door %1: nothing opened. Check the lock&apos;s wires at board %2, channel %3.</source>
        <translation>Luke %1: ingenting åpnet seg. Sjekk låsens ledninger på kort %2, kanal %3.</translation>
    </message>
    <message>
        <source>Door %1: more than one opened. Two boards with one address, or two locks on board %2, channel %3.</source>
        <translation>Luke %1: flere enn én åpnet seg. To kort med samme adresse, eller to låser på kort %2, kanal %3.</translation>
    </message>
    <message>
        <source>Door %2 opened instead of %1. Set doors &quot;%2&quot; = &quot;%3:%4&quot;, or swap the wires.</source>
        <translation>Luke %2 åpnet seg i stedet for %1. Sett doors &quot;%2&quot; = &quot;%3:%4&quot;, eller bytt ledningene.</translation>
    </message>
    <message>
        <source>Door %1: another contact followed. Set sensors &quot;%1&quot; = &quot;%2:%3&quot;, or swap the wires.</source>
        <translation>Luke %1: en annen kontakt fulgte med. Sett sensors &quot;%1&quot; = &quot;%2:%3&quot;, eller bytt ledningene.</translation>
    </message>
    <message>
        <source>Door %1: only its contact reads the other way round. Use its other pin.</source>
        <translation>Luke %1: bare denne kontakten leses omvendt. Bruk den andre pinnen.</translation>
    </message>
    <message>
        <source>Door %1 opened, but still reads closed: contact cut, unwired or stuck.</source>
        <translation>Luke %1 åpnet seg, men leses fortsatt som lukket: brudd, ikke koblet eller fast kontakt.</translation>
    </message>
    <message>
        <source>Door %1 always reads open: contact cut, unwired or stuck.</source>
        <translation>Luke %1 leses alltid som åpen: brudd, ikke koblet eller fast kontakt.</translation>
    </message>
    <message>
        <source>Door %1: other contacts changed at the same time. Walk it again.</source>
        <translation>Luke %1: andre kontakter endret seg samtidig. Ta den på nytt.</translation>
    </message>
    <message>
        <source>Door %1 still reads open after it was closed. Check latch and contact.</source>
        <translation>Luke %1 leses fortsatt som åpen etter lukking. Sjekk låsekrok og kontakt.</translation>
    </message>
    <message>
        <source>Door %1: its contact does not settle. Check its wires and its plug.</source>
        <translation>Luke %1: kontakten faller ikke til ro. Sjekk ledninger og plugg.</translation>
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
    <message>
        <source>Business, no badge</source>
        <translation>Bedrift uten kort</translation>
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
        <source>Our list of orders is old. Some codes must wait for the network.</source>
        <translation>Bestillingslista vår er gammel. Noen koder må vente på nettet.</translation>
    </message>
    <message>
        <source>Our clock is not set. Codes with a time limit may have to wait.</source>
        <translation>Klokka vår er ikke stilt. Koder med frist må kanskje vente.</translation>
    </message>
    <message>
        <source>Brand new orders may be unknown here for a while.</source>
        <translation>Helt nye bestillinger kan mangle her en liten stund.</translation>
    </message>
    <message>
        <source>This pickup point needs a service visit. Pickups work as usual.</source>
        <translation>Henteskapet trenger service. Du kan hente som vanlig.</translation>
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
    <message>
        <source>Someone trapped</source>
        <translation>Noen er fanget</translation>
    </message>
    <message>
        <source>Someone trapped in a locker</source>
        <translation>Noen er fanget i en luke</translation>
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
        <source>Not in use yet</source>
        <translation>Ikke i bruk ennå</translation>
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
        <source>A technician has to check the doors first. Nothing can be opened until then.</source>
        <translation>En tekniker må kontrollere lukene først. Ingenting kan åpnes før det.</translation>
    </message>
    <message>
        <source>This pickup point can&apos;t save anything, so no door opens. Your parcel is safe, and the deadline stands still.</source>
        <translation>Henteskapet får ikke lagret noe, så lukene åpner ikke. Pakken din ligger trygt, og hentefristen løper ikke.</translation>
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
        <source>Code %1</source>
        <translation>Kode %1</translation>
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
    <name>PapersViewModel</name>
    <message>
        <source>Invoices</source>
        <translation>Fakturaer</translation>
    </message>
    <message>
        <source>Delivery notes</source>
        <translation>Følgesedler</translation>
    </message>
    <message>
        <source>Invoice %1</source>
        <translation>Faktura %1</translation>
    </message>
    <message>
        <source>Credit note %1</source>
        <translation>Kreditnota %1</translation>
    </message>
    <message>
        <source>Delivery note %1</source>
        <translation>Følgeseddel %1</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Betalt</translation>
    </message>
    <message>
        <source>Not paid</source>
        <translation>Ikke betalt</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Utlignet</translation>
    </message>
    <message>
        <source>Not settled</source>
        <translation>Ikke utlignet</translation>
    </message>
    <message>
        <source>Hold the camera of your phone up to the code to read it there.</source>
        <translation>Hold telefonkameraet mot koden for å lese det der.</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>Et øyeblikk …</translation>
    </message>
    <message>
        <source>The shop does not answer now. Try again in a moment.</source>
        <translation>Butikken svarer ikke nå. Prøv igjen om litt.</translation>
    </message>
    <message>
        <source>Your visit is over. End and show your badge again.</source>
        <translation>Besøket ditt er over. Avslutt og vis adgangskortet ditt på nytt.</translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation>Det er ingen.</translation>
    </message>
    <message>
        <source>Touch one to read it on your phone.</source>
        <translation>Trykk på ett for å lese det på telefonen.</translation>
    </message>
    <message>
        <source>Nothing can be bought on account now.</source>
        <translation>Det kan ikke handles på konto nå.</translation>
    </message>
    <message>
        <source>%1 left to buy for on account</source>
        <translation>%1 igjen å handle for på konto</translation>
    </message>
    <message>
        <source>QR code of %1</source>
        <translation>QR-kode for %1</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Side %1 av %2</translation>
    </message>
    <message>
        <source>Newer</source>
        <translation>Nyere</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>Eldre</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Prøv igjen</translation>
    </message>
</context>
<context>
    <name>PhoneSignInViewModel</name>
    <message>
        <source>Sign in with your phone</source>
        <translation>Logg inn med mobilen</translation>
    </message>
    <message>
        <source>One moment, we are asking your company.</source>
        <translation>Et øyeblikk, vi spør firmaet ditt.</translation>
    </message>
    <message>
        <source>Scan the code and sign in on your phone, as you do in the web shop.</source>
        <translation>Skann koden og logg inn på mobilen, slik du gjør i nettbutikken.</translation>
    </message>
    <message>
        <source>QR code of the address %1</source>
        <translation>QR-kode for adressen %1</translation>
    </message>
    <message>
        <source>Go on only if your phone shows the same</source>
        <translation>Fortsett bare hvis mobilen viser det samme</translation>
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
    <name>PurchaseViewModel</name>
    <message>
        <source>Done</source>
        <translation>Ferdig</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Avslutt</translation>
    </message>
    <message>
        <source>Buying …</source>
        <translation>Kjøper …</translation>
    </message>
    <message>
        <source>We do not know yet</source>
        <translation>Vi vet det ikke ennå</translation>
    </message>
    <message>
        <source>Nothing was bought</source>
        <translation>Ingenting ble kjøpt</translation>
    </message>
    <message>
        <source>Thank you, it is ordered</source>
        <translation>Takk, det er bestilt</translation>
    </message>
    <message>
        <source>It waits for approval</source>
        <translation>Det venter på godkjenning</translation>
    </message>
    <message>
        <source>This was not bought</source>
        <translation>Dette ble ikke kjøpt</translation>
    </message>
    <message>
        <source>One moment, the shop is writing it down.</source>
        <translation>Et øyeblikk, butikken noterer det.</translation>
    </message>
    <message>
        <source>It may have been bought. The shop has signed you out: show your badge again later.</source>
        <translation>Det kan være kjøpt. Butikken har logget deg ut: vis kortet igjen senere.</translation>
    </message>
    <message>
        <source>The shop did not answer. Ask again: it is the same purchase, and is made only once.</source>
        <translation>Butikken svarte ikke. Spør igjen: det er samme kjøp, og gjøres bare én gang.</translation>
    </message>
    <message>
        <source>The shop has signed you out. End and show your badge again.</source>
        <translation>Butikken har logget deg ut. Avslutt og vis kortet igjen.</translation>
    </message>
    <message>
        <source>The shop does not sell to your company here now.</source>
        <translation>Butikken selger ikke til firmaet ditt her nå.</translation>
    </message>
    <message>
        <source>Somebody in your company has to approve it first.</source>
        <translation>Noen i firmaet ditt må godkjenne det først.</translation>
    </message>
    <message>
        <source>It is sent to your company&apos;s address.</source>
        <translation>Det sendes til firmaets adresse.</translation>
    </message>
    <message>
        <source>You get a message when it can be collected at %1.</source>
        <translation>Du får en melding når det kan hentes på %1.</translation>
    </message>
    <message>
        <source>It is more than the credit your company has left. Buy less, or ask your company.</source>
        <translation>Det er mer enn kreditten firmaet har igjen. Kjøp mindre, eller spør firmaet.</translation>
    </message>
    <message>
        <source>Your company&apos;s credit is stopped. The shop&apos;s customer service knows more.</source>
        <translation>Firmaets kreditt er stoppet. Butikkens kundeservice vet mer.</translation>
    </message>
    <message>
        <source>Your company has not let you buy. Ask whoever looks after its account.</source>
        <translation>Firmaet har ikke gitt deg lov til å kjøpe. Spør den som tar seg av kontoen.</translation>
    </message>
    <message>
        <source>The shop does not sell this now. Nothing was charged.</source>
        <translation>Butikken selger ikke dette nå. Ingenting ble belastet.</translation>
    </message>
    <message>
        <source>Number of this purchase</source>
        <translation>Nummeret på dette kjøpet</translation>
    </message>
    <message>
        <source>Your order number</source>
        <translation>Ordrenummeret ditt</translation>
    </message>
    <message>
        <source>%1 with VAT, on account</source>
        <translation>%1 med mva., på konto</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Spør igjen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Tilbake</translation>
    </message>
    <message>
        <source>My account</source>
        <translation>Min konto</translation>
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
        <source>What is your reference?</source>
        <translation>Hva er deres referanse?</translation>
    </message>
    <message>
        <source>What is the article number?</source>
        <translation>Hvilket nummer har varen?</translation>
    </message>
    <message>
        <source>How many?</source>
        <translation>Hvor mange?</translation>
    </message>
    <message>
        <source>It is on the label or the shelf: letters and digits, or the digits below the lines.</source>
        <translation>Det står på etiketten eller hylla: bokstaver og tall, eller tallene under strekene.</translation>
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
        <source>Your company asks for this on every purchase. It goes on the invoice.</source>
        <translation>Firmaet vil ha dette på hvert kjøp. Det kommer på fakturaen.</translation>
    </message>
    <message>
        <source>It goes on the invoice. You may leave it out.</source>
        <translation>Det kommer på fakturaen. Du kan la det være.</translation>
    </message>
    <message>
        <source>That is more than can be bought at once.</source>
        <translation>Det er mer enn det som kan kjøpes på én gang.</translation>
    </message>
    <message>
        <source>This is not how your company writes its references.</source>
        <translation>Firmaet ditt skriver ikke referansene sine slik.</translation>
    </message>
    <message>
        <source>Please enter the number first.</source>
        <translation>Tast nummeret først.</translation>
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
        <source>Not paid yet</source>
        <translation>Ikke betalt ennå</translation>
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
        <source>This code has been used up</source>
        <translation>Denne koden er brukt opp</translation>
    </message>
    <message>
        <source>You could not be signed in</source>
        <translation>Du ble ikke logget inn</translation>
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
        <source>Pay in the shop or with the link in your message. Then hold up the same code again.</source>
        <translation>Betal i butikken eller med lenken i meldingen du fikk. Hold så opp den samme koden igjen.</translation>
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
        <source>It was given for a certain number of pickups. Ask whoever gave it to you for a new one.</source>
        <translation>Den gjaldt et bestemt antall hentinger. Be den som ga deg den, om en ny.</translation>
    </message>
    <message>
        <source>Try again, hold up your badge, or ask your company whether you are registered here.</source>
        <translation>Prøv igjen, vis kortet ditt, eller spør firmaet om du er registrert her.</translation>
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
    <name>RescueViewModel</name>
    <message>
        <source>Door %1</source>
        <translation>Luke %1</translation>
    </message>
    <message>
        <source>staff have been told</source>
        <translation>betjeningen er varslet</translation>
    </message>
    <message>
        <source>did not open</source>
        <translation>åpnet ikke</translation>
    </message>
    <message>
        <source>this door</source>
        <translation>denne luka</translation>
    </message>
    <message>
        <source>opens when you touch it</source>
        <translation>åpner når du trykker på den</translation>
    </message>
    <message>
        <source>holds a parcel, staff have to come</source>
        <translation>inneholder en pakke, betjeningen må komme</translation>
    </message>
    <message>
        <source>Call for help now</source>
        <translation>Ring etter hjelp nå</translation>
    </message>
    <message>
        <source>Staff have been told</source>
        <translation>Betjeningen er varslet</translation>
    </message>
    <message>
        <source>Is somebody inside door %1?</source>
        <translation>Er noen inne i luke %1?</translation>
    </message>
    <message>
        <source>Door %1 is opening</source>
        <translation>Luke %1 åpner</translation>
    </message>
    <message>
        <source>Door %1 is open</source>
        <translation>Luke %1 er åpen</translation>
    </message>
    <message>
        <source>Door %1 did not open</source>
        <translation>Luke %1 åpnet ikke</translation>
    </message>
    <message>
        <source>The screen can&apos;t open doors just now. Stay, and talk to whoever is inside.</source>
        <translation>Skjermen kan ikke åpne luker akkurat nå. Bli der, og snakk med den som er fanget.</translation>
    </message>
    <message>
        <source>Door %1 holds a parcel. Call now, and stay there.</source>
        <translation>Det er en pakke i luke %1. Ring nå, og bli der.</translation>
    </message>
    <message>
        <source>It was closed empty. Knock. If in doubt, open it.</source>
        <translation>Den ble lukket tom. Bank på. Åpne hvis du er i tvil.</translation>
    </message>
    <message>
        <source>Touch it on the picture, and it opens.</source>
        <translation>Trykk på den på bildet, så åpner den.</translation>
    </message>
    <message>
        <source>Look inside and help. Press “Nobody is inside” before you close it.</source>
        <translation>Se inn og hjelp ut. Trykk «Ingen er inne» før du lukker.</translation>
    </message>
    <message>
        <source>Call now. Push the door, let go, and try again.</source>
        <translation>Ring nå. Skyv på luka, slipp, og prøv igjen.</translation>
    </message>
    <message>
        <source>Parcel in %1: touch, and staff are told.</source>
        <translation>Pakke i %1: Trykk, så varsles betjeningen.</translation>
    </message>
    <message>
        <source>Danger: %1 · Injured: %2</source>
        <translation>Livsfare: %1 · Skadd: %2</translation>
    </message>
    <message>
        <source>Which door?</source>
        <translation>Hvilken luke?</translation>
    </message>
    <message>
        <source>Stand by the door. It springs open.</source>
        <translation>Stå klar ved luka. Den spretter opp.</translation>
    </message>
    <message>
        <source>Say “%1”</source>
        <translation>Oppgi «%1»</translation>
    </message>
    <message>
        <source>%1 and number %2</source>
        <translation>%1 og nummer %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Prøv igjen</translation>
    </message>
    <message>
        <source>Open door %1</source>
        <translation>Åpne luke %1</translation>
    </message>
    <message>
        <source>Nobody is inside</source>
        <translation>Ingen er inne</translation>
    </message>
    <message>
        <source>Another door</source>
        <translation>En annen luke</translation>
    </message>
    <message>
        <source>Open a door</source>
        <translation>Åpne en luke</translation>
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
        <source>Put in a parcel</source>
        <translation>Legge inn pakke</translation>
    </message>
    <message>
        <source>The parcel is there</source>
        <translation>Pakken ligger der</translation>
    </message>
    <message>
        <source>It was collected</source>
        <translation>Den er hentet</translation>
    </message>
    <message>
        <source>It is missing</source>
        <translation>Den er borte</translation>
    </message>
    <message>
        <source>I have taken it out</source>
        <translation>Jeg har tatt den ut</translation>
    </message>
    <message>
        <source>Opened without a command</source>
        <translation>Åpnet uten kommando</translation>
    </message>
    <message>
        <source>Another door opened</source>
        <translation>Feil luke åpnet seg</translation>
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
        <source>not commissioned</source>
        <translation>ikke satt i drift</translation>
    </message>
    <message>
        <source>reserved for a delivery</source>
        <translation>reservert for levering</translation>
    </message>
    <message>
        <source>parcel to be taken back</source>
        <translation>pakken skal tas ut</translation>
    </message>
    <message>
        <source>It is settled.</source>
        <translation>Det er avklart.</translation>
    </message>
    <message>
        <source>Wired to</source>
        <translation>Koblet til</translation>
    </message>
    <message>
        <source>yes, %1: cancelled</source>
        <translation>ja, %1: kansellert</translation>
    </message>
    <message>
        <source>yes, %1: not collected in time</source>
        <translation>ja, %1: hentefristen er ute</translation>
    </message>
    <message>
        <source>yes, %1: no longer on the list</source>
        <translation>ja, %1: ikke lenger på lista</translation>
    </message>
    <message>
        <source>yes, %1</source>
        <translation>ja, %1</translation>
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
        <source>Kept for</source>
        <translation>Holdt av til</translation>
    </message>
    <message>
        <source>%1, size %2</source>
        <translation>%1, størrelse %2</translation>
    </message>
    <message>
        <source>Parcel</source>
        <translation>Pakke</translation>
    </message>
    <message>
        <source>Last opened</source>
        <translation>Sist åpnet</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Feil</translation>
    </message>
</context>
<context>
    <name>ServiceBusViewModel</name>
    <message>
        <source>Log out</source>
        <translation>Logg ut</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Tilstand</translation>
    </message>
    <message>
        <source>Time-outs</source>
        <translation>Tidsavbrudd</translation>
    </message>
    <message>
        <source>Bad checks</source>
        <translation>Sjekkfeil</translation>
    </message>
    <message>
        <source>Garbage</source>
        <translation>Støy</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Svar</translation>
    </message>
    <message>
        <source>%1 to %2 questions</source>
        <translation>%1 på %2 spørsmål</translation>
    </message>
    <message>
        <source>Late · echoes</source>
        <translation>Sene · ekko</translation>
    </message>
    <message>
        <source>Wire efficiency</source>
        <translation>Utnytting av linja</translation>
    </message>
    <message>
        <source>Bus %1</source>
        <translation>Buss %1</translation>
    </message>
    <message>
        <source>No answer: %1.</source>
        <translation>Svarer ikke: %1.</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>Alt er i orden.</translation>
    </message>
    <message>
        <source>Last frames: &gt; sent, &lt; received, ? garbage</source>
        <translation>Siste rammer: &gt; sendt, &lt; mottatt, ? støy</translation>
    </message>
    <message>
        <source>Doors</source>
        <translation>Luker</translation>
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
        <source>black: it works, and sees nothing at all</source>
        <translation>svart: det virker, men ser ingenting</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>avsluttet</translation>
    </message>
    <message>
        <source>blurred: clean the window and the lens</source>
        <translation>uskarpt: vask ruten og linsen</translation>
    </message>
    <message>
        <source>the camera was moved</source>
        <translation>kameraet er flyttet</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Utsnitt</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>Vern</translation>
    </message>
    <message>
        <source>not in force: %1</source>
        <translation>ikke i kraft: %1</translation>
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
    <message>
        <source>a parcel&apos;s label</source>
        <translation>etiketten på en pakke</translation>
    </message>
    <message>
        <source>an article</source>
        <translation>en vare</translation>
    </message>
    <message>
        <source>one piece of an article</source>
        <translation>ett eksemplar av en vare</translation>
    </message>
    <message>
        <source>works, %1 codes</source>
        <translation>virker, %1 koder</translation>
    </message>
    <message>
        <source>cannot be used: the log says why</source>
        <translation>kan ikke brukes: loggen sier hvorfor</translation>
    </message>
    <message>
        <source>its program has stopped</source>
        <translation>programmet har stoppet</translation>
    </message>
</context>
<context>
    <name>ServiceCommissionViewModel</name>
    <message>
        <source>Log out</source>
        <translation>Logg ut</translation>
    </message>
    <message>
        <source>proved</source>
        <translation>bevist</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>utelatt</translation>
    </message>
    <message>
        <source>something is wrong</source>
        <translation>noe er galt</translation>
    </message>
    <message>
        <source>open</source>
        <translation>åpen</translation>
    </message>
    <message numerus="yes">
        <source>%n doors proved</source>
        <translation>
            <numerusform>%n luke bevist</numerusform>
            <numerusform>%n luker bevist</numerusform>
        </translation>
    </message>
    <message>
        <source>Close every door</source>
        <translation>Lukk alle luker</translation>
    </message>
    <message>
        <source>Which door opened?</source>
        <translation>Hvilken luke åpnet seg?</translation>
    </message>
    <message>
        <source>Close what is open</source>
        <translation>Lukk det som er åpent</translation>
    </message>
    <message>
        <source>Close door %1</source>
        <translation>Lukk luke %1</translation>
    </message>
    <message>
        <source>Door %1 reads open</source>
        <translation>Luke %1 leses som åpen</translation>
    </message>
    <message>
        <source>Door %1 is going to open</source>
        <translation>Luke %1 skal åpnes</translation>
    </message>
    <message>
        <source>Door %1 opens now</source>
        <translation>Luke %1 åpnes nå</translation>
    </message>
    <message>
        <source>Reading the contacts</source>
        <translation>Leser kontaktene</translation>
    </message>
    <message>
        <source>In a moment</source>
        <translation>Et øyeblikk</translation>
    </message>
    <message>
        <source>The proof could not be written to the disk, so it does not count. Call for help.</source>
        <translation>Beviset kunne ikke skrives til disken, så det teller ikke. Ring etter hjelp.</translation>
    </message>
    <message>
        <source>Every door will open once. People stand clear.</source>
        <translation>Hver luke åpner seg én gang. Folk holder avstand.</translation>
    </message>
    <message>
        <source>Touch the door that opened, on the picture or below. Leave it open.</source>
        <translation>Trykk på luka som åpnet seg, i bildet eller under. La den stå åpen.</translation>
    </message>
    <message>
        <source>Close it, or confirm that it is closed.</source>
        <translation>Lukk den, eller bekreft at den er lukket.</translation>
    </message>
    <message>
        <source>Push until the latch clicks.</source>
        <translation>Skyv til låsen klikker.</translation>
    </message>
    <message>
        <source>Watch the wall.</source>
        <translation>Følg med på veggen.</translation>
    </message>
    <message>
        <source>Change wires, or settings in %1, restart, and walk the rest again.</source>
        <translation>Endre ledninger, eller innstillinger i %1, start på nytt og ta resten igjen.</translation>
    </message>
    <message>
        <source>What is not proved opens for nobody. Walk the rest when you can.</source>
        <translation>Det som ikke er bevist, åpner seg for ingen. Ta resten når du kan.</translation>
    </message>
    <message>
        <source>Every door that was walked opens its own compartment, and its contact says so.</source>
        <translation>Hver luke du gikk gjennom åpner sitt eget rom, og kontakten sier det samme.</translation>
    </message>
    <message>
        <source>%1 proved · %2 to come · %3 findings</source>
        <translation>%1 bevist · %2 igjen · %3 funn</translation>
    </message>
    <message>
        <source>Door %1 opened</source>
        <translation>Luke %1 åpnet seg</translation>
    </message>
    <message>
        <source>All are closed</source>
        <translation>Alle er lukket</translation>
    </message>
    <message>
        <source>It is closed</source>
        <translation>Den er lukket</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ingen</translation>
    </message>
    <message>
        <source>Several</source>
        <translation>Flere</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Hopp over</translation>
    </message>
    <message>
        <source>Walk all again</source>
        <translation>Ta alle på nytt</translation>
    </message>
    <message>
        <source>Walk the rest</source>
        <translation>Ta resten</translation>
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
        <source>Nobody has proved how it is wired, so it opens for nobody.</source>
        <translation>Ingen har bevist hvordan den er koblet, så den åpner seg for ingen.</translation>
    </message>
    <message>
        <source>Why is it opened?</source>
        <translation>Hvorfor åpnes den?</translation>
    </message>
    <message>
        <source>What became of the parcel?</source>
        <translation>Hva skjedde med pakken?</translation>
    </message>
    <message numerus="yes">
        <source>%n doors are not commissioned: they open for nobody.</source>
        <translation>
            <numerusform>%n luke er ikke satt i drift: den åpner seg for ingen.</numerusform>
            <numerusform>%n luker er ikke satt i drift: de åpner seg for ingen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Commission</source>
        <translation>Sett i drift</translation>
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
        <source>Resolve</source>
        <translation>Avklar</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
</context>
<context>
    <name>System</name>
    <message>
        <source>Outbox %1</source>
        <translation>Utboks %1</translation>
    </message>
    <message>
        <source>Clock right</source>
        <translation>Klokka går riktig</translation>
    </message>
    <message>
        <source>Clock held at the last sure time</source>
        <translation>Klokka holdes på siste sikre tid</translation>
    </message>
    <message>
        <source>Clock not to be trusted</source>
        <translation>Klokka er ikke til å stole på</translation>
    </message>
    <message>
        <source>never</source>
        <translation>aldri</translation>
    </message>
    <message>
        <source>List synced %1</source>
        <translation>Liste hentet %1</translation>
    </message>
    <message>
        <source>List stale, synced %1</source>
        <translation>Lista er gammel, hentet %1</translation>
    </message>
    <message>
        <source>List old, some codes are refused, synced %1</source>
        <translation>Lista er for gammel for noen koder, hentet %1</translation>
    </message>
    <message>
        <source>List too old, no code is taken, synced %1</source>
        <translation>Lista er for gammel for alle koder, hentet %1</translation>
    </message>
    <message>
        <source>Refused events set aside: %1</source>
        <translation>Avviste hendelser lagt til side: %1</translation>
    </message>
    <message>
        <source>Disk almost full</source>
        <translation>Disken er nesten full</translation>
    </message>
    <message>
        <source>%1 MB free</source>
        <translation>%1 MB ledig</translation>
    </message>
    <message>
        <source>OpenLuke %1</source>
        <translation>OpenLuke %1</translation>
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
        <source>Door %1 is open. Please close it.</source>
        <translation>Luke %1 står åpen. Lukk den, takk.</translation>
    </message>
    <message>
        <source>Doors %1 are open. Please close them.</source>
        <translation>Lukene %1 står åpne. Lukk dem, takk.</translation>
    </message>
    <message>
        <source>%1 doors are open. Please close them.</source>
        <translation>%1 luker står åpne. Lukk dem, takk.</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>Qt date format</comment>
        <translation>dddd d. MMMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <comment>Qt date format</comment>
        <translation>d. MMM yyyy</translation>
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
