"""Every sentence that the assistant says to a resident, in plain Swedish, marked for translation."""

from __future__ import annotations

from datetime import datetime

from assistant.engine.answer import Reason, Remark
from assistant.languages import dates
from assistant.languages.speaking import PageLanguage, marked, spoken, swedish
from assistant.languages.speaking import gettext as _
from knowledge.topics import Authority


def introduction(municipality: str) -> str:
    """The first thing a resident meets (AI Act art. 50: say that it is an automatic assistant)."""
    return _(
        "Hej! Jag är {whose} automatiska assistent. Jag söker bland svar som kommunens förvaltningar har "
        "godkänt. Om jag inte hittar ett svar lämnar jag din fråga till en person."
    ).format(whose=_of(municipality or _("kommunen")))


def _of(name: str) -> str:
    """Whose, in Swedish: "Provstads kommuns", but "Höganäs", since a name that ends in s, x or z takes no more s."""
    takes_s = spoken() is PageLanguage.SWEDISH and not name.lower().endswith(("s", "x", "z"))
    return f"{name}s" if takes_s else name


def other_authority(authority: Authority) -> str:
    """Not the municipality's business: whose it is, and how to reach a person here all the same."""
    # What the authority does is told in Swedish alone.
    what = authority.what if spoken() is PageLanguage.SWEDISH else ""
    whose = _("Den frågan svarar inte kommunen på, utan {name}.").format(name=authority.name)
    otherwise = _("Har jag missförstått dig? Skriv gärna med andra ord, eller be om svar av en person.")
    return f"{' '.join(part for part in (whose, what, authority.web) if part)}\n\n{otherwise}"


def none_of_these() -> str:
    """The last choice, and what the resident is recorded to have said by choosing it: in Swedish, as staff read it."""
    return marked("Inget av detta")


def clarify() -> str:
    """Ahead of the choices."""
    return _("Jag är inte säker på vad du menar. Är det något av det här du undrar över?")


def handed_over(reason: Reason, number: str, due_at: datetime, responsible: str) -> str:
    """A person takes over: why, the case number, who, and when at the latest."""
    return "\n\n".join(
        (
            why_handed_over(reason),
            _("Ditt ärende har nummer {number}. {responsible} svarar senast {due}.").format(
                number=number, responsible=responsible, due=day(due_at)
            ),
        )
    )


def why_handed_over(reason: Reason) -> str:
    """Why the assistant does not answer itself."""
    return _(_WHY.get(reason, marked("Jag hittade inget säkert svar, så jag lämnar din fråga till en person.")))


def still_with_person(number: str) -> str:
    """More words in a case that a person already has."""
    return _("Tack, jag har lagt till det du skrev i ärende {number}. En person svarar dig.").format(number=number)


def added(number: str) -> str:
    """Words that need no answer, in a case that a person has: a thank-you."""
    return _("Tack, jag har lagt till det du skrev i ärende {number}.").format(number=number)


def danger(on_call_phone: str) -> str:
    """Before everything else when life, health or a child may be in danger (facts/municipality.md 4)."""
    sentences = [_("Är någon i fara just nu? Ring 112.")]
    if on_call_phone:
        sentences.append(_("Socialjouren når du på {phone}.").format(phone=on_call_phone))
    return " ".join(sentences)


def declined(reason: Reason) -> str:
    """Nothing to look for: a greeting, a thank-you, or no words at all."""
    if reason is Reason.SMALL_TALK:
        return _(
            "Hej! Skriv din fråga till kommunen så söker jag efter ett svar, till exempel om förskola eller sopor."
        )
    return _("Jag förstod inte det. Skriv gärna din fråga med några ord till.")


def remark(what: Remark) -> str:
    """What is said beside the answer."""
    match what:
        case Remark.PERSONAL_NUMBER:
            return _("Skriv inte personnummer i chatten eller i e-post. Vi behöver det inte för att svara på frågan.")


def receipt(number: str, due_at: datetime, responsible: str, phone: str) -> str:
    """The receipt after a hand-over (facts/municipality.md 5); it is not an answer and stops no clock."""
    sentences = [
        _("Tack för din fråga. Den har fått ärendenummer {number}.").format(number=number),
        _("{responsible} svarar dig senast {due}.").format(responsible=responsible, due=day(due_at)),
        "",
        _("Det du skriver till kommunen blir normalt en allmän handling. Skriv inte personnummer i e-post."),
    ]
    if phone:
        sentences.append(_("Är det bråttom? Ring {phone}.").format(phone=phone))
    sentences.append(_("Är någon i fara, ring 112."))
    return "\n".join(sentences)


def notice(number: str, due_at: datetime, address: str, question: str) -> str:
    """To the response group: a new case, with the question unless the case is confidential."""
    lines = [
        swedish("Ärende {number} väntar på svar från er grupp.").format(number=number),
        swedish("Besvaras senast {moment}.").format(moment=moment(due_at)),
        "",
        swedish("Öppna ärendet: {address}").format(address=address),
    ]
    if question:
        lines += ["", swedish("Frågan:"), question]
    return "\n".join([*lines, "", answer_in_the_case()])


def answer_in_the_case() -> str:
    """Under a notice to staff: where an answer has to be written."""
    return swedish("Svara i ärendet. Ett svar på det här mejlet når inte medborgaren.")


