"""What a teacher says about an answer before looking at the subject: fact, then remedy."""

import numpy as np

from grader.language import Text

DIFFERENCES = {
    "missing": Text(
        "There is no `{name}` in this notebook yet. Run the cell that defines it; if that cell shows red text, mend it first.",
        "这个笔记本里还没有 `{name}`。请先运行定义它的单元格；如果那里出现红字，先把错误改好。",
    ),
    "not-a-function": Text(
        "`{name}` is not a function any more: the name was given another value. Run the cell with `def {name}` again.",
        "`{name}` 已经不是函数了：这个名字被赋了别的值。请重新运行 `def {name}` 所在的单元格。",
    ),
    "not-started": Text(
        "`{name}` is still waiting for you. Replace the line `raise NotImplementedError()` by your own code.",
        "`{name}` 还在等你动笔。请把 `raise NotImplementedError()` 这一行换成你自己的代码。",
    ),
    "too-slow": Text(
        "`{name}` did not come back in time. Look for a loop that never ends; a few thousand steps are plenty.",
        "`{name}` 迟迟没有返回。看看有没有停不下来的循环；几千步就绰绰有余了。",
    ),
    "raises": Text(
        "`{name}` stopped with {error}{text}{where}.",
        "`{name}` 中途报错 {error}{text}{where}。",
    ),
    "wrong-exception": Text(
        "`{name}` raised {error}{text}{where}; here {wanted} is asked for.",
        "`{name}` 抛出了 {error}{text}{where}；这里要求的是 {wanted}。",
    ),
    "no-exception": Text(
        "`{name}` gave an answer where there is none: for this input it should `raise {error}`.",
        "这里没有答案可给，`{name}` 却返回了结果：遇到这种输入应当 `raise {error}`。",
    ),
    "returned-nothing": Text(
        "`{name}` returned None. A function hands over only what stands after `return`.",
        "`{name}` 返回了 None。函数只会交出 `return` 后面的东西。",
    ),
    "prints-instead-of-returning": Text(
        "`{name}` prints its answer but returns None. Others can use only what stands after `return`.",
        "`{name}` 把答案打印了出来，却返回 None。别人能用到的只有 `return` 后面的东西。",
    ),
    "strange-type": Text(
        "`{name}` returned an object of type {type}. Return numbers, an array, or a list of numbers.",
        "`{name}` 返回了一个 {type} 类型的对象。请返回数、数组或由数组成的列表。",
    ),
    "too-much": Text(
        "`{name}` returned far more than any answer holds. Look for a loop that appends too often, or for two arrays whose shapes multiply.",
        "`{name}` 返回的内容远远多于任何答案所需。看看有没有循环里追加得太多，或者两个数组的形状相乘了。",
    ),
    "not-numbers": Text(
        "`{name}` returned a {type} that is no array of numbers. Return numbers, each row of the same length.",
        "`{name}` 返回的 {type} 拼不成数组。请返回数，并让每一行一样长。",
    ),
    "not-a-number": Text(
        "`{name}` returned a {type}, but a single number was expected.",
        "`{name}` 返回的是 {type}，而这里需要一个数。",
    ),
    "returned-exception": Text(
        "`{name}` handed a {type} back with `return`. To stop with an error, write `raise` instead.",
        "`{name}` 用 `return` 把 {type} 交了回来。要以报错结束，请用 `raise`。",
    ),
    "not-a-tuple": Text(
        "`{name}` returned {returned}; it should return {wanted} things: `return first, second`.",
        "`{name}` 返回了{returned}；应当返回 {wanted} 样东西：`return 第一样, 第二样`。",
    ),
    "other-keys": Text(
        "`{name}` should return a dict with the keys {wanted}.",
        "`{name}` 应当返回一个字典，键为 {wanted}。",
    ),
    "wrong-shape": Text(
        "`{name}` returned {got}, but {wanted} was expected.",
        "`{name}` 返回了{got}，而这里需要{wanted}。",
    ),
    "bool-wanted": Text(
        "`{name}` returned numbers where True and False were expected (dtype bool).",
        "`{name}` 返回了数字，而这里需要的是 True 和 False（dtype 为 bool）。",
    ),
    "bool-returned": Text(
        "`{name}` returned True and False where numbers were expected.",
        "`{name}` 返回了 True 和 False，而这里需要的是数字。",
    ),
    "int-wanted": Text(
        "`{name}` returned a float where a whole number was expected: this is counted, not measured.",
        "`{name}` 返回的是浮点数，而这里需要整数：这个数是数出来的，不是量出来的。",
    ),
    "not-finite": Text(
        "`{name}` returned NaN or infinity. Look for a division by 0, or for a number too large for a computer.",
        "`{name}` 返回了 NaN 或无穷大。找找有没有除以 0，或者哪个数大得计算机装不下。",
    ),
    "other-value": Text(
        "`{name}` returned other values than expected.",
        "`{name}` 返回的值与应有的不同。",
    ),
    "inputs-changed": Text(
        "`{name}` gave the right answer but changed its inputs: whoever called it now holds other numbers than before.",
        "`{name}` 的答案是对的，可它改动了输入：调用它的人手里的数已经和原来不一样了。",
    ),
    "hard-coded": Text(
        "`{name}` gave the same answer to every question. It should compute the answer from its inputs.",
        "无论问什么，`{name}` 的答案都一样。应当根据输入把答案算出来。",
    ),
}

