"""Whether a model wrote an answer: what validators pay for, and what a gateway can check before it passes one on.

An answer's form costs nothing to look at; whether its tokens are the model's own takes one pass.
"""

from taonet.markets.text.backends import prompt_of
from taonet.markets.text.model import Model, rescore
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.markets.text.scoring import ScoringRules, form_fault, fraud_of


def fault_in(tokenizer: TextTokenizer, task: TextTask, answer: TextAnswer) -> str | None:
    """Return what is wrong with an answer's form, or None; no model is needed."""
    if not all(token < tokenizer.size for token in answer.token_ids):
        return "token ids outside the vocabulary"
    fault = form_fault(task, answer, tokenizer.decode(answer.token_ids))
    if fault is not None:
        return fault
    if tokenizer.turn_end in answer.token_ids:
        return "the end token stands inside the answer"
    return None


def fraud_in(rules: ScoringRules, model: Model, task: TextTask, answer: TextAnswer) -> str | None:
    """Return how a model contradicts an answer of good form, or None."""
    end = model.tokenizer.turn_end
    tokens = [*answer.token_ids, end] if answer.finished else answer.token_ids
    rows = rescore(model, prompt_of(model.tokenizer, task), tokens).rows
    return fraud_of(rules, task, answer, rows, end)
