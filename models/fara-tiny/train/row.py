"""One conversation as tokens: what src/fara/history.ts and the chat template make of it, and what is learned of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from data import CELLS, COLS, LETTERS, NOUNS, ROWS
from prepare import SYSTEM

if TYPE_CHECKING:
    from dialogue import Pages, Turn


class Row:
    """Tokens of one conversation with what is learned of it."""

    def __init__(self, pages: Pages, length: int, rng: np.random.Generator):
        self.pages, self.builder, self.encode, self.length = pages, pages.builder, pages.builder.encode, length
        self.ids, self.pos, self.now = [], [], 0
        self.out = {k: [] for k in ("rows", "boxes", "words", "axis", "images", "copies", "looks", "meta", "learned", "cells")}
        self.task = (0, [])
        self.site = address(rng) if rng.random() < 0.6 else None
        self.rng = rng
        self.text(f"<|im_start|>system\n{SYSTEM}<|im_end|>\n")

    def add(self, ids: list[int]) -> int:
        at = len(self.ids)
        self.ids += ids
        self.pos += [(p, p, p) for p in range(self.now, self.now + len(ids))]
        self.now += len(ids)
        return at

    def text(self, text: str) -> int:
        return self.add(self.encode(text))

    def image(self, page: int) -> int:
        at, p = len(self.ids), self.now
        self.ids += [self.builder.pad] * CELLS
        self.pos += [(p, p + c // (COLS // 2), p + c % (COLS // 2)) for c in range(CELLS)]
        self.now += max(ROWS, COLS) // 2
        self.out["cells"].append((at, page))
        return at

    def turn(self, turn: Turn, with_image: bool) -> None:
        image = 0
        if with_image or turn.said:
            self.text("<|im_start|>user\n")
            if with_image:
                self.text("<|vision_start|>")
                image = self.image(turn.page)
                self.text("<|vision_end|>")
            words = turn.said or (f"Current URL: {self.site}{path(self.rng)}\n" if self.site else "")
            at = self.text(words)
            if turn.task:
                self.task = (at, self.ids[at:])
            self.text("<|im_end|>\n")
        self.text("<|im_start|>assistant\n")
        self.answer(turn, image if with_image and turn.sure else None)
        self.text("\n")

    def answer(self, turn: Turn, image: int | None) -> None:
        """image: where the cells begin that the answer follows from; None: the answer is not learned."""
        e, by_index, _, _ = self.pages.views[turn.page]
        q = self.encode.query({"absent": [], **turn.query, "task": "", "notes": []})
        at = len(self.ids) - q["start"]  # where the query's own ids would begin
        ids = q["ids"].tolist()
        point = q["target"] >= 0
        if point:
            x0, y0, x1, y1 = box = e[by_index[q["target"]]][1:5]
            for k, c in ((0, (x0 + x1) / 2), (2, (y0 + y1) / 2)):
                ids[q["x"] + k] = int(self.builder.number[int(np.clip(np.round(c / 4), 0, 127))])
                if image is not None:
                    for name, value in (("rows", at + q["x"] + k - 1), ("boxes", box), ("words", at + q["word"]), ("axis", (k // 2, c)), ("images", image)):
                        self.out[name].append(value)
        self.add(ids[q["start"] :])
        if image is None:
            return
        self.out["learned"].append((at + q["start"], len(self.ids), (at + q["x"], at + q["x"] + 2) if point else ()))
        self.out["meta"].append({"family": turn.query["family"], "at": at, "q": q, "point": point, "box": box if point else None})
        self.guide(turn.query, q, at, image, e, by_index)

    def guide(self, query: dict, q: dict, at: int, image: int, e: np.ndarray, by_index: dict) -> None:
        canon, (task_at, task) = self.builder.canon, self.task
        word = canon.get(int(q["ids"][q["word"]])) if query["family"] not in ("done", "critical", "denied") else None
        source = next((task_at + i for i, t in enumerate(task) if word and canon.get(t) == word), -1)
        box = tuple(e[by_index[query["needs"][0]]][1:5]) if query["needs"] and query["needs"][0] in by_index else None
        if box is not None or source >= 0:
            rows = [q["start"] - 1, q["start"]] + ([q["word"] - 1] if query["family"] in ("approved", "order") else [])
            self.out["looks"] += [(at + r, source, box, image) for r in rows]
        if query["answer"]["action"] == "type":
            text, ids = self.encode(query["answer"]["text"]), q["ids"].tolist()
            span = next((i for i in range(len(task)) if task[i : i + len(text)] == text), None)
            to = next((i for i in range(q["x"], len(ids)) if ids[i : i + len(text)] == text), None)
            if span is not None and to is not None:
                self.out["copies"] += [(at + to + k - 1, task_at + span + k) for k in range(len(text))]

    def item(self) -> dict | None:
        n, size = self.length, len(self.ids)
        if size > n:
            return None
        ids = np.array(self.ids + [self.builder.pad] * (n - size), np.int64)
        segment = np.where(np.arange(n) < size, 0, -1)
        target, weight = np.full(n, -100, np.int64), np.zeros(n, np.float32)
        for start, end, soft in self.out.pop("learned"):
            target[start - 1 : end - 1], weight[start - 1 : end - 1] = ids[start:end], 1.0
            for x in soft:
                weight[x - 1] = 0.0
        pos = np.zeros((3, n), np.int64)
        pos[:, :size] = np.array(self.pos).T
        return {"ids": ids, "segment": segment, "pos": pos, "target": target, "weight": weight, "used": size, **self.out}


def letters(rng: np.random.Generator, low: int, high: int) -> str:
    return "".join(rng.choice(LETTERS, int(rng.integers(low, high))))


def address(rng: np.random.Generator) -> str:
    if rng.random() < 0.4:
        return f"http://{rng.choice(['localhost', '127.0.0.1'])}:{rng.integers(1024, 65536)}/"
    return f"https://{'www.' if rng.random() < 0.5 else ''}{letters(rng, 3, 10)}.{rng.choice(['com', 'org', 'net', 'example'])}/"


def path(rng: np.random.Generator) -> str:
    parts = [str(rng.choice(NOUNS)).lower() if rng.random() < 0.3 else letters(rng, 3, 9) for _ in range(rng.integers(0, 4))]
    return "/".join(parts) + ("/" if parts and rng.random() < 0.3 else "")
