"""What a teacher's nbgrader_config.py needs so that nbgrader judges in the cage: the steps of autograding, in order."""

import os
import sys
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from grader.gradebook.feedback import HideHiddenTests
from grader.gradebook.preprocessors import CarefulExporter, JudgeInCage, Sanitise, SaveRemarks, before_autograde


def configure(c) -> None:
    """Set what is the same in every course. `c` is nbgrader's configuration, as `get_config()` gives it."""
    # nbgrader calls alembic by name: it must be found where the environment was never activated.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

    c.Autograde.exporter_class = CarefulExporter
    c.Autograde.pre_convert_hook = before_autograde
    c.Autograde.sanitize_preprocessors = [
        Sanitise,
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    c.Autograde.autograde_preprocessors = [
        JudgeInCage,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        SaveRemarks,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    c.GenerateFeedback.preprocessors = [GetGrades, HideHiddenTests, CSSHTMLHeaderPreprocessor]
