"""Who says a line: tags, pronouns, turns, and everything together on whole novels."""

import pytest

from narrator.manuscript.model import Block, Chapter, Manuscript, Metadata, Place
from narrator.script import DEFAULT_THRESHOLD, NARRATOR, Member, find_speech, write_script


def say(*texts, roster=()):
    """Return the speech of a chapter of paragraphs: speaker and evidence of each quote."""
    blocks = tuple(
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(texts, start=1)
    )
    manuscript = Manuscript(Metadata("T"), (Chapter("One", blocks),))
    script = write_script(manuscript, speech=find_speech(manuscript, roster))
    return [
        (each.speaker, each.by)
        for each in script.chapters[0].segments
        if each.kind in ("speech", "thought")
    ]


def names(*texts, roster=()):
    """Return who says each quote."""
    return [name for name, _ in say(*texts, roster=roster)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“Yes,” said Alice.", "Alice"),
        ("“Yes,” Alice said.", "Alice"),
        ("Alice said, “Yes.”", "Alice"),
        ("Then Alice said quietly: “Yes.”", "Alice"),
        ("Alice turned to the window: “Yes.”", "Alice"),
        ("“No!” cried Miss Bingley impatiently.", "Miss Bingley"),
        ("“Come,” expostulated Captain O’Brien, rising.", "Captain O’Brien"),
        ("“Tea?” asked old Mrs. Long.", "Mrs. Long"),
        ("“Data,” Sherlock Holmes replied.", "Sherlock Holmes"),
        ("“Off with her head!” shouted the Queen of Hearts.", "The Queen"),
        ("“A storm,” said the old landlord, and left.", "The old landlord"),
        ("“Well,” put in J. R. Hartley.", "J. R. Hartley"),
        ("“Yes,” said the ingenious Giovanelli.", "Giovanelli"),
        ("“Yes,” remarked sceptical Anne.", "Anne"),
        ("“Yes,” was Marilla’s only comment.", "Marilla"),
        ("“Yes,” said the man with the black beard.", "The man with the black beard"),
        ("„Ja“, sagte Anna.", "Anna"),
        ("— Non, dit Marie. Restez.", "Marie"),
        ("— Да, — сказал Иван.", "Иван"),
        ("— Nie — odpowiedział Jan.", "Jan"),
        ("— Não — respondeu Ana.", "Ana"),
        ("”Nej”, sade Johan.", "Johan"),
        ("“No,” came Anna’s reply.", "Anna"),
        ("Vexed at this, Anna exclaimed: “No!”", "Anna"),
        ("Starting up, the landlord cried, “Look!”", "The landlord"),
        ("Harding turned to the window: “Yes.”", "Harding"),
    ],
)
def test_a_tag_names_the_speaker(text, name):
    """With any verb, in any order, before the quote or after it."""
    assert set(names(text)) == {name}


@pytest.mark.parametrize(
    ("texts", "speakers"),
    [
        (["“A,” said Tom.", "“B,” said Ann.", "“C.”", "“D.”"], ["Tom", "Ann", "Tom", "Ann"]),
        (["“A,” said Tom.", "“B,” said Ann.", "“C,” she added."], ["Tom", "Ann", "Ann"]),
        (["Tom met Ann.", "“A,” he said.", "“B,” she said."], ["Tom", "Ann"]),
        (["“A, Tom,” said Ann.", "“B, Ann.”"], ["Ann", "Tom"]),
        (["Tom met Ann.", "“A, Tom.”", "“B, Ann.”"], ["Ann", "Tom"]),
        (["Tom met Ann.", "Ann looked up. “A.”", "“B.”"], ["Ann", "Tom"]),
        (["“A,” said Tom. “B.” “C,” said Ann."], ["Tom", "Tom", "Ann"]),
    ],
)
def test_a_conversation_is_weighed_together(texts, speakers):
    """Pronouns, names that are called, what people do, and whose turn it is."""
    assert names(*texts) == speakers


def test_the_evidence_is_named():
    """Each line says what told its speaker."""
    found = say("“A, Ann,” said Tom. “B.”", "“C.”", "“D,” he said.", "“E.”")
    assert [by for _, by in found] == [
        "explicit",
        "paragraph",
        "vocative",
        "pronoun",
        "alternation",
    ]


def test_whoever_tells_the_book_speaks_in_it():
    """What "I" say is said by whom the others call by name."""
    texts = ["I met Holmes, and I sat down.", "“A, Watson?” asked Holmes.", "“B,” said I.",
             "“C, Watson.”", "I nodded. “D,” I said.", "“E, Watson,” said Holmes."]  # fmt: skip
    assert names(*texts) == ["Holmes", "Watson", "Holmes", "Watson", "Holmes"]


def test_a_given_cast_names_the_speakers():
    """An alias that the text alone could not join leads to the name in the cast."""
    texts = ["“A,” said Mrs. Darcy.", "“B,” said Lizzy.", "“C,” said Elizabeth."]
    roster = (Member("Elizabeth", ("Mrs. Darcy", "Lizzy"), "female"),)
    assert names(*texts, roster=roster) == ["Elizabeth"] * 3


def test_speech_without_anybody_is_the_narrators_or_somebodys():
    """A quote in a text that names nobody does not fail."""
    assert len(names("“Who goes there?”")) == 1
    assert NARRATOR not in names("“A,” said Tom.")


