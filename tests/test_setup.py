"""check_setup: what is missing on a learner's machine, or too old for the course."""

from importlib import metadata

import pytest

from grader.notebook import setup


def found(name):
    return next(finding for finding in setup.findings() if finding.what.en == name)


def test_this_environment_will_do():
    # Whoever runs the tests has what requirements.txt asks for.
    assert [finding.what.en for finding in setup.findings() if not finding.fine] == []


@pytest.mark.parametrize("version", ["1.19.0", "99.0"])
def test_another_version_is_named_with_the_one_wanted(monkeypatch, version):
    # Old NumPy from the system, or next year's: both break lessons in ways nobody would trace to it.
    installed = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: version if name == "numpy" else installed(name))
    numpy = found("numpy")
    assert (numpy.found, numpy.fine) == (version, False)
    assert "numpy<3" in numpy.remedy.en


def test_a_missing_package_is_said(monkeypatch):
    # start.py was never run in this kernel's environment.
    def version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert not found("scipy").fine
    assert "start.py" in found("scipy").remedy.en
