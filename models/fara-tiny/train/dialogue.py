"""Conversations for training, as src/fara/history.ts shows them under `trim`: all words, and the newest screenshots.

A turn's page is one that carries the turn's answer, so that every turn whose screenshot is shown is learned from.
"""

import pickle
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data import LETTERS, NOUNS, H, W, Builder
from prepare import COLOURS
from row import Row

PERSON = "The person: "
FLOWS = ("cart", "order")  # the page alone tells the step
MAX_EARLIER = 9


@dataclass
class Turn:
    said: str  # the person's words; '' where the loop went on by itself
    page: int
    query: dict  # as of tasks.ts, for its thought and answer
    sure: bool = True  # whether the answer is right for this page
    task: bool = False  # whether the words are a task


def noun_of(task: str) -> str | None:
    return next((w.capitalize() for w in re.findall(r"\w+", task) if w.capitalize() in NOUNS), None)


def is_flow(q: dict) -> bool:
    return q["family"] in FLOWS or (q["family"] == "absent" and q["task"].split()[0] in ("Add", "Put"))


def asked_word(q: dict) -> str | None:
    """What one would look for before the first step."""
    if is_flow(q) or q["family"] in ("critical", "approved", "denied"):
        return noun_of(q["task"])
    found = re.search(r"(?:click|into|see) (\w+)\.", " ".join([*q["notes"], q["thought"]]))
    return found and found[1]


class Pages:
    """The questions of many pages, each in one crop, and which page answers with which thought."""

    def __init__(self, builder: Builder, files: list[Path], seed: int):
        rng = np.random.default_rng(seed)
        self.builder, self.where, self.views = builder, [], []
        self.thoughts, self.flows, self.lists = defaultdict(list), defaultdict(list), []
        for f in files:
            for k, record in enumerate(pickle.loads(f.read_bytes())):
                dx, dy = int(rng.integers(0, 480 - W + 1)), int(rng.integers(0, 300 - H + 1))
                e, by_index, shown, queries = builder.view(record, dx, dy)
                if not queries:
                    continue
                page = len(self.where)
                self.where.append((f.with_suffix(".npy"), k, dx, dy))
                self.views.append((e, by_index, shown | {COLOURS[int(c)] for c in e[:, 10] if c >= 0}, queries))
                if record["kind"] == "list" and not shown & {"Add", "Added"}:
                    self.lists.append(page)
                for q in (q["raw"] for q in queries):
                    noun = noun_of(q["task"]) if is_flow(q) else None
                    if noun:
                        self.flows[q["family"], noun].append((page, q))
                    self.thoughts[noun, q["thought"]].append((page, q))

    def pixels(self, page: int) -> np.ndarray:
        path, k, dx, dy = self.where[page]
        return np.load(path, mmap_mode="r")[k, dy : dy + H, dx : dx + W]

    def question(self, rng: np.random.Generator) -> tuple[int, dict]:
        page = int(rng.integers(len(self.where)))
        queries = [q["raw"] for q in self.views[page][3]]
        families = sorted({q["family"] for q in queries})
        often = np.array([3.0 if f in ("type", "search", "order", "approved") else 0.6 if f in ("absent", "done") else 1.0 for f in families])
        family = rng.choice(families, p=often / often.sum())
        return page, retext(rng.choice([q for q in queries if q["family"] == family]), rng)

    def scrolled(self, word: str, flow: bool, rng: np.random.Generator) -> Turn:
        pages = self.lists if flow else range(len(self.where))
        page = next((p for p in rng.choice(pages, 20) if word not in self.views[p][2]), None)
        q = {"family": "absent", "needs": [], "thought": f"I do not see {word}.", "answer": {"action": "scroll"}}
        return Turn("", int(rng.integers(len(self.where)) if page is None else page), q, page is not None)

    def step(self, note: str, said: str, q: dict, page: int, rng: np.random.Generator) -> Turn:
        """The turn that left this note, on a page where it was right if there is one."""
        absent = re.fullmatch(r"I do not see (\w+)\.", note)
        if absent:
            return self.scrolled(absent[1], is_flow(q), rng)
        if q["family"] in ("approved", "denied") and "critical" in note:
            return Turn(said, page, {**q, "family": "critical", "thought": note, "answer": {"action": "terminate", "status": "success"}})
        noun = noun_of(q["task"]) if is_flow(q) else None
        found = self.thoughts[noun, note] or self.thoughts[None, note]
        sure = bool(found) and rng.random() < 0.9
        where, like = found[int(rng.integers(len(found)))] if found else self.question(rng)
        if not sure:
            where = int(rng.integers(len(self.where)))
            any_one = int(rng.choice([*self.views[where][1]]))
            like = {**like, "needs": [], "answer": {**like["answer"], **({"target": any_one} if "target" in like["answer"] else {})}}
        if like["answer"]["action"] == "type":
            text = re.search(r'"(.*)"', q["task"]) or re.search(r"(\w+)\.$", q["task"])
            like = {**like, "answer": {**like["answer"], "text": text[1], "enter": q["task"].split()[0] in ("Search", "Look")}}
        return Turn(said, where, {**like, "thought": note}, sure)

    def draw(self, rng: np.random.Generator) -> list[Turn]:
        """A conversation whose last turn is a question of its page."""
        page, q = self.question(rng)
        turns, said = [], ""
        noun = noun_of(q["task"]) if is_flow(q) else None
        if noun and q["family"] in FLOWS and rng.random() < 0.5:
            some = self.flows[q["family"], noun]
            turns = [Turn("", *some[int(rng.integers(len(some)))]) for _ in range(rng.integers(0, MAX_EARLIER + 1))]
        else:
            for note in q["notes"]:
                if note.startswith(PERSON):
                    said = note.removeprefix(PERSON)
                else:
                    turns.append(self.step(note, said, q, page, rng))
                    said = ""
            word = asked_word(q)
            if word and rng.random() < 0.5:
                many = rng.integers(1, 4) if rng.random() < 0.6 else rng.integers(1, MAX_EARLIER)
                turns = [self.scrolled(word, noun is not None, rng) for _ in range(many)] + turns
        turns.append(Turn(said, page, q))
        turns[0].said, turns[0].task = q["task"], True
        if rng.random() < 0.35:  # a task after other tasks
            other = [self.question(rng) for _ in range(rng.integers(1, 4))]
            turns = [Turn(o["task"], p, o, task=True) for p, o in other if not o["notes"]] + turns
        return turns

    def lay(self, turns: list[Turn], shown: int, length: int, rng: np.random.Generator) -> dict | None:
        """One row of tokens in which the newest `shown` turns have their screenshots; None where it is too long."""
        row = Row(self, length, rng)
        for i, turn in enumerate(turns):
            row.turn(turn, i >= len(turns) - shown)
        return row.item()


def retext(q: dict, rng: np.random.Generator) -> dict:
    """The same question with another quoted text to type."""
    old = re.search(r'"(.*)"', q["task"])
    if not old or rng.random() < 0.2:
        return q
    some = rng.choice(LETTERS if rng.random() < 0.7 else [*"0123456789"], int(rng.integers(2, 10)), replace=False)
    text = "".join(rng.choice(some, int(rng.integers(3, 11))))
    text = [text, text, text.capitalize(), f"{text}@{''.join(rng.choice(some, 3))}.com", f"{text} {''.join(rng.choice(some, 4))}"][int(rng.integers(5))]
    answer = {**q["answer"], "text": text} if q["answer"]["action"] == "type" else q["answer"]
    return {**q, "task": q["task"].replace(old[0], f'"{text}"'), "answer": answer}
