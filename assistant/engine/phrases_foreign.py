"""What the assistant says, in the resident's own language, beside its Swedish: short sentences, each written by hand.

They tell what happens to the question; the approved answers themselves stay Swedish. Every language speaks politely and
plainly, and none names a duty or a right beyond the Swedish sentences in `phrases`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from assistant.engine.language import Language

# What a resident writes to reach a person: words that `screening` hears, whatever language the rest is in.
PERSON_PLEASE = "prata med en person"

_RIGHT_TO_LEFT = frozenset({Language.ARABIC, Language.PERSIAN, Language.SORANI})
_SPOKEN_AS_SWEDISH = frozenset({Language.SWEDISH, Language.UNKNOWN})


@dataclass(frozen=True)
class _Sentences:
    """One language's sentences. `write` and `phone` say how to reach a person; {words} and {phone} are filled in."""

    answer: str
    write: str
    phone: str
    handed_over: str
    which: str
    danger: str
    assistant: str
    decline: str
    in_your_language: str = ""


def answer_is_swedish(language: Language, phone: str = "") -> str:
    """Before an approved answer: that it is in Swedish, and how to reach a person; "" where Swedish is spoken.

    `phone`: the municipality's number as it is to be read, left out when there is none to give.
    """
    return "\n".join(f"{said.answer} {_reach_a_person(said, phone)}" for said in _spoken(language))


def _reach_a_person(said: _Sentences, phone: str) -> str:
    write = said.write.format(words=PERSON_PLEASE)
    return f"{write} {said.phone.format(phone=phone)}" if phone else write


def handed_over(language: Language, administrative_area: Collection[Language] = ()) -> str:
    """That a person reads the question and answers; "" where Swedish is spoken.

    `administrative_area`: the minority languages for which the town is in their administrative area. In these, a
    person answers in the language itself (facts/municipality.md 4; lag 2009:724 om nationella minoriteter, 8 §).
    """
    return "\n".join(
        f"{said.handed_over} {said.in_your_language}"
        if language in administrative_area and said.in_your_language
        else said.handed_over
        for said in _spoken(language)
    )


def which(language: Language) -> str:
    """Ahead of the choices: which of these is meant; "" where Swedish is spoken."""
    return "\n".join(said.which for said in _spoken(language))


def danger(language: Language) -> str:
    """Before everything else when somebody may be in danger: call 112; "" where Swedish is spoken."""
    return "\n".join(said.danger for said in _spoken(language))


def introduction(language: Language) -> str:
    """That it is an automatic assistant (AI Act art. 50); "" where Swedish is spoken."""
    return "\n".join(said.assistant for said in _spoken(language))


def decline(language: Language) -> str:
    """Where nothing was asked: please write your question; "" where Swedish is spoken."""
    return "\n".join(said.decline for said in _spoken(language))


def sentences(language: Language) -> frozenset[str]:
    """Whatever is said in this language beside the Swedish; none where Swedish is spoken."""
    every = (answer_is_swedish, handed_over, which, danger, decline)
    return frozenset(say(language) for say in every) - {""}


def code(language: Language) -> str:
    """The BCP 47 code of what is said to a resident in this language, for a page's `lang`.

    "en" for a language that has no sentences here, and "sv" for words in no language that could be told.
    """
    if language in _SPOKEN_AS_SWEDISH:
        return Language.SWEDISH.value
    return language.value if language in _SENTENCES else Language.ENGLISH.value


def direction(language: Language) -> Literal["rtl", "ltr"]:
    """Which way it is read, for a page's `dir`."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def _spoken(language: Language) -> tuple[_Sentences, ...]:
    """The language's own sentences; English and Swedish ones for a language that has none here."""
    if language in _SPOKEN_AS_SWEDISH:
        return ()
    own = _SENTENCES.get(language)
    return (own,) if own else (_SENTENCES[Language.ENGLISH], _SWEDISH)


_SWEDISH = _Sentences(
    answer="Svaret här nedanför är på svenska.",
    write="Vill du ha hjälp av en person? Skriv: ”{words}”.",
    phone="Du kan också ringa {phone}.",
    handed_over="En person läser din fråga och svarar dig.",
    which="Vilket av det här menar du?",
    danger="Är någon i fara just nu? Ring 112.",
    assistant="Jag är en automatisk assistent.",
    decline="Skriv gärna din fråga.",
)

