"""The studio: a page on which people say a sentence, or hear, mend and make a book."""
