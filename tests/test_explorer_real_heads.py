"""The real heads' explorer: the model's weights, the rules' averages, what is refused, and the menu by keyboard."""

import json

import numpy as np
import pytest
from accessibility import serious_faults

import explorers
from explorers import RealHeadsExplorer, minilm, real_heads
from grader.exercises.a_real_transformer.head_attention import head_attention
from grader.exercises.a_real_transformer.previous_token_score import previous_token_score
from grader.language import speak

pytest_plugins = ("browser",)

REAL = minilm.extract()


@pytest.mark.parametrize("head", REAL.heads)
def test_it_shows_the_models_own_attention(head):
    # What was rounded for the disk must not show.
    for text in REAL.sentences:
        shown = RealHeadsExplorer(sentence=text, head=head)
        assert np.abs(shown.weights - REAL.attention(text, head)).max() < 2e-3


def test_the_averages_are_those_of_the_learners_score():
    # The lesson prints these numbers a few cells further up.
    averages = real_heads._tested("previous")["averages"]
    for head, average in zip(REAL.heads, averages, strict=True):
        scores = [previous_token_score(RealHeadsExplorer(sentence=text, head=head).weights) for text in REAL.sentences]
        assert np.isclose(average, np.mean(scores))


def test_the_pronoun_head_gets_nine_of_sixteen():
    # The lesson's count: the noun meant against the other one. Here: against all tokens, and it is the same.
    at = REAL.heads.index("L4H2")
    assert real_heads._tested("meant")["hits"][at] == 9 and real_heads._tested("meant")["total"] == 16


@pytest.mark.parametrize("rule", list(real_heads.RULES)[1:])
def test_a_rule_speaks_of_tokens_that_are_there(rule):
    # The sentences may be chosen anew; a clause that fits none would silently count nothing.
    places = real_heads._places(rule)
    assert any(places)
    for text, here in zip(REAL.sentences, places, strict=True):
        assert all(0 <= place < len(REAL.tokens(text)) for pair in here for place in pair)


def test_every_clause_is_used():
    # A sentence that has gone would leave a clause that counts nothing.
    starts = [*real_heads.CLAUSES, *real_heads.SALAD]
    assert all(any(text.startswith(start) for text in REAL.sentences) for start in starts)


def test_a_passive_object_is_the_one_that_is_chased():
    # The humbler rule, a noun behind the verb, points to the cat instead.
    which = REAL.sentences.index("The mouse was chased by the cat.")
    tokens = REAL.tokens(REAL.sentences[which])
    named = {rule: [tokens[i] for i, _ in real_heads._places(rule)[which]] for rule in ("object", "behind")}
    assert named == {"object": ["mouse"], "behind": ["cat"]}


def test_a_wrong_function_looks_wrong():
    # Without its bias of the query the head is another one.
    unbiased = RealHeadsExplorer(attend=lambda X, W_q, b_q, *rest: head_attention(X, W_q, 0 * b_q, *rest), head="L3H1")
    assert unbiased.think()["off"] > 0.1
    assert RealHeadsExplorer(attend=head_attention).think()["off"] < 1e-12


def test_it_stays_small():
    # It travels with every display, and into every exported page.
    assert len(json.dumps(RealHeadsExplorer().given)) < 400_000


def test_a_shorter_sentence_takes_the_token_along():
    shown = RealHeadsExplorer(sentence=7, word=17)
    shown.which = 0
    assert shown.tokens[shown.word] == "chased"


WRONG = {
    "a sentence that is not there": dict(sentence="The dog barked."),
    "a position too far": dict(sentence=24),
    "a head that is not there": dict(head="L9H9"),
    "a token too far": dict(word=8),
    "a rule that nobody knows": dict(rule="rhyme"),
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_one_sentence(given):
    with pytest.raises(ValueError, match="must"):
        RealHeadsExplorer(**given)


STATE = "() => JSON.parse(document.querySelector('.attention-explorer').dataset.state)"


def test_the_page_by_keyboard(browser, tmp_path):
    """The menu has every sentence; hidden tokens neither ask nor show, and what they have is said."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.goto(explorers.export_html(RealHeadsExplorer(head="L3H8", rule="start"), tmp_path / "page.html").as_uri())
    page.locator(".attention-explorer[data-step]").wait_for()
    page.get_by_role("combobox", name="Sentence").press("End")
    page.wait_for_function(f"({STATE})().which === {len(REAL.sentences) - 1}")
    state = page.evaluate(STATE)
    assert np.allclose(state["weights"], RealHeadsExplorer(sentence=23, head="L3H8").weights, atol=1e-6)
    assert REAL.tokens(REAL.sentences[23])[state["word"]] == "it"
    page.get_by_role("button", name="hide [CLS]").press("Enter")
    page.get_by_role("radio", name="it,").press("Home")
    page.wait_for_function(f"({STATE})().word === 1")
    assert page.get_by_role("radio", name="[CLS], weight").count() == 0
    assert "Out of sight" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="all tokens ask").press("Enter")
    page.get_by_role("table").wait_for()
    assert page.locator("tbody tr:visible").count() == len(state["row"]) - 2
    assert page.locator("thead th:visible").last.inner_text() == "out of sight"
    context.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_matrix_is_for_everybody_too(browser, tmp_path, artefacts, language):
    """The generated tests see the first view only."""
    speak(language)
    shown = RealHeadsExplorer(sentence=7, head="L2H9", all_words=True, special=False, rule="next")
    context = browser.new_context()
    page = context.new_page()
    page.goto(explorers.export_html(shown, tmp_path / "page.html", "Page").as_uri())
    page.locator(".attention-explorer[data-step]").wait_for()
    for scheme, width in (("light", 1100), ("dark", 640), ("light", 320)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, width
        page.screenshot(path=artefacts / f"view-real-heads-matrix-{language}-{scheme}-{width}.png", full_page=True)
        assert serious_faults(page, "body") == []
    context.close()
