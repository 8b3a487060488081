"""The words and shapes every part of Tandem shares: errors, vocabulary, money, time, suggestions, functions."""