_SENTENCES = {
    Language.ENGLISH: _Sentences(
        answer="The answer below is in Swedish.",
        write="Would you like help from a person? Write: “{words}”.",
        phone="You can also call {phone}.",
        handed_over="A person will read your question and answer you.",
        which="Which of these do you mean?",
        danger="Is someone in danger right now? Call 112.",
        assistant="I am an automatic assistant.",
        decline="Please write your question.",
    ),
    Language.FINNISH: _Sentences(
        answer="Alla oleva vastaus on ruotsiksi.",
        write="Haluatko apua ihmiseltä? Kirjoita: ”{words}”.",
        phone="Voit myös soittaa numeroon {phone}.",
        handed_over="Ihminen lukee kysymyksesi ja vastaa sinulle.",
        which="Mitä näistä tarkoitat?",
        danger="Onko joku juuri nyt vaarassa? Soita 112.",
        assistant="Olen automaattinen avustaja.",
        decline="Kirjoita kysymyksesi, ole hyvä.",
        in_your_language="Sinulla on oikeus käyttää suomea, kun asioit kunnan kanssa. Saat vastauksen suomeksi.",
    ),
    Language.ARABIC: _Sentences(
        answer="الجواب أدناه باللغة السويدية.",
        write="هل تريد مساعدة من شخص؟ اكتب: «{words}».",
        phone="يمكنك أيضًا الاتصال على الرقم {phone}.",
        handed_over="سيقرأ أحد الموظفين سؤالك ويجيبك.",
        which="أيّ من هذه الأسئلة تقصد؟",
        danger="هل هناك شخص في خطر الآن؟ اتصل بالرقم 112.",
        assistant="أنا مساعد آلي.",
        decline="اكتب سؤالك من فضلك.",
    ),
    Language.SOMALI: _Sentences(
        answer="Jawaabta hoose waxay ku qoran tahay af Iswiidhish.",
        write="Ma rabtaa in qof ku caawiyo? Qor: “{words}”.",
        phone="Waxaad kaloo wici kartaa {phone}.",
        handed_over="Qof ayaa akhrin doona su'aashaada wuuna kuu jawaabi doonaa.",
        which="Kuwan midkee ayaad ula jeeddaa?",
        danger="Qof ma khatar buu ku jiraa hadda? Wac 112.",
        assistant="Waxaan ahay kaaliye otomaatig ah.",
        decline="Fadlan qor su'aashaada.",
    ),
    Language.POLISH: _Sentences(
        answer="Odpowiedź poniżej jest po szwedzku.",
        write="Czy potrzebna jest pomoc człowieka? Proszę napisać: „{words}”.",
        phone="Można też zadzwonić pod numer {phone}.",
        handed_over="Pracownik przeczyta to pytanie i na nie odpowie.",
        which="O które z tych pytań chodzi?",
        danger="Czy ktoś jest teraz w niebezpieczeństwie? Proszę zadzwonić pod numer 112.",
        assistant="Jestem automatycznym asystentem.",
        decline="Proszę napisać swoje pytanie.",
    ),
    Language.PERSIAN: _Sentences(
        answer="پاسخ زیر به زبان سوئدی است.",
        write="آیا از یک کارمند کمک می‌خواهید؟ بنویسید: «{words}».",
        phone="همچنین می‌توانید با شماره {phone} تماس بگیرید.",
        handed_over="یک کارمند سؤال شما را می‌خواند و به شما پاسخ می‌دهد.",
        which="منظور شما کدام یک از این‌هاست؟",
        danger="آیا کسی همین حالا در خطر است؟ با شماره 112 تماس بگیرید.",
        assistant="من یک دستیار خودکار هستم.",
        decline="لطفاً سؤال خود را بنویسید.",
    ),
    Language.TURKISH: _Sentences(
        answer="Aşağıdaki cevap İsveççedir.",
        write="Bir kişiden yardım almak ister misiniz? Şunu yazın: “{words}”.",
        phone="{phone} numaralı telefonu da arayabilirsiniz.",
        handed_over="Bir çalışan sorunuzu okuyacak ve size cevap verecek.",
        which="Bunlardan hangisini kastediyorsunuz?",
        danger="Şu anda tehlikede olan biri var mı? 112'yi arayın.",
        assistant="Ben otomatik bir asistanım.",
        decline="Lütfen sorunuzu yazın.",
    ),
    Language.BOSNIAN_CROATIAN_SERBIAN: _Sentences(
        answer="Odgovor ispod je na švedskom jeziku.",
        write="Želite li pomoć osobe? Napišite: „{words}”.",
        phone="Možete i nazvati broj {phone}.",
        handed_over="Naš zaposlenik će pročitati Vaše pitanje i odgovoriti Vam.",
        which="Na koje od ovih pitanja mislite?",
        danger="Da li je neko sada u opasnosti? Nazovite 112.",
        assistant="Ja sam automatski asistent.",
        decline="Molimo Vas da napišete svoje pitanje.",
    ),
    Language.UKRAINIAN: _Sentences(
        answer="Відповідь нижче написана шведською мовою.",
        write="Хочете, щоб вам допомогла людина? Напишіть: «{words}».",
        phone="Ви також можете зателефонувати за номером {phone}.",
        handed_over="Працівник прочитає ваше запитання і відповість вам.",
        which="Що з цього ви маєте на увазі?",
        danger="Хтось зараз у небезпеці? Телефонуйте 112.",
        assistant="Я автоматичний помічник.",
        decline="Будь ласка, напишіть своє запитання.",
    ),
    Language.RUSSIAN: _Sentences(
        answer="Ответ ниже написан на шведском языке.",
        write="Хотите, чтобы вам помог человек? Напишите: «{words}».",
        phone="Вы также можете позвонить по номеру {phone}.",
        handed_over="Сотрудник прочитает ваш вопрос и ответит вам.",
        which="Что из этого вы имеете в виду?",
        danger="Кто-то сейчас в опасности? Звоните 112.",
        assistant="Я автоматический помощник.",
        decline="Пожалуйста, напишите свой вопрос.",
    ),
    Language.SPANISH: _Sentences(
        answer="La respuesta de abajo está en sueco.",
        write="¿Quiere ayuda de una persona? Escriba: «{words}».",
        phone="También puede llamar al {phone}.",
        handed_over="Una persona leerá su pregunta y le responderá.",
        which="¿A cuál de estas se refiere?",
        danger="¿Hay alguien en peligro ahora mismo? Llame al 112.",
        assistant="Soy un asistente automático.",
        decline="Por favor, escriba su pregunta.",
    ),
    Language.TIGRINYA: _Sentences(
        answer="እዚ ኣብ ታሕቲ ዘሎ መልሲ ብቋንቋ ሽወደን እዩ።",
        write="ካብ ሰብ ሓገዝ ትደልዩ ዲኹም፧ ከምዚ ጽሓፉ፦ “{words}”።",
        phone="ናብ {phone} ክትድውሉ እውን ትኽእሉ ኢኹም።",
        handed_over="ሓደ ሰብ ሕቶኹም ኣንቢቡ ክምልሰልኩም እዩ።",
        which="ካብዚኦም ነየናይ ማለትኩም እዩ፧",
        danger="ሕጂ ኣብ ሓደጋ ዘሎ ሰብ ኣሎ ዶ፧ ናብ 112 ደውሉ።",
        assistant="ኣነ ኣውቶማቲክ ሓጋዚ እየ።",
        decline="ብኽብረትኩም ሕቶኹም ጽሓፉ።",
    ),
    Language.KURMANJI: _Sentences(
        answer="Bersiva li jêr bi zimanê swêdî ye.",
        write="Hûn dixwazin kesek alîkariya we bike? Binivîsin: “{words}”.",
        phone="Hûn dikarin telefonî {phone} jî bikin.",
        handed_over="Kesek wê pirsa we bixwîne û bersiva we bide.",
        which="Mebesta we ji van kîjan e?",
        danger="Niha kesek di xetereyê de ye? Telefonî 112 bikin.",
        assistant="Ez alîkarekî otomatîk im.",
        decline="Ji kerema xwe pirsa xwe binivîsin.",
    ),
    Language.SORANI: _Sentences(
        answer="ئەم وەڵامەی خوارەوە بە زمانی سویدییە.",
        write="دەتەوێت کەسێک یارمەتیت بدات؟ بنووسە: «{words}».",
        phone="هەروەها دەتوانیت پەیوەندی بە ژمارەی {phone} بکەیت.",
        handed_over="کەسێک پرسیارەکەت دەخوێنێتەوە و وەڵامت دەداتەوە.",
        which="مەبەستت کام لەمانەیە؟",
        danger="ئایا ئێستا کەسێک لە مەترسیدایە؟ پەیوەندی بە ژمارەی 112 بکە.",
        assistant="من یاریدەدەرێکی ئۆتۆماتیکیم.",
        decline="تکایە پرسیارەکەت بنووسە.",
    ),
    Language.MEANKIELI: _Sentences(
        answer="Vastaus tässä alla oon ruottiksi.",
        write="Haluakko apua ihmiseltä? Kirjota: ”{words}”.",
        phone="Sie saatat kans soittaa nummerhiin {phone}.",
        handed_over="Ihminen lukkee sinun kysymyksen ja vastaa sulle.",
        which="Mitä näistä sie meinaat?",
        danger="Oonko joku vaarassa nyt? Soita 112.",
        assistant="Mie olen automaattinen apulainen.",
        decline="Ole hyä ja kirjota sinun kysymys.",
        in_your_language="Sulla oon oikeus käyttää meänkieltä kunnan kans. Sie saat vastauksen meänkielelä.",
    ),
    Language.NORTHERN_SAMI: _Sentences(
        answer="Vástádus dás vulobealde lea ruoŧagillii.",
        write="Háliidatgo veahki olbmos? Čále: “{words}”.",
        phone="Sáhtát maid riŋget nummirii {phone}.",
        handed_over="Olmmoš lohká du gažaldaga ja vástida dutnje.",
        which="Maid dáin don oaivvildat?",
        danger="Leago muhtun heađis dál? Riŋge 112.",
        assistant="Mun lean automáhtalaš veahkki.",
        decline="Leage buorre ja čále du gažaldaga.",
        in_your_language="Dus lea vuoigatvuohta geavahit sámegiela gielddain. Don oaččut vástádusa sámegillii.",
    ),
}
