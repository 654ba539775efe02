"""For a teacher, before the lab: the telling mistakes of each lesson on one sheet; a file a lesson names them."""
