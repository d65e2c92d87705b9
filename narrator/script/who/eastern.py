"""Read Japanese and Chinese narration beside a quote: who says it, by the verb of saying.

These scripts have no capitals to know a name by. It is what stands as the subject of such a verb,
between 「…」と and は or が in Japanese, before the verb in Chinese.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from narrator.script.who.model import NO_TAG, Mention, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping

EASTERN = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
"""A letter of Japanese or Chinese."""

_PRONOUNS = {
    "彼": "he", "彼女": "she", "他": "he", "她": "she", "彼ら": "they", "他们": "they",
    "他們": "they", "她们": "they", "她們": "they",
}  # fmt: skip
_MINE = re.compile("他们|他們|她们|她們|他|她|我(?!们|們)")

_NOBODY = "(?!(?:今度?|次|最後|最初|説明|返事|声|何|誰|話|言葉)(?:は|が|も))"
_HONOUR = "(?:さん|くん|ちゃん|さま)"
_CALLED = (
    rf"{_NOBODY}(?P<name>[おご]?[一-龥々]{{1,4}}(?:の[一-龥々]{{1,2}})?{_HONOUR}?|[ァ-ヴー・]{{2,}}{_HONOUR}?"
    rf"|[ぁ-ん]{{1,5}}{_HONOUR}|わたし|ぼく|おれ)"
)
_SAID = (
    "言|云|いっ|いう|答え|叫|尋ね|たずね|訊|聞|問|囁|ささや|呟|つぶや|笑|話|語|述べ|返|怒鳴|どな|告げ"
    "|喋|しゃべ|頼|続け|促|呼|口|泣|うなず|頷"
)
_SHOUTED = "言[っいう]|答え|叫[んび]|尋ね|たずね|訊|囁|ささや|呟|つぶや|怒鳴|告げ"
_THEN = "(?:(?:その|この|すると|そして|しかし|だが|やがて)[^、。]{0,6}、)?"
_AFTER = re.compile(
    rf"\s*(?:(?:と|って)、?{_CALLED}(?:は|が|も)(?=[^。「]*(?:{_SAID}))"
    rf"|{_NOBODY}(?P<alone>[ァ-ヴー・]{{2,}}|[一-龥々]{{1,4}}){_HONOUR}?(?:は|が|も)"
    rf"(?=[^。「]*(?:{_SHOUTED})))"
)
_ENDS = re.compile(rf"\s*(?:と|って)[^。「]{{0,12}}?(?:{_SAID})")
_SUBJECT = re.compile(rf"\W*{_THEN}{_CALLED}(?:は|が|も)")
_HONOURED = re.compile("(?<=[ァ-ヴー一-龥々])(?:さん|くん|君|ちゃん|様|さま|氏)$")
_SENTENCE = re.compile("[。！？!?」』”’]+")

_SAYING = (
    r"(?:[说說问問答喊叫笑骂罵叹嘆怒吼嚷劝勸]道|补充道|解释道|回答|低语|插嘴|嘟囔|[说說道问問答喊叫嚷吼骂罵曰])"
    r"[了着著]?(?:[一几]?[句声聲])?"
)
_TAGGED = re.compile(
    rf"(?P<clauses>[\u4e00-\u9fff·，,、]{{1,24}}?){_SAYING}(?=[，。：:！!？?；…—“「『\s]|$)"
)
_LED = re.compile(rf"(?P<clauses>[\u4e00-\u9fff·，,、]{{1,24}}?){_SAYING}[：:，,]?\s*$")
_MANNER = frozenset(
    "轻輕淡冷笑点點摇搖低高大小突忽又也便就却卻还還一连連忙急慢静靜微苦怒哭厉厲柔认認不只才接继繼回转轉"
    "抬望看对對向跟的地得了着著过過站坐走拿把在从從有没沒想听聽说說问問答喊叫终終于於终这這那边邊赶趕连"
)
"""What follows a name before the verb, from its third character on, or in its place."""
_LOUD = re.compile(rf"[{''.join(_MANNER - frozenset('大小高低连連'))}]|[大小高低][声聲]|连忙|連忙")
"""How a clause begins that names nobody."""


def read_eastern(before: str, after: str) -> Tag:
    """Return what the narration between two quotes says of who speaks the one between them."""
    if found := _AFTER.match(after):
        return _name(found["name"] or found["alone"])
    sentence = _SENTENCE.split(before.strip())[-1]
    if _ENDS.match(after) and (found := _SUBJECT.match(sentence)):
        return _name(found["name"])
    if (found := _TAGGED.match(after.lstrip("，, "))) or (found := _LED.match(sentence)):
        return _read_clauses(found["clauses"])
    return NO_TAG


def find_eastern_subject(sentence: str) -> Tag:
    """Return whom a sentence is about, as far as a particle or a pronoun tells."""
    last = _SENTENCE.split(sentence.strip().rstrip("。！？!?"))[-1]
    if found := _SUBJECT.match(last):
        return _name(found["name"])
    if found := _LED.match(last):
        return _read_clauses(found["clauses"])
    found = _MINE.match(last)
    return _name(found[0]) if found else NO_TAG


def find_eastern(text: str, by_form: Mapping[str, int]) -> list[Mention]:
    """Return who is named in a text without spaces."""
    names = tuple(form for form in by_form if EASTERN.match(form))
    found = _any_of(names).finditer(text) if names else ()
    return [Mention(it.start(), it.end(), by_form[it[0]]) for it in found]


@lru_cache(16)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


def _read_clauses(clauses: str) -> Tag:
    """Return the subject of the last clause that has one."""
    for clause in reversed(re.split("[，,、]", clauses)):
        if found := _MINE.match(clause):
            return _name(found[0])
        end = next((at for at in range(2, len(clause)) if clause[at] in _MANNER), len(clause))
        if clause and not _LOUD.match(clause) and end <= 4:
            return _name(clause[:end])
    return NO_TAG


def _name(printed: str) -> Tag:
    if printed in _PRONOUNS:
        return Tag("pronoun", _PRONOUNS[printed], "said")
    return Tag("name", _HONOURED.sub("", printed), "said")
