"""Canvas and Moodle: grades into a file of the teacher's own, so that no id is ever made up here."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from grader.export.matching import Match, as_written, best_column, match
from grader.export.tables import Table, number, read_table
from grader.gradebook.course import CannotGrade
from grader.language import Text
from grader.report.work import ClassWork, Person, Work

# Heads of the columns that identify a student, the most telling first; --by names any other.
CANVAS_IDS = ["SIS Login ID", "SIS User ID", "Integration ID", "ID"]
MOODLE_IDS = ["Email address", "ID number", "Username", "电子邮件地址", "电子邮件", "邮箱", "学号", "编号", "用户名"]
MOODLE_GRADES = ["Grade", "成绩", "分数"]
EXCUSED = "ex"  # what Canvas writes where a student need not do an assignment
TEST_STUDENT = "student, test"
BY_EMAIL, BY_ID = "Email address", "ID number"

INTO_CANVAS = Text(
    "Canvas knows its students by ids that only Canvas has. Export the grades there and name the file with --into.",
    "Canvas 用自己的编号认学生。请先在 Canvas 导出成绩，再用 --into 指定那个文件。",
)
NO_COLUMN = Text(
    "{path} has no column for {wanted}. Create the assignment there and export again, "
    "or name one with --column: {heads}.",
    "{path} 里没有 {wanted} 这一列。请先在平台上建好这份作业再导出，或用 --column 指定：{heads}。",
)
SEVERAL_COLUMNS = Text(
    "{path} has several columns for {wanted}: {heads}. Name the one that is meant with --column.",
    "{path} 里有好几列都像 {wanted}：{heads}。请用 --column 指明是哪一列。",
)
NO_IDS = Text(
    "No column of {path} tells who our students are. Name the one that does with --by: {heads}.",
    "{path} 里没有哪一列能认出我们的学生。请用 --by 指明：{heads}。",
)
OTHER_MAXIMUM = Text(
    "The column is out of {theirs} points, the assignment out of {ours}: --out-of {theirs} scales the grades.",
    "那一列的满分是 {theirs}，这份作业的满分是 {ours}：可用 --out-of {theirs} 换算。",
)
IS_EXCUSED = Text("Excused there, and left so: {who}.", "平台上已免做，保持不变：{who}。")


@dataclass
class Filled:
    """A table with grades in it, how many, and what has to be said. `unknown` and `unclear` have no grade there."""

    table: Table
    count: int = 0
    unknown: list[Person] = field(default_factory=list)
    unclear: list[Person] = field(default_factory=list)
    without: int = 0
    remarks: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Wish:
    """What the teacher asked for; "" and 0 where nothing."""

    into: Path | None = None
    column: str = ""
    by: str = ""
    out_of: float = 0.0


def canvas(work: ClassWork, wish: Wish) -> Filled:
    """Grades in the file that Canvas exported. Raises `CannotGrade`."""
    if not wish.into:
        raise CannotGrade(INTO_CANVAS)
    table = read_table(wish.into)
    column = _column(table, wish, [work.assignment])
    return _filled(work, table, column, CANVAS_IDS, wish)


def moodle(work: ClassWork, wish: Wish) -> Filled:
    """Grades in the file that Moodle exported; without one, a new file with e-mail addresses or id numbers."""
    if not wish.into:
        return _new_for_moodle(work, wish)
    table = read_table(wish.into)
    return _filled(work, table, _column(table, wish, [work.assignment, *MOODLE_GRADES]), MOODLE_IDS, wish)


def _column(table: Table, wish: Wish, wanted: list[str]) -> str:
    """The one column for the grades: named by the teacher, else by the assignment ("03-softmax-weighting (1234)")."""
    shown = {"path": wish.into, "wanted": wish.column or wanted[0]}
    for name in [wish.column] if wish.column else wanted:
        found = [head for head in table.head if _is_called(head, name)]
        exact = [head for head in found if head == name]
        if len(exact or found) > 1:
            raise CannotGrade(SEVERAL_COLUMNS.format(heads=", ".join(found), **shown))
        if found:
            return (exact or found)[0]
    raise CannotGrade(NO_COLUMN.format(heads=", ".join(table.head), **shown))


def _is_called(head: str, name: str) -> bool:
    """Whether a head is this name, or what Canvas and Moodle make of it: "… (1234)", "Assignment: … (Real)"."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", as_written(head))
    plain = re.sub(r"^[^:]+:\s*", "", bare)
    return as_written(name) in (as_written(head), bare, plain)


def _filled(work: ClassWork, table: Table, column: str, ids: list[str], wish: Wish) -> Filled:
    by = _identifying(table, wish, work.works, ids)
    found = match(work.works, table.column(by))
    filled = Filled(
        table,
        unknown=[one.person for one in found.unknown],
        unclear=[one.person for one in found.unclear],
        without=sum(not _is_test_student(table, row) for row in found.others),
    )
    _put_all(filled, found, column, wish)
    _compare_maximum(filled, work, column, by, wish)
    return filled


def _identifying(table, wish, works, ids) -> str:
    heads = [head for head in table.head if as_written(head) == as_written(wish.by)] if wish.by else []
    by = heads[0] if len(heads) == 1 else None if wish.by else best_column(works, table, ids)
    if by is None:
        raise CannotGrade(NO_IDS.format(path=wish.into, heads=", ".join(table.head)))
    return by


def _put_all(filled: Filled, found: Match, column: str, wish: Wish) -> None:
    before, excused = filled.table.column(column), []
    for row, one in found.rows.items():
        if as_written(before[row]) == EXCUSED:
            excused.append(one.person.name)
            continue
        filled.table.put(row, column, grade(one, wish.out_of))
        filled.count += 1
    if excused:
        filled.remarks.append(IS_EXCUSED.format(who=", ".join(excused)))


def _compare_maximum(filled, work, column, by, wish) -> None:
    """Canvas's second row, which names nobody, says how many points there are."""
    cells = zip(filled.table.column(by), filled.table.column(column), strict=True)
    theirs = next((cell for who, cell in cells if not who.strip() and re.fullmatch(r"\s*\d+(\.\d+)?\s*", cell)), "")
    if theirs and abs(float(theirs) - (wish.out_of or work.max_score)) > 1e-6:
        values = {"theirs": number(float(theirs)), "ours": number(wish.out_of or work.max_score)}
        filled.remarks.append(OTHER_MAXIMUM.format(**values))


def _is_test_student(table, row) -> bool:
    return TEST_STUDENT in map(as_written, table.rows[row])


def grade(work: Work, out_of: float = 0.0) -> str:
    """The points that count, scaled where another maximum was asked for."""
    scale = out_of / work.max_score if out_of and work.max_score else 1.0
    return number(work.score * scale)


def _new_for_moodle(work: ClassWork, wish: Wish) -> Filled:
    by = BY_ID if as_written(wish.by) == as_written(BY_ID) else BY_EMAIL
    owners: dict[str, list[Work]] = {}
    for one in work.works:
        owners.setdefault(one.person.email if by == BY_EMAIL else one.person.lms_id or one.person.id, []).append(one)
    filled = Filled(Table([by, wish.column or work.assignment], []))
    for name, those in owners.items():
        if name and len(those) == 1:
            filled.table.rows.append([name, grade(those[0], wish.out_of)])
            filled.count += 1
        else:
            (filled.unclear if name else filled.unknown).extend(one.person for one in those)
    return filled
