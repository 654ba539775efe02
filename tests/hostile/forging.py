"""Speaking in the grader's name: frames, scores, outputs."""

from .attack import HONEST, Attack, answer

FRAME = """import json, os, stat, struct
def frame(tree, body=b''):
    head = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack('!II', len(head), len(body)) + head + body
def is_socket(number):
    try: return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError: return False
fd = next(number for number in range(3, 200) if is_socket(number))
def send(data):
    while data: data = data[os.write(fd, data):]
OK = ['dict', 'status', 'ok', 'ename', '', 'evalue', '', 'outputs', ['list']]
def reply(value): return ['tuple', 'reply', 'value', value, ['tuple'], '', None, ['tuple'], '']
print('DID')"""


def sends(name, why, *lines, **more):
    """An attack that writes into the channel; its own cell is left out when the job runs again."""
    return Attack(name, why, (FRAME, "\n".join(lines)), **more)


def answers(name, why, *lines, **more):
    """The same from inside a call of softmax."""
    body = "".join(f"    {line}\n" for line in lines)
    return Attack(name, why, (FRAME, f"def softmax(scores):\n{body}    return scores"), **more)


def _noisy_tests(notebook):
    test = {"grade_id": "test_softmax", "grade": True, "solution": False, "locked": True, "points": 5}
    source = "import sys\nfrom IPython.display import display\ndisplay(5.0)\nsys.displayhook(5.0)\n5.0"
    notebook["cells"].insert(1, answer("test_softmax", source, metadata={"nbgrader": test}))