# These say all that helps; after the others the failed check's own advice helps more.
COMPLETE = {
    "missing",
    "not-a-function",
    "not-started",
    "too-slow",
    "returned-nothing",
    "prints-instead-of-returning",
    "returned-exception",
    "too-much",
    "inputs-changed",
}

# What common exceptions want to say; the first pattern found in "Type: message" counts.
EXPLAINED = {
    r"truth value of an array": Text(
        "A comparison with an array gives one answer per place, and `if` wants a single one. Do you mean `.any()` or `.all()` of them, or each place by itself (`np.where`)?",
        "拿数组作比较，每个位置各有一个答案，而 `if` 只要一个。你是想问其中有没有（`.any()`）、是不是全都（`.all()`），还是要逐个处理（`np.where`）？",
    ),
    r"mismatch in its core dimension|could not be broadcast|not aligned|do not match|incorrect axis": Text(
        "Two arrays do not fit together. Print the `.shape` of both just before this line; for `@` the inner two numbers must be equal.",
        "两个数组对不上。在这一行之前打印两者的 `.shape`；对 `@` 来说，里面的两个数要相等。",
    ),
    r"IndexError.*out of bounds|list index out of range": Text(
        "A position was asked for that is not there. Count from 0 to len − 1, and take the length from the input, not from the example.",
        "取了一个不存在的位置。位置从 0 数到 len − 1；长度要从输入里取，不要照抄例子里的数。",
    ),
    r"NameError": Text(
        "A name is used that nothing has defined. Inside a function, use its parameters; look for a slip of the pen.",
        "用到了一个没有定义的名字。在函数里请用它的参数；看看是不是写错了字。",
    ),
    r"'list' object has no attribute|type(\(s\))?.*'list'": Text(
        "A list came where an array is needed. Make it one with `np.array(…)` first.",
        "这里需要数组，来的却是列表。请先用 `np.array(…)` 把它变成数组。",
    ),
    r"'NoneType' object|type(\(s\))?.*'NoneType'": Text(
        "Something here is None: the answer of a function without `return`, or of `.sort()`, which sorts in place and returns nothing.",
        "这里有个东西是 None：也许来自一个没写 `return` 的函数，也许来自 `.sort()`，它就地排序，什么也不返回。",
    ),
    r"RecursionError": Text(
        "The function calls itself without end. Either give it a case that needs no further call, or use a loop.",
        "函数没完没了地调用自己。要么给出一种不必再调用的情形，要么改用循环。",
    ),
}

OTHER_ARGUMENTS = r"required positional argument|positional arguments? but"
KEEP_THE_HEAD = Text(
    "The function does not take the arguments that it is called with. Leave the line with `def` as it was given.",
    "函数的参数与调用时给的对不上。`def` 那一行请保持原样。",
)
LINE = Text(" (at `{text}`)", "（出在 `{text}`）")
ONE_THING = Text("one thing", "一样东西")
STOPPED = Text("Not tried: too many calls had not come back in time.", "没有再试：已有太多次调用迟迟不返回。")


def count(n: int) -> Text:
    """How many things came back."""
    return Text(f"{n} things" if n != 1 else "one thing", f" {n} 样东西")


def shape(array: np.ndarray) -> Text:
    """What an array looks like: a single number, or an array with its shape."""
    if array.ndim == 0:
        return Text("a single number", "一个数")
    return Text(f"an array of shape {array.shape}", f"形状为 {array.shape} 的数组")


def part(index: int, sentence: Text) -> Text:
    """A sentence about one of several returned things."""
    return Text(f"Returned thing number {index}: {sentence.en}", f"返回的第 {index} 样东西：{sentence.zh}")
