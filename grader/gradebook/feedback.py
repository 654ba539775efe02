"""What a learner's feedback leaves out: the hidden tests of a teacher's plain test cells."""

from nbgrader.preprocessors import ClearHiddenTests


class HideHiddenTests(ClearHiddenTests):
    """Hidden tests do not go back to the learner, neither as source nor in what the cell has shown.

    The sentence that says how it went stays, and so do the points. The autograded notebook, the teacher's, keeps all.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        if self._remove_hidden_test_region(cell) and cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if one.output_type in ("display_data", "execute_result")][:1]
        return cell, resources