ATTACKS = (
    sends("a verdict in a frame", "perhaps scores cross the wire", "send(frame(['tuple', 'verdict', 'softmax', 5.0]))"),
    sends(
        "all cells and answers sent ahead",
        "forged outcomes, then a thousand replies, before anybody asks; it costs the forger what was honest",
        "for number in range(9): send(frame(['tuple', 'cell', number, OK]))",
        "send(frame(['tuple', 'ready', ['list', 'softmax']]))",
        "for _ in range(1000): send(frame(reply(1.0)))",
    ),
    sends("a frame of length -1", "0xFFFFFFFF bytes are announced", "send(b'\\xff' * 8)"),
    sends(
        "the largest frame there may be, and nothing in it",
        "memory must grow with what arrives",
        "send(struct.pack('!II', 4 << 20, 16 << 20))",
    ),
    sends(
        "a frame that comes drop by drop",
        "each byte could renew a deadline",
        "import time",
        "while True:",
        "    send(b'\\0\\0\\0\\1'); time.sleep(0.05)",
    ),
    sends("brackets four megabytes deep", "JSON parsers recurse", "send(frame(b'[' * (4 << 20)))"),
    sends("a number of four million digits", "int() is quadratic", "send(frame(b'9' * (4 << 20)))"),
    sends(
        "a million little lists",
        "small bytes, large objects",
        "send(frame(b'[' + b','.join([b'[]'] * 1_300_000) + b']'))",
    ),
    sends("JSON objects", "only lists are agreed on", "send(frame({'__class__': 'Verdict', 'passed': True}))"),
    sends(
        "a pickle",
        "whoever unpickles it runs it",
        "import pickle",
        "class Evil:",
        "    def __reduce__(self): return os.system, ('touch $course/pwned',)",
        "send(frame(pickle.dumps(Evil())))",
        even_at_none=True,
    ),
    sends(
        "an .npy file of objects",
        "np.load would unpickle it",
        "import io, numpy as np",
        "room = io.BytesIO()",
        "np.save(room, np.array([{}], object), allow_pickle=True)",
        "send(frame(['tuple', 'cell', 1, OK], room.getvalue()))",
    ),
    sends(
        "an array larger than its bytes",
        "shape and size disagree",
        "send(frame(['tuple', 'cell', 1, ['array', '<f8', [1 << 20, 1 << 20], 'C']], b'x' * 8))",
    ),
    sends(
        "an array of negative shape",
        "reshape(-1) would guess",
        "send(frame(['tuple', 'cell', 1, ['array', '<f8', [-1, -8], 'C']], b'x' * 64))",
    ),
    sends(
        "an array of objects",
        "dtype O holds pointers",
        "send(frame(['tuple', 'cell', 1, ['array', '|O', [1], 'C']], b'x' * 8))",
    ),
    sends(
        "keys that collide",
        "a dict of colliding numbers takes quadratic time",
        "send(frame(['set', *(n * (2**61 - 1) for n in range(200_000))]))",
    ),
    sends(
        "noise",
        "whatever bytes there are",
        "import random",
        "random.seed(1); send(bytes(random.randrange(256) for _ in range(4000)))",
    ),
    sends(
        "an outcome in HTML",
        "it would run in the teacher's browser",
        "send(frame(['tuple', 'cell', 1, ['dict', 'status', 'ok', 'ename', '', 'evalue', '', 'outputs', ['list',",
        "  ['dict', 'output_type', 'display_data', 'data', ['dict', 'text/html', '<script>alert(1)</script>']]]]]))",
    ),
    sends("hang up", "the channel closed by its own end", "os.close(fd)"),
    sends("something else as the channel", "dup2 over its number", "os.dup2(os.open('/dev/null', os.O_RDWR), fd)"),
    answers(
        "a right answer's frame",
        "True, in a reply of its own making; all later replies are one behind, honest ones too",
        "send(frame(reply(True)))",
        score=0.0,
    ),
    answers(
        "a reply of a new kind",
        "'passed' is no kind",
        "send(frame(['tuple', 'reply', 'passed', 5.0, ['tuple'], '', None, ['tuple'], '']))",
    ),
    answers(
        "half a surrogate as a type's name",
        "it can be compared, but not be written to a file",
        "send(frame(reply(['other', '\\ud800<script>\\x1b[2J'])))",
        "os._exit(0)",
    ),
    answers(
        "half a surrogate everywhere",
        "in text, keys, errors, lines and what was printed",
        "bad = '\\ud800\\x00\\u202e'",
        (
            "send(frame(['tuple', 'reply', 'exception', ['dict', bad, bad], ['tuple', bad], bad, "
            "['tuple', 1, bad], ['tuple', bad], bad]))"
        ),
        "os._exit(0)",
    ),
    answers(
        "text of fifteen megabytes",
        "a sentence may quote it",
        "send(frame(reply(['tuple', *['x' * 1000] * 3000])))",
        "os._exit(0)",
    ),
    answers(
        "ask for an answer that is not given",
        "the grader answers only what a call was given",
        "send(frame(['tuple', 'ask', 'softmax', ['tuple', ['list', 1.0, 2.0]]]))",
        "import time",
        "time.sleep(0.2)",
    ),
    answers(
        "inputs that are a mirror",
        "the copy that comes back is compared outside",
        "send(frame(['tuple', 'reply', 'value', None, ['tuple'], '', None, ['tuple', ['other', 'x']], '']))",
        "os._exit(0)",
    ),
    Attack(
        "frames on standard output",
        "perhaps somebody reads them there",
        (
            FRAME + "\nimport sys\nfor n in (1, 2): os.write(n, frame(reply(1.0)))\n"
            "sys.__stdout__.buffer.write(frame(['tuple', 'verdict', 5.0])) if sys.__stdout__ else None",
        ),
    ),
    Attack(
        "a test cell that says 5.0",
        "nbgrader takes the first execute_result as the score",
        ("print('DID')\nfrom IPython.display import display\ndisplay(5.0)\n5.0",),
        bend=_noisy_tests,
    ),
    Attack(
        "displayhook(points), then raise",
        "it got 12 of 12 points in stock nbgrader",
        ("import sys\nprint('DID')\nsys.displayhook(5.0)\nraise AssertionError",),
    ),
    Attack(
        "HTML for the teacher",
        "script, handlers, frames and pictures from elsewhere",
        (
            "from IPython.display import HTML, SVG, Javascript, display\nprint('DID')\n"
            "display(HTML('<ScRiPt>alert(1)</sCrIpT><img src=x onerror=alert(1)>'))\n"
            "display(HTML('<svg/onload=alert(1)><iframe srcdoc=\"<script>1</script>\">'))\n"
            "display(Javascript('alert(1)'))\n"
            "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>'))",
        ),
    ),
    Attack(
        "print the report",
        "grader check --json as the learner would like it",
        ('print(\'DID\')\nprint(\'{"score": 15.0, "max_score": 15.0, "passed": true}\')',),
        score=HONEST,
    ),
)
