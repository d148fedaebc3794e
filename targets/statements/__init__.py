"""What figures come to, in a sentence made by rules: counts, the worst, since when; every number a link."""

from targets.change import change_of, yearly_change_text
from targets.statements.indicator import goal_clause, indicator_statement
from targets.statements.region import Why, region_statement
from targets.statements.words import Address, joined, lights_clause, linked, plain, say, sentence, states_clause

__all__ = [
    "Address",
    "Why",
    "change_of",
    "goal_clause",
    "indicator_statement",
    "joined",
    "lights_clause",
    "linked",
    "plain",
    "region_statement",
    "say",
    "sentence",
    "states_clause",
    "yearly_change_text",
]