def notice_subject(number: str) -> str:
    """The subject of a notice to a response group: never the resident's own subject."""
    return swedish("Nytt ärende {number}").format(number=number)


def more_subject(number: str) -> str:
    """The subject of a notice that a resident has written again."""
    return swedish("Mer i ärende {number}").format(number=number)


def a_person_please() -> str:
    """What a resident is recorded to have said by asking for a person with the button; in Swedish, as staff read it."""
    return marked("Jag vill ha svar av en person.")


def own_words(text: str) -> str:
    """A resident's words as the page shows them: those of a button in the language that is spoken."""
    return _(text) if text in (a_person_please(), none_of_these()) else text


def nothing_asked() -> str:
    """Beside the question field: there was nothing in it to answer."""
    return _("Skriv din fråga i rutan innan du skickar.")


def too_long_a_question(most: int) -> str:
    """Beside the question field: more than `most` letters; the first of them are kept in the field."""
    return _(
        "Frågan var längre än {most} tecken. Vi har behållit början av den. Korta ner den till det viktigaste."
    ).format(most=number(most))


def email_missing() -> str:
    """Beside the address field, left empty."""
    return _("Skriv din e-postadress, eller hoppa över det här: svaret kommer också här i chatten.")


def email_impossible() -> str:
    """Beside the address field: no mail can be sent there."""
    return _("E-postadressen ser inte rätt ut. Skriv den som i exemplet namn@exempel.se.")


def chat_ended() -> str:
    """After the resident has ended the chat in this browser."""
    return _("Chatten är avslutad och visas inte längre i den här webbläsaren.")


def someone_at_the_municipality() -> str:
    """Who is responsible when no department may or can be named; begins a sentence."""
    return _("En medarbetare på kommunen")


def more_from_resident(number: str, address: str) -> str:
    """To the response group: the resident has written again in a case they have."""
    told = swedish("Det har kommit mer i ärende {number}.\n\nÖppna ärendet: {address}").format(
        number=number, address=address
    )
    return f"{told}\n\n{answer_in_the_case()}"


def day(value: datetime) -> str:
    """A day as residents say it: "torsdag 14 maj"."""
    return dates.day(value)


def number(value: int) -> str:
    """A number as it is written in Swedish: 2 000."""
    return dates.number(value)


def moment(value: datetime) -> str:
    """A moment as staff say it: "torsdag 14 maj kl. 14.05"."""
    return dates.moment(value)


_WHY = {
    Reason.PERSONAL_CASE: marked("Din fråga gäller ett eget ärende eller beslut, så en person behöver titta på den."),
    Reason.COMPLAINT: marked(
        "Tack för att du hör av dig. Din synpunkt går till dem som ansvarar, och en person svarar dig."
    ),
    Reason.SITE_FAULT: marked("Tack för att du berättar. En person tar hand om det och svarar dig."),
    Reason.RECORDS_REQUEST: marked("Din begäran om handlingar går till den som lämnar ut dem."),
    Reason.PARTLY_ANSWERED: marked("Resten av din fråga lämnar jag till en person."),
    Reason.OTHER_AUTHORITY: marked("Din fråga verkar gälla en annan myndighet. En person hjälper dig rätt."),
    Reason.ASKS_FOR_PERSON: marked("Jag lämnar din fråga till en person."),
    Reason.ONLY_STAFF_MAY_ANSWER: marked("Den här frågan svarar en person på."),
    Reason.SUGGESTED: marked("En person på kommunen svarar på din fråga."),
    Reason.AUTOMATIC_OFF: marked("En person på kommunen svarar på din fråga."),
    Reason.NOT_REVIEWED: marked("En person på kommunen svarar på din fråga."),
    Reason.SENSITIVE: marked("Din fråga går direkt till en person."),
    Reason.MAIL_RULE: marked("Din fråga har gått till en person."),
    Reason.FAULT: marked("Något gick fel när jag sökte, så jag lämnar din fråga till en person."),
}


def greeting() -> str:
    """How a mail begins."""
    return _("Hej!")


def closing() -> str:
    """Before the signature (facts/municipality.md 5)."""
    return _("Hör gärna av dig om du har fler frågor.")


def regards() -> str:
    """The signature's first line."""
    return _("Med vänlig hälsning")


def labelled_phone(phone: str) -> str:
    """A phone number in a signature."""
    return _("Telefon: {phone}").format(phone=phone)


def default_subject() -> str:
    """The subject of a mail about a question that had none."""
    return _("Din fråga till kommunen")


def chosen_automatically() -> str:
    """Under an automatic answer: that it is one, and how to reach a person."""
    return _(
        "Det här svaret valdes automatiskt bland svar som kommunen har godkänt. "
        "Vill du ha svar av en person? Svara på det här mejlet."
    )


def survey(url: str) -> str:
    """Last in an answer: where the resident can say whether it helped."""
    return _("Fick du hjälp? Berätta det gärna här: {url}").format(url=url)


def sent_automatically() -> str:
    """Under a receipt: that it is automatic and that answering it reaches a person."""
    return _("Det här är ett automatiskt mejl. Vill du lägga till något? Svara på det.")
