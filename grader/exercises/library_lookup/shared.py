"""What the exercises of lesson 01 share."""

WORDS = ("medicine", "21st century", "history", "art", "economics", "music", "trade", "work")
