"""Pure functions on text: sentences, words, names, numbers, dates, quotations. They know of no record and no stage."""
