"""An invented shop with two years of business, the same each time, told back from the day of loading."""
