"""One list of dependencies: requirements.txt, and everything else agrees with it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {"requirements.txt": "requirements.lock", "requirements-test.txt": "requirements-test.lock"}
PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?P<marker> ; .+)? \\")
NEITHER_PIN_NOR_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*")


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def wanted(name):
    return [Requirement(line) for line in lines(name) if line and not line.startswith("#")]


def pins(name):
    matches = filter(None, map(PINNED.fullmatch, lines(name)))
    return [(canonicalize_name(match["name"]), match["version"]) for match in matches]


def pythons():
    """The minor versions that start.py accepts, as it says them itself."""
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    return ast.literal_eval(re.search(r"(?m)^PYTHONS = (.+)$", source)[1])


@pytest.mark.parametrize(("listed", "lock"), LOCKS.items())
def test_every_direct_dependency_is_locked_within_its_bounds(listed, lock):
    """Otherwise a bound was changed and the lock forgotten."""
    versions = dict(pins(lock))
    for requirement in wanted(listed):
        version = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked as {version}: lock again"


@pytest.mark.parametrize("listed", LOCKS)
def test_every_direct_dependency_is_bounded_on_both_sides(listed):
    """A wheel installed without the lock must not meet next year's major versions."""
    for requirement in wanted(listed):
        assert {specifier.operator[0] for specifier in requirement.specifier} == {">", "<"}, requirement


def test_nothing_is_listed_twice():
    """Two entries for one package would drift apart."""
    names = [canonicalize_name(requirement.name) for listed in LOCKS for requirement in wanted(listed)]
    assert sorted(names) == sorted(set(names))
    for lock in LOCKS.values():
        locked = [name for name, _ in pins(lock)]
        assert sorted(locked) == sorted(set(locked))


def test_the_test_lock_does_not_move_what_the_learner_has():
    """`start.py test` installs it on top of the first lock."""
    learners = dict(pins("requirements.lock"))
    tests = pins("requirements-test.lock")
    assert {(name, version) for name, version in tests if name in learners} <= set(learners.items())


@pytest.mark.parametrize("lock", [*LOCKS.values(), "deploy/requirements.lock"])
def test_a_lock_holds_pins_and_hashes_only(lock):
    """No index, no local path, no pin without a hash: it must install from whatever index a learner has."""
    body = [line for line in lines(lock) if line]
    for before, line in zip(["", *body], body, strict=False):
        assert PINNED.fullmatch(line) or NEITHER_PIN_NOR_HASH.fullmatch(line), line
        assert not PINNED.fullmatch(before) or "--hash=" in line, f"{before} has no hash"
        assert "://" not in line and "find-links" not in line, line


def test_the_lock_brings_the_build_backend():
    """start.py adds the project without build isolation, so its backend must be there, pinned like the rest."""
    versions = dict(pins("requirements.lock"))
    for requirement in map(Requirement, PROJECT["build-system"]["requires"]):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def test_the_project_takes_its_dependencies_from_the_lists():
    """pyproject.toml must not hold a list of its own."""
    assert {"dependencies", "optional-dependencies"} <= set(PROJECT["project"]["dynamic"])
    dynamic = PROJECT["tool"]["setuptools"]["dynamic"]
    assert dynamic["dependencies"] == {"file": "requirements.txt"}
    extras = {"test": {"file": "requirements-test.txt"}, "cluster": {"file": "requirements-cluster.txt"}}
    assert dynamic["optional-dependencies"] == extras


def test_what_an_extra_brings_is_tested_within_the_same_bounds():
    """The tests install requirements-test.lock, not the extra."""
    tested = {str(requirement) for requirement in wanted("requirements-test.txt")}
    assert {str(requirement) for requirement in wanted("requirements-cluster.txt")} <= tested


def test_environment_yml_has_python_and_the_list_and_the_project():
    """conda and Binder read the same list as pip."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, by_pip = environment["dependencies"]
    assert pip == "pip"
    assert by_pip == {"pip": ["-r requirements.txt", "-e ."]}
    assert SpecifierSet(python.removeprefix("python")) == SpecifierSet(PROJECT["project"]["requires-python"])


def test_start_accepts_the_pythons_that_the_project_does():
    """A Python that one takes and the other refuses would fail late and without a sentence."""
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    assert [f"3.{minor}" for minor in range(30) if allowed.contains(f"3.{minor}")] == list(pythons())


def test_start_parses_on_old_pythons():
    """A learner with Python 3.6 gets a sentence, no SyntaxError."""
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("place", ["grader", "explorers", "data", "benchmarks", "deploy", "tests"])
def test_what_is_imported_is_a_direct_dependency(place):
    """Something that comes along with another package today may not tomorrow."""
    users, makers = ({canonicalize_name(item.name) for item in wanted(listed)} for listed in LOCKS)
    users_of_extras = {canonicalize_name(item.name) for item in wanted("requirements-cluster.txt")}
    siblings = (path.stem for folder in (place, "tests", "deploy") for path in (ROOT / folder).rglob("*"))
    ours = {"grader", "explorers", "start", *siblings}
    providers_of = packages_distributions()
    for path in (ROOT / place).rglob("*.py"):
        for_learners = place in ("grader", "explorers") and not path.name.startswith("make")
        declared = users if for_learners else users | makers | {name for name, _ in pins("requirements-model.lock")}
        declared = declared | (users_of_extras if path.parent.name == "cluster" else set())
        for module in imported_by(path) - ours - sys.stdlib_module_names:
            providers = {canonicalize_name(name) for name in providers_of.get(module, [module])}
            assert providers & declared, f"{path.relative_to(ROOT)} imports {module}: list it"


def imported_by(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    given = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in plain | given}


@pytest.mark.xdist_group("one group")
def test_tests_that_share_something_go_to_the_same_process(request):
    """pytest 9.2 and pytest-xdist 3.8 together forget it without a word: each group's notebook is then opened twice."""
    if request.config.getoption("loadgroup", False):
        assert request.node.nodeid.endswith("@one group")
