"""Hears danger to life, health or a child in a resident's plain Swedish: such words go to a person at once."""

from __future__ import annotations

import re

# Many write without rings and dots: every å, ä and ö below is also found as a and o.
_WITHOUT_DOTS = str.maketrans({"å": "[åa]", "ä": "[äa]", "ö": "[öo]"})


def _any(*alternatives: str) -> re.Pattern[str]:
    """One search for word starts, so that inflections are found; end with `\\b` where they must not be."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})".translate(_WITHOUT_DOTS), re.IGNORECASE)


_OWN = r"(?:min|mitt|mina|din|ditt|sin|sitt|sina|hans|hennes|vår|vårt|våra)"
_RELATIVE = (
    r"(?:(?:små|bonus|styv|halv)?barn(?:barn)?|son|söner|dotter|döttrar|(?:ex)?(?:fru|hustru|man|make|maka|sambo|partner)"
    r"|särbo|ex|mamma|pappa|mor|far|(?:mor|far)(?:mor|far)|föräldrar|(?:bonus|styv|låtsas|plast)(?:mamma|pappa)"
    r"|(?:lilla|stor|store|lille|små|halv|tvilling)?(?:syster|systrar|brors?a?|bröder|syskon)"
    r"|(?:ex)?(?:flickvän|pojkvän|tjej|kille)|kompis|kusin|vän|väninna|familj)"
)
_FAMILY = rf"(?:{_OWN} (?:\w+ )?{_RELATIVE})"
# Who does it, and to whom; "slår han mig" has the words turned round.
_WHO = rf"(?:jag|han|hon|hen|de|dom|pappa|mamma|barnet|eleven|flickan|pojken|{_FAMILY})"
_WHOM = (
    r"(?:(?:han|hon|hen|de|dom|pappa|mamma|min \w+) )?"
    rf"(?:mig|oss|henne|honom|dem|(?:ett )?barn(?:en|et)?|(?:pappa|mamma)|{_FAMILY})\b"
)
_SENTENCE_ENDS = r"(?=\s*(?:[.!?,]|$))"

# A sauce, or neighbours who fall out, also "skär sig"; and one may cut oneself on a broken swing.
_NOT_BY_MISHAP = r"(?! (?:mot|på (?:en|ett|glas\w*|staket\w*))\b| i (?:\w+ )?(?:fing|fot|hand|tum|tå))"

_SUICIDE = (
    r"självmord",
    r"suicid",
    r"självskad",
    r"självdestruktiv",
    r"överdos",
    r"för många (?:tabletter|sömntabletter|piller)",
    r"(?:ta|tar|tog|tagit) (?:(?:mitt|sitt) (?:eget )?liv\b|livet av )",
    r"(?:avsluta|göra slut på) (?:mitt|sitt) liv\b",
    # "Jag vill inte leva", and in a subordinate clause: "att jag inte vill leva". One may not want to live on aid.
    r"(?:vill|orkar) inte (?:längre |mer )?(?:leva\b(?! (?:på|av|med)\b)|finnas\b(?! (?:i|på|med)\b))",
    r"inte (?:längre )?(?:vill|orkar) (?:längre |mer )?(?:leva\b(?! (?:på|av|med)\b)|finnas\b(?! (?:i|på|med)\b))",
    rf"jag orkar inte (?:mer|längre)\b{_SENTENCE_ENDS}",
    rf"jag inte orkar (?:mer|längre)\b{_SENTENCE_ENDS}",
    r"vill (?:bara |helst |inte annat än )?dö\b",
    r"jag vill (?:aldrig|inte) vakna\b(?! av\b)",
    r"(?:önskar|önskade) (?:att )?jag (?:var|vore) död\b",
    r"(?:bättre|bäst) (?:om|att) jag (?:var död|vore död|dog|inte fanns|försvann)\b",
    r"jag vill bara försvinna\b",
    r"inget (?:kvar )?att leva för\b",
    r"(?:ingen mening med|hatar) (?:livet|att leva|mitt liv)\b",
    r"livet (?:är|känns) (?:inte värt|meningslöst|hopplöst)",
    r"skad(?:a|ar|ade|at) (?:mig|sig) själv",
    r"(?:vill|tänker) skada mig\b",
    rf"{_WHO} (?:\w+ )?sk(?:är|ära|ar|urit) (?:mig|sig)\b{_NOT_BY_MISHAP}",
    rf"(?:skär|skar) (?:jag|hon|han) (?:mig|sig)\b{_NOT_BY_MISHAP}",
    r"(?:hänga|dränka|döda) mig\b(?! (?:på|med|om|upp|i kö)\b)",
    r"skjuta mig\b(?! (?:fram|till|upp)\b)",
    # Whoever asks whether one may do it wants to bathe.
    r"(?<!får man )(?<!får barn )(?<!tillåtet att )hoppa (?:ut |ner )?(?:från|framför|genom) "
    r"(?:en |ett )?(?:bro|balkong|tak|fönst|höghus|tåg)",
)

_HITS = r"(?:slå|slår|slog|slagit)"
_HARMLESS_HITS = r"(?! (?:ihop|ner|samman|fri|på|till ro|en signal|i (?:fotboll|hockey|schack|final))\b)"
# What fires somebody also "sparkar" him; what only bad luck follows is no danger.
_VIOLENCE = (
    r"misshand(?:el|l)",
    r"våldt",
    r"våldsuts",
    r"(?:är|var|blir|blev|blivit) våldsam\b",
    r"(?:utsatt|utsätts|utsattes) för (?:\w+ )?våld\b",
    r"våld (?:hemma|mot (?:mig|barn|kvinnor)|i (?:en )?(?:nära )?relation|i (?:hemmet|familjen))",
    rf"(?<!det ){_HITS} {_WHOM}{_HARMLESS_HITS}",
    rf"{_HITS} ihjäl {_WHOM}",
    r"bl(?:ir|ev|ivit) (?:slag(?:en|na)|sparka(?:d|de) på)\b",
    rf"(?<!chefen )(?<!chef )(?<!kommunen )(?<!jobbet )spark(?:a|ar|ade|at) (?:på )?{_WHOM}(?! (?:från|ur)\b)",
    rf"knuffa(?:r|de|t)? (?:ner |omkull )?{_WHOM}",
    r"strypgrepp",
    rf"stryp(?:a|er|te|t) {_WHOM}",
    rf"(?:ger|gav) {_WHOM} (?:en örfil|stryk)\b",
    rf"{_WHO} (?:får|fick|har fått) (?:en örfil|stryk) (?:av|hemma)\b",
    rf"agar {_WHOM}",
    r"barnaga",
    r"knivh(?:u|ö)gg",
    rf"(?:ska|vill|tänker|kommer att|försökte?) (?:döda|mörda|skjuta|skada) (?:{_WHOM}|andra\b|någon\b)",
    rf"(?<!otur )(?<!oturen )förfölj(?:er|de|t) {_WHOM}",
    r"förföljd\b",
    r"stalk(?:ar|ade|at|er|ing)\b",
    rf"(?:han|hon|de|dom|pappa|mamma|{_FAMILY}) (?:har )?lås(?:er|te|t) in {_WHOM}",
    rf"{_WHO} kontrollerar (?:mig|allt jag|vad jag|vem jag|vilka jag)\b",
    rf"hot(?:ar|ade|at) (?:{_WHOM}|(?:med )?att (?:slå|skada|döda|mörda|skjuta|ta livet)|med (?:kniv|vapen|pistol))",
    r"(?:jag (?:är|blir|blev)|känner (?:jag )?mig|har (?:jag )?blivit) hotad\b",
    r"(?:mord|döds|kniv)hot",
    r"heders(?:våld|för|relat)",
    r"tvångsgift",
    r"(?:gifta|gifter|gifts|giftas|gift) bort\b",
    r"könsstymp",
    r"övergrepp",
    r"sexuell\w* (?:utny|ofred|trakass)",
    r"tafsa(?:r|de|t)? på\b",
    rf"tving\w* (?:{_WHOM} )?(?:till|att (?:ha|sälja)) sex\b",
    r"incest",
    r"människohandel",
)
# Without its ring "våld" is "vald", who was elected; so this word must be spelt.
_FORCE = re.compile(r"\bvåld(?:et)?\b", re.IGNORECASE)

_CHILDREN = (
    r"(?<!djur )(?<!djuren )(?<!djur som )(?<!katt som )(?<!hund som )(?:fara?|farit|for) illa\b",
    r"vanvård",
    r"orosanmäl",
    r"oro för (?:ett |mitt |sitt |vårt )?barn",
    r"orolig för (?:ett|mitt|vårt|grannens|grannarnas) barn\b",
    r"lämna(?:r|s|t|de|ts)? (?:(?:sitt|sina|ett|de) )?(?:små |lilla )?barn(?:en|et)? (?:helt )?ensam",
    r"barn(?:en|et)? (?:som )?lämnas (?:helt )?ensam",
    r"(?:pappa|mamma|föräldrar(?:na)?) (?:super|knarkar|missbrukar|dricker (?:för mycket|alkohol|varje dag|jämt))\b",
    r"(?:pappa|mamma|föräldrar(?:na)?) är (?:alltid |ofta |jämt )?(?:fulla?|påverkade?)\b(?! (?:av|med)\b)",
    r"får (?:ingen|aldrig|inte någon) mat (?:hemma|av)\b",
    rf"{_FAMILY} (?:är försvunn|har (?:försvunnit|rymt))",
)

_FEAR = (
    r"skydda(?:d|t|de) (?:identitet|boende|personuppgift|folkbokför)",
    r"kvinnojour",
    rf"rädd för (?:{_FAMILY}|mitt liv|min granne|honom|henne|pappa|mamma)\b",
    r"rädd (?:för )?att (?:han|hon|de|dom) (?:ska|kommer(?: att)?) (?:slå|skada|döda|hitta mig|ta livet)",
    r"rädd (?:för att gå|att gå|att vara|för att vara|att komma) hem",
    r"(?:vågar|törs) inte (?:gå|komma|vara|åka|sova) hem",
    rf"(?:fly|flyr|flydde) från (?:{_FAMILY}|honom|henne)\b",
)

_LIFE = (
    r"(?:är|ligger|blev|blivit) medvetslös",
    rf"{_WHO} andas inte\b",
    r"det brinner (?:i (?:huset|köket|lägenheten|mitt|min|vårt|vår)|hos|nu)\b",
)

_DANGER = _any(*_SUICIDE, *_VIOLENCE, *_CHILDREN, *_FEAR, *_LIFE)


def speaks_of_danger(text: str) -> bool:
    """Whether the words tell of danger to life, health or a child (facts/municipality.md 4).

    A wrong turn to a person is the cheaper fault, but words with an everyday meaning need company: nobody may be
    sent to the crisis centre for asking about a lawn to mow, a storm, an endangered species or a plan to join
    forces. "How do I report my worry about a child?" counts too: whoever asks it mostly has a child in mind.
    """
    return _DANGER.search(text) is not None or _FORCE.search(text) is not None
