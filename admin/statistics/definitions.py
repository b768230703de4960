"""How each figure is counted, in plain Swedish: docs/decisions/0032 as the pages and the handbook say it."""

from __future__ import annotations

from gettext import gettext as _

CONTACT = _(
    "Varje ärende räknas en gång, i den månad då det kom in, i alla kanaler. Dubbletter som har slagits ihop och "
    "egna servicemätningar räknas inte."
)
WITHIN = _(
    "Arbetstid är vardagar 08–17, alltså 9 timmar om dagen. Tiden räknas från att ärendet kom in till det första "
    "svaret. Kvitton, motfrågor, vidarelämningar och besked om att det dröjer är inga svar och stoppar inte "
    "klockan. Ett obesvarat ärende räknas som missat när tiden har gått ut och är dessförinnan inte med alls."
)
BUCKETS = _(
    "Varje ärende som väntar på svar hamnar i en grupp: besvarat inom den kortare tiden, inom den längre, senare, "
    "obesvarat, eller obesvarat efter två veckor. Grupperna blir tillsammans alla ärenden som är besvarade eller "
    "vars tid har gått ut."
)
TIMES = _(
    "Medelvärdet är summan av väntetiderna delad med antalet svar. Medianen är den tid som hälften fick svar "
    "inom. ”Nio av tio” är den tid som nio av tio fick svar inom. Allt är arbetstid i timmar; nio timmar är en "
    "arbetsdag."
)
SENDER = _(
    "Gäller det första svaret som en person gav på ett mejl. Fullständig avsändare har namn, titel eller "
    "förvaltning, kommun och telefonnummer. Svar där avsändaren inte är känd är inte med."
)
EXTRA = _(
    "Första svar som ger mer än bara svaret: länk, e-tjänst, steg, hänvisning, telefonnummer eller adress. Svar "
    "där det inte är känt är inte med."
)
LINES = _(
    "Den som gav det sista svaret har löst ärendet: assistenten, första linjen eller förvaltningen. En stängd "
    "handläggning med rättad linje räknas efter rättelsen. Det som är överlämnat och inte besvarat har ingen löst "
    "än. 80/20 är assistenten och första linjen tillsammans."
)
PROMISE = _(
    "Ärenden som lämnades över och har en svarsdag. Löftet är hållet när det första svaret efter överlämningen "
    "kom senast då, och brutet när det kom senare eller dagen har gått utan svar. Ett besked om att det dröjer "
    "flyttar inte svarsdagen."
)
REPEAT = _(
    "Ärenden från samma avsändare med samma ämne inom 14 dagar efter ett tidigare, som andel av dem där avsändare "
    "och ämne är kända. Lägre är bättre."
)
HELPED = _("Av dem som sade om svaret hjälpte: andelen som sade ja. Räknas i den månad då ärendet kom in.")
RATINGS = _(
    "Den som har fått ett svar i chatten eller med mejl kan svara på tre frågor, en gång för varje ärende: om man fick "
    "svar, hur tydligt svaret var och hur lätt det var att få hjälp. Betygen 5, 4, 3, 2 och 1 är värda 100, 75, 50, 25 "
    "och 0, och index är medelvärdet av dem som fick svar. Därför går det att jämföra med SKR:s servicemätning i "
    "Kolada: N00673 och N00674 för e-post, N00671 och N00672 för telefon. Svarsfrekvensen är de som har svarat av de "
    "tillfrågade. Svaren räknas i den månad då ärendet kom in och sparas utan koppling till det, så de går inte att "
    "öppna. I sekretessärenden och egna servicemätningar frågar vi ingen."
)
SUBJECTS = _(
    "De tjugo vanligaste ämnena, och hur många det var under den lika långa perioden närmast före. Ett ämne som "
    "färre än tre ärenden har under en månad kan vara någons egna ord och räknas inte den månaden, men står i listan "
    "bakom siffran. Ett streck betyder att ämnet var så ovanligt perioden före. Sekretessärenden har inget ämne här."
)
CHANNELS = _(
    "Så kom ärendena in. Ett ärende väntar på svar när det har fått ett svar eller lämnats över till en person; "
    "de andra räknas här men inte i svarstiderna."
)
HOURS = _("Veckodag och timme i svensk tid då ärendena kom in. Ett underlag för bemanningen.")
ENTRIES = _("Hur många svar som gavs med varje godkänd svarspost, av assistenten eller en person.")
OPEN = _(
    "Ärenden som är öppna i detta ögonblick, vilken period du än har valt. Försenat betyder att svarsdagen har "
    "gått och att vi inte har svarat."
)
UNKNOWN = _(
    "”Ingen uppgift” betyder att det inte finns något att räkna på; det är inte noll. Under 30 ärenden är en "
    "siffra en fingervisning: få ärenden, tolka försiktigt."
)
