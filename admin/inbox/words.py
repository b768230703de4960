"""The inbox's words: every closed list, and every length of working time, as staff read it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from gettext import gettext as _
from gettext import ngettext

from babel.dates import format_date, format_datetime

from assistant.cases.call_back import CallTime
from assistant.cases.case import Case, EventKind, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.outbox import MailKind, SendState
from assistant.engine.answer import Channel, Reason
from knowledge.worktime import STOCKHOLM

STATUS = {
    Status.TALKING: _("pratar med assistenten"),
    Status.OPEN: _("öppet"),
    Status.WAITING: _("väntar på medborgaren"),
    Status.CLOSED: _("stängt"),
}
CHANNEL = {
    Channel.CHAT: _("chatt"),
    Channel.EMAIL: _("e-post"),
    Channel.PHONE: _("telefon"),
    Channel.VISIT: _("besök"),
    Channel.LETTER: _("brev"),
    Channel.SOCIAL: _("sociala medier"),
}
EVENT = {
    EventKind.RECEIVED: _("Frågan kom in"),
    EventKind.ANSWERED: _("Assistenten svarade"),
    EventKind.CLARIFIED: _("Assistenten frågade tillbaka"),
    EventKind.DECLINED: _("Assistenten hittade ingen fråga att svara på"),
    EventKind.HANDED_OVER: _("Lämnades till en person"),
    EventKind.CONTACT_LEFT: _("Medborgaren lämnade sin e-postadress"),
    EventKind.TAKEN: _("Togs av en handläggare"),
    EventKind.REPLIED: _("Besvarades av en handläggare"),
    EventKind.HELPED: _("Medborgaren fick hjälp av svaret"),
    EventKind.NOT_HELPED: _("Medborgaren fick inte hjälp av svaret"),
    EventKind.CLOSED: _("Stängdes"),
    EventKind.REOPENED: _("Öppnades igen"),
    EventKind.REPLIED_BY_MAIL: _("Svaret kom som mejl från handläggaren"),
    EventKind.MAIL_NOT_SENT_ON: _("Ett mejl från en handläggare skickades inte till medborgaren"),
    EventKind.MAIL_FAILED: _("Ett mejl kom inte säkert fram"),
    EventKind.MAIL_RESENT: _("Ett mejl skickas igen"),
    EventKind.MAIL_ARRIVED: _("Ett mejl bedömdes ha kommit fram"),
    EventKind.MAIL_READDRESSED: _("Ett mejl skickas till en annan adress"),
    EventKind.CALL_ASKED: _("Medborgaren vill bli uppringd"),
    EventKind.CALLED: _("Medborgaren blev uppringd"),
    EventKind.CALL_MISSED: _("Ringde medborgaren utan att få tag på någon"),
    EventKind.ASSIGNED: _("Tilldelades en handläggare"),
    EventKind.PASSED_ON: _("Lämnades över till en annan svarsgrupp"),
    EventKind.WAITS_FOR_RESIDENT: _("Väntar på medborgaren"),
    EventKind.MADE_CONFIDENTIAL: _("Sekretess sattes"),
    EventKind.CONFIDENTIAL_LIFTED: _("Sekretessen togs bort"),
    EventKind.MERGED: _("Slogs ihop med ett annat ärende"),
    EventKind.UNMERGED: _("Sammanslagningen ångrades"),
    EventKind.LINKED: _("Länkades till ett annat ärende"),
    EventKind.UNLINKED: _("Länken till ett annat ärende togs bort"),
    EventKind.SUBJECT_SET: _("Ämnet ändrades"),
    EventKind.SENT_DESPITE_CHECKS: _("Skickades trots anmärkningar"),
    EventKind.DELAY_TOLD: _("Medborgaren fick ett förseningsbesked"),
    EventKind.REGISTERED: _("Registrerades av kundtjänst"),
    EventKind.REMINDED: _("Handläggaren fick en påminnelse"),
    EventKind.OVERDUE: _("Svarstiden gick ut"),
    EventKind.ALARMED: _("Larm till handläggare och chef"),
    EventKind.FEEDBACK_SEEN: _("Kundtjänst såg svaret"),
    EventKind.EMPTIED: _("Medborgaren tog bort samtalet. Texten är gallrad."),
}
CALL_TIME = {
    CallTime.ANY: _("när som helst"),
    CallTime.MORNING: _("helst på förmiddagen"),
    CallTime.AFTERNOON: _("helst på eftermiddagen"),
}
MESSAGE = {
    MessageKind.QUESTION: _("skrev"),
    MessageKind.ANSWER: _("svarade"),
    MessageKind.CLARIFY: _("frågade tillbaka"),
    MessageKind.HAND_OVER: _("hänvisade till en person"),
    MessageKind.DECLINE: _("bad om en fråga"),
    MessageKind.REPLY: _("svarade"),
    MessageKind.DELAY: _("meddelade att svaret dröjer"),
}
MAIL = {
    MailKind.ANSWER: _("Assistentens svar"),
    MailKind.CLARIFY: _("Assistentens fråga tillbaka"),
    MailKind.RECEIPT: _("Kvitto"),
    MailKind.NOTICE: _("Avisering till svarsgruppen"),
    MailKind.REPLY: _("Svar"),
    MailKind.ALARM: _("Larm"),
    MailKind.REMARK: _("Synpunkt på ett svar"),
    MailKind.TRANSCRIPT: _("Kopia av meddelandena"),
    MailKind.ACCESS: _("Länk för att välja lösenord"),
    MailKind.DELAY: _("Förseningsbesked"),
    MailKind.DEADLINE: _("Påminnelse eller larm"),
    MailKind.REPORT: _("Månadens statistik"),
    MailKind.MEASUREMENT: _("Fråga i en egen servicemätning"),
}
SEND_STATE = {
    SendState.PENDING: _("väntar på att skickas"),
    SendState.SENDING: _("skickas just nu"),
    SendState.SENT: _("skickat"),
    SendState.FAILED: _("kunde inte skickas"),
    SendState.UNCERTAIN: _("osäkert om det kom fram"),
}
REASON = {
    Reason.CERTAIN: _("svaret var säkert"),
    Reason.CHOSEN: _("medborgaren valde svaret"),
    Reason.SEVERAL_LIKELY: _("flera svar var möjliga"),
    Reason.NOTHING_NEAR: _("inget svar låg nära"),
    Reason.SENSITIVE: _("frågan är känslig"),
    Reason.PERSONAL_CASE: _("frågan gäller ett eget ärende"),
    Reason.COMPLAINT: _("synpunkt eller klagomål"),
    Reason.RECORDS_REQUEST: _("begäran om handlingar"),
    Reason.SITE_FAULT: _("något på webbplatsen går inte att använda"),
    Reason.PARTLY_ANSWERED: _("en av flera frågor är besvarad"),
    Reason.OTHER_AUTHORITY: _("frågan gäller en annan myndighet"),
    Reason.ASKS_FOR_PERSON: _("medborgaren bad om en person"),
    Reason.ONLY_STAFF_MAY_ANSWER: _("bara personal får svara"),
    Reason.SUGGESTED: _("ett säkert förslag väntar på en person"),
    Reason.AUTOMATIC_OFF: _("automatiska svar är avstängda"),
    Reason.NOT_REVIEWED: _("svarsposten har inte granskats i tid"),
    Reason.MAIL_RULE: _("regel för inkommande e-post"),
    Reason.MAIL_FAILED: _("ett mejl kunde inte skickas"),
    Reason.WITH_PERSON: _("en person har redan ärendet"),
    Reason.FIRST_LINE: _("kundtjänst lämnade över frågan"),
    Reason.FAULT: _("ett tekniskt fel"),
    Reason.SMALL_TALK: _("hälsning eller tack"),
    Reason.NO_WORDS: _("meddelandet hade inga ord"),
}


def reason(value: str) -> str:
    """The reason that an event or the log has kept, in Swedish; a person's reply has none of its own."""
    return REASON[Reason(value)] if value in {known.value for known in Reason} else _("en person svarade")


