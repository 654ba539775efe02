#!/usr/bin/env bash
# Gradescope runs this once, while it builds the container; only here is the network needed. No submission is near yet.
set -euo pipefail
root="${AUTOGRADER:-/autograder}"
cd "$root/source/course"

find_python() {
    for version in 3.13 3.12 3.11; do
        if "python$version" -c "import ensurepip, venv" 2>/dev/null; then echo "python$version"; return; fi
    done
    return 1
}

if ! python="$(find_python)"; then
    apt-get update
    for version in 3.12 3.11; do
        if DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "python$version" "python$version-venv"
        then break; fi
    done
    python="$(find_python)" || { echo "The course needs Python 3.11, 3.12 or 3.13: choose a base image with Ubuntu 22.04 or later." >&2; exit 1; }
fi

"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --requirement requirements.txt

# What is right is for the grader alone; the cage, which runs as somebody else, reads its own folder only.
chmod -R go-rwx grader/exercises grader/judge
# Drawn once: a submission that is graded again is asked the same questions.
"$root/venv/bin/python" -c "from grader.gradebook.seeds import secret_of; secret_of(None)"