def test_a_long_story_is_not_told_by_whoever_tells_the_book():
    """What “I” say in it is said by its teller, who takes it up again after a question."""
    texts = ["I met Holmes, and I sat down by Small.", "“A, Watson?” asked Holmes.", "“B,” said I.",
             "“C, Watson,” said Holmes.", "“D,” I said.", "“E, Small,” said Holmes.",
             "“F,” said Small.", "“Go on, Small,” said Holmes.",
             *["“I went to the river, and he called me."] * 4, "“Stop!” said I.",
             "“Go on,” said Holmes.", *["“We rowed all night."] * 4, "“There we lay.”"]  # fmt: skip
    found = [name for name in names(*texts) if name != "Holmes"]
    assert found[:3] == ["Watson", "Watson", "Small"]
    assert set(found[3:]) == {"Small"}


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        (("— Bonjour, dit Marie.", "— Bonjour, dit Paul.", "— Oui, murmura-t-elle."), "Marie"),
        (("„Tag“, sagte Anna.", "„Tag“, sagte Karl.", "„Nein“, rief er."), "Karl"),
        (("—Sí —dijo María—.", "—No —dijo Pedro—.", "—Ya —dijo él."), "Pedro"),
        (("— Да, — сказала Нюра.", "— Да, — сказал Пров.", "— Нет, — сказала она."), "Нюра"),
    ],
)
def test_pronouns_of_other_languages_tell_who_speaks(texts, last):
    """A pronoun behind a verb tells a man from a woman; so do the verbs of Slavic languages."""
    assert names(*texts)[-1] == last


def test_a_story_stays_with_its_teller_over_a_pause():
    """Whoever is called by name in what is told tells it, whoever is named in between."""
    tale = [f"“Day {number} was worse than the last." for number in range(1, 7)]
    texts = (
        "“You know nothing,” said Gray.",
        "“Tell us all, Gray,” said Holmes.",
        *tale,
        "“‘Well, Gray,’ said the major, ‘come in.’ I went in.”",
        "He stopped and drank. Holmes and Jones sat still, and Jones looked at the floor.",
        "“It was bad,” said he.",
        "“Go on,” said Holmes.",
        *tale,
        "“‘Run, Gray!’ cried the major, and I ran.”",
    )
    assert names(*texts) == [
        *("Gray", "Holmes"),
        *["Gray"] * 9,
        "Holmes",
        *["Gray"] * 7,
    ]


def test_a_name_of_ones_own_tells_who_speaks():
    """Whoever says "my name is" bears that name, and is in mind from then on."""
    texts = (
        "“Good day,” said Tom.",
        "A stranger stood there. “My name is Peter Gray.”",
        "“What do you want?” asked Tom.",
    )
    assert names(*texts)[1] == "Peter Gray"


def test_people_call_who_tells_the_book_by_a_gender():
    """Who tells the book is a man where others call him sir."""
    texts = [
        "I went to the door. I knew that I was late, and I knew why.",
        "“Come in, sir,” said Anna.",
        "“I will,” I said.",
        "“Sit down, sir,” said Anna. I sat.",
        "“I thank you,” I said.",
    ]
    blocks = tuple(
        Block("paragraph", text, Place("a.md", number, 0, len(text)))
        for number, text in enumerate(texts, start=1)
    )
    speech = find_speech(Manuscript(Metadata("T"), (Chapter("One", blocks),)))
    assert {it.name: it.gender for it in speech.characters}["I"] == "male"


def test_people_are_known_by_what_they_do_beside_their_words():
    """In the present tense too, and where no verb of saying ever stands with their name."""
    texts = ["Ines walks in. Omar is frying eggs.", "“Smells good,” Ines says.",
             "“There’s plenty.” Omar slides one over. “Sit.”", "“I can’t stay.”",
             "Omar turns off the stove. “So you said.”"]  # fmt: skip
    assert names(*texts) == ["Ines", "Omar", "Omar", "Ines", "Omar"]


@pytest.mark.parametrize(
    "texts",
    [
        ["“Well, I never,” said Ada.", "“Never what?”"],
        ["“A,” said Tom.", "“B,” said Ann.", "A man behind her laughed. “C!”"],
    ],
)
def test_a_line_that_somebody_unknown_may_say_is_not_sure(texts):
    """Where only one is known, or another than who is known does something beside the words."""
    block = [Block("paragraph", it, Place("a.md", at, 0, len(it))) for at, it in enumerate(texts)]
    speech = find_speech(Manuscript(Metadata("T"), (Chapter("One", tuple(block)),)))
    assert speech.said[0, len(texts) - 1][0].confidence < DEFAULT_THRESHOLD
    assert speech.said[0, 0][0].confidence > DEFAULT_THRESHOLD


def test_a_stranger_is_nobody_who_is_known():
    """Whom "a soldier" or "the man with the hat" means is neither Ben nor what follows the hat."""
    lines = ("“Yes,” said Ben.", "“Halt,” said a soldier.", "“Why?” asked Ben.",
             "“Go!” said the tall man with the hat to Ben.")  # fmt: skip
    assert names(*lines) == ["Ben", "The soldier", "Ben", "The tall man with the hat"]


def test_each_quote_is_said_as_the_verb_beside_it_tells():
    """Who whispers and then shouts does one after the other; what has no verb goes on."""
    text = "“Hush,” whispered Anna. “Hear!” she shouted. “Come! Run!”"
    block = Block("paragraph", text, Place("a.md", 1, 0, len(text)))
    script = write_script(Manuscript(Metadata("T"), (Chapter("One", (block,)),)))
    said = [it.direction for it in script.chapters[0].segments if it.kind == "speech"]
    assert said == ["whispering", "shouting", "shouting", "shouting"]