def author(message: Message, case: Case) -> str:
    """Who wrote a message, by name where there is one."""
    match message.author:
        case Author.RESIDENT:
            return resident(case) or _("Medborgaren")
        case Author.ASSISTANT:
            return _("Assistenten")
        case Author.STAFF:
            return message.staff.name if message.staff else _("En medarbetare")


def resident(case: Case) -> str:
    """The name or address; one typed in the chat names nobody but whoever typed it."""
    known = case.resident
    return case.contact_name or case.contact_email or (known and (known.name or known.email)) or ""


def stamp(value: datetime) -> str:
    """A moment in a column or beside a name: "14 maj 2026 14.05"."""
    return format_datetime(value, "d MMM y HH.mm", tzinfo=STOCKHOLM, locale="sv_SE")


def day(value: date) -> str:
    """A day in a table: "tors 14 maj"."""
    return format_date(value, "EEE d MMM", locale="sv_SE")


def length(value: timedelta) -> str:
    """A day's share of working time: "9 tim", "2 tim 30 min", "45 min"."""
    hours, minutes = divmod(int(value.total_seconds() // 60), 60)
    parts = (
        _("{count} tim").format(count=hours) if hours else "",
        _("{count} min").format(count=minutes) if minutes else "",
    )
    return " ".join(part for part in parts if part) or _("under en minut")


def working_time(length: timedelta) -> str:
    """A length of working time, whole hours downwards: "6 arbetstimmar", under an hour "40 arbetsminuter"."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("{count} arbetstimme", "{count} arbetstimmar", hours).format(count=hours)
    return ngettext("{count} arbetsminut", "{count} arbetsminuter", minutes).format(count=minutes)
