"""Call the learner's functions here in their own kernel."""

import contextlib

from grader.cage.inside.calling import Reply, call, fresh
from grader.exercises import exercise

MISSING = object()


class KernelCaller:
    """A caller (see `grader.judge.engine.Caller`) over a notebook's names.

    Names are looked up at each call, so a function that was defined anew is used at once.
    """

    def __init__(self, namespace: dict):
        self._namespace = namespace
        self._patient = True  # once: a first call may have been slow because it imported something

    def __call__(self, name, args, seconds, given=()) -> Reply:
        function = self._namespace.get(name, MISSING)
        if function is MISSING:
            return Reply("missing")
        with self._standing_in(given):
            reply = call(function, fresh(args), seconds)
            if reply.kind == "timeout" and self._patient:
                self._patient = False
                reply = call(function, fresh(args), seconds)
            return reply

    @contextlib.contextmanager
    def _standing_in(self, names):
        """Let the course's own functions answer for `names` as long as the block lasts."""
        before = {name: self._namespace.get(name, MISSING) for name in names}
        self._namespace.update({name: exercise(name).reference for name in names})
        try:
            yield
        finally:
            for name, function in before.items():
                if function is MISSING:
                    del self._namespace[name]
                else:
                    self._namespace[name] = function
