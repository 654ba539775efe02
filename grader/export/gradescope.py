"""Gradescope's results.json: of a student in the gradebook, or of a submission just judged in its container."""

import json

from grader.export.tables import number
from grader.gradebook.judging import Judgement
from grader.language import Text, spoken
from grader.report.findings import TITLES
from grader.report.work import Answer, ClassWork, Work

LATE = Text("{points} points were taken off for coming late.", "因迟交扣了 {points} 分。")


def results_of_work(one: Work) -> dict:
    """The results of a student whose work is in the gradebook, in the language of their notebook."""
    language = one.language or spoken()
    tests = [test for place, answer in enumerate(one.answers, 1) for test in _tests(place, _plain(answer, language))]
    said = [one.needs_human] if one.needs_human else []
    if one.penalty:
        said.append(LATE.format(points=number(one.penalty))[language])
    return _results(one.score, tests, said)


def results_of_judgement(judgement: Judgement, seconds: float, remark: str = "") -> dict:
    """The results of a submission, and how long judging took."""
    exercises = judgement.report()["exercises"]
    tests = [test for place, exercise in enumerate(exercises, 1) for test in _tests(place, exercise)]
    said = [text for text in (judgement.needs_human, remark) if text]
    return _results(judgement.score, tests, said) | {"execution_time": round(seconds, 3)}


def as_json(results: dict) -> bytes:
    """The file."""
    return (json.dumps(results, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def find(work: ClassWork, student: str) -> Work | None:
    """The work of the student with that id."""
    return next((one for one in work.works if one.person.id == student), None)


def _results(score, tests, said) -> dict:
    return {"score": round(score, 4), "output": "\n".join(said), "visibility": "visible", "tests": tests}


def _plain(answer: Answer, language: str) -> dict:
    """An answer of the gradebook in the form of `grader check --json`."""
    checks = [
        {"name": check.name[language], "passed": check.passed, "score": check.score, "max_score": check.max_score}
        | {"message": check.message}
        for check in answer.checks
    ]
    whole = {"name": answer.exercise, "score": answer.score, "max_score": answer.max_score, "passed": answer.passed}
    has_hint = answer.finding and answer.finding.hint not in TITLES.values()
    return whole | {"checks": checks, "hint": answer.finding.hint[language] if has_hint else None}


def _tests(place: int, exercise: dict) -> list[dict]:
    """One test a check; one for the whole exercise where its checks do not give the points (a teacher's own grade)."""
    checks = exercise["checks"]
    if abs(sum(check["score"] for check in checks) - exercise["score"]) > 1e-6:
        checks = []
    if not checks:
        whole = {"name": "", "message": "", **{key: exercise[key] for key in ("passed", "score", "max_score")}}
        checks = [whole]
    first_failed = next((check for check in checks if not check["passed"]), None)
    return [
        _test(f"{place}.{number}", exercise, check, (exercise["hint"] or "") if check is first_failed else "")
        for number, check in enumerate(checks, 1)
    ]


def _test(place: str, exercise: dict, check: dict, hint: str) -> dict:
    said = list(dict.fromkeys(filter(None, [check["message"], hint])))
    return {
        "name": ": ".join(filter(None, [exercise["name"], check["name"]])),
        "number": place,
        "score": check["score"],
        "max_score": check["max_score"],
        "status": "passed" if check["passed"] else "failed",
        "output": "\n".join(said),
        "output_format": "text",
        "tags": [exercise["name"]],
        "visibility": "visible",
    }
