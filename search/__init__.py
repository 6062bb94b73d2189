"""What every search is made of, whatever it looks for: words, readings, criteria, ranges, pages. No models: below all that can be found."""
