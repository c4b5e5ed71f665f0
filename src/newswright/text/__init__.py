"""Pure functions on text: sentences, words, names, numbers, dates, quotations, overlap. They know of no record and no stage."""
