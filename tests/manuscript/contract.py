"""What every reader promises, whatever the format. A reader's tests inherit ReaderContract."""

from itertools import pairwise

import pytest

from narrator.manuscript.page import has_words


class ReaderContract:
    """Inherit this and give a fixture ``manuscript``: a Manuscript as the reader made it."""

    @pytest.fixture
    def blocks(self, manuscript):
        """Give the blocks of all chapters."""
        return [block for chapter in manuscript.chapters for block in chapter.blocks]

    def test_every_chapter_has_words_and_a_title(self, manuscript):
        """No chapter is silent, and none is without a name in the player's list."""
        assert manuscript.chapters
        for chapter in manuscript.chapters:
            assert chapter.title.strip()
            assert chapter.level >= 1
            assert any(has_words(block.text) for block in chapter.blocks)

    def test_text_has_single_spaces(self, blocks):
        """White space is single, and only verse and code keep their lines apart."""
        for block in blocks:
            lines = block.text.split("\n")
            assert all(line == " ".join(line.split()) for line in lines)
            assert len(lines) == 1 or block.kind in ("verse", "code")

    def test_only_scene_breaks_have_no_text(self, blocks):
        """A block without text is a scene break, and a scene break has no text."""
        assert all((block.kind == "scene-break") == (block.text == "") for block in blocks)

    def test_scene_breaks_stand_between_blocks(self, manuscript):
        """A chapter neither begins nor ends with a scene break, nor has two in a row."""
        for chapter in manuscript.chapters:
            kinds = ["scene-break", *(block.kind for block in chapter.blocks), "scene-break"]
            assert ("scene-break", "scene-break") not in set(pairwise(kinds))

    def test_only_headings_have_a_level(self, blocks):
        """A heading's level is 1 to 6, that of everything else 0."""
        assert all((1 <= block.level <= 6) == (block.kind == "heading") for block in blocks)

    def test_places_count_the_blocks_of_each_file(self, blocks):
        """Within a file paragraphs are counted upwards; each place spans its whole block."""
        for before, block in pairwise(blocks):
            if before.place.file == block.place.file:
                assert before.place.paragraph < block.place.paragraph
        assert all((b.place.start, b.place.end) == (0, len(b.text)) for b in blocks)

    def test_marks_lie_on_words(self, blocks):
        """A tag is a point of the text; every other mark spans text without spaces at its ends."""
        for block in blocks:
            for mark in block.marks:
                assert 0 <= mark.start <= mark.end <= len(block.text)
                marked = block.text[mark.start : mark.end]
                assert (mark.kind == "tag") == (marked == "")
                assert marked == marked.strip()

    def test_what_is_skipped_names_its_rule(self, manuscript):
        """Everything that is left out stands under a rule's name and has a place."""
        for each in manuscript.skipped:
            assert each.rule == each.rule.lower()
            assert each.place.file
            assert each.place.paragraph >= 1
