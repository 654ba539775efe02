"""What the exercises of lesson 01 share."""

from grader.judge import Text

WORDS = ("medicine", "21st century", "history", "art", "economics", "music", "trade", "work")
HARD_WIRED = Text(
    "Your librarian knows by heart how many books there are, and that holds for one shelf only. Count the books that come "
    "in: what does `len` say?",
    "你的管理员把书的本数背了下来，换一排书就对不上了。进来几本就数几本：问问 `len`。",
)
