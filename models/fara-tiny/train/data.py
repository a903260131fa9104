"""Batches for training: random crops of stored pages, several questions per page in one sequence."""

import multiprocessing
import pickle
from pathlib import Path

import numpy as np
import torch

from prepare import CHARS, COLOURS, PREFIX, WORDS, Encoder

ROWS, COLS, PATCH = 20, 32, 14
H, W = ROWS * PATCH, COLS * PATCH
CELLS = (ROWS // 2) * (COLS // 2)
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32) * 255
STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32) * 255
NOUNS = WORDS[WORDS.index("Lamp") : WORDS.index("Drum") + 1]
LETTERS = [*"abcdefghijklmnopqrstuvwxyz"]
MAX_POINTS = 14  # questions with a coordinate per page; fixed, so that shapes are
MAX_LOOKS = 48  # places where the model decides by what the page shows
MAX_COPIES = 64  # letters to copy per page


class Builder:
    def __init__(self, tokens: str, length: int):
        self.encode = Encoder(tokens)
        self.pad = self.encode.one("<|endoftext|>")
        self.prefix = self.encode(PREFIX)
        self.at = len(self.prefix)
        self.base = self.at + CELLS
        self.length = length
        self.vary = False  # training only: other texts to type, some scrolling before
        self.quote = self.encode.one('"')
        self.line, self.dash, self.im_end = self.encode.one("\n"), self.encode.one("-"), self.encode.one("<|im_end|>")
        self.visible = {w.lower(): w for w in WORDS if w[0].isupper()}
        self.canon = {i: t.lstrip("Ġ").lower() for t, i in self.encode.tokenizer.get_vocab().items() if t.lstrip("Ġ").isalpha()}
        self.number = np.array([self.encode.one(str(n)) for n in range(0, 512, 4)])

    def view(self, record: dict, dx: int, dy: int) -> tuple[np.ndarray, dict, set[str], list[dict]]:
        """A crop's elements in its own px, their rows by index, the words it shows, and the questions it can carry."""
        e = record["elements"].copy()
        e[:, [1, 3, 5, 7]] -= dx
        e[:, [2, 4, 6, 8]] -= dy
        full = (e[:, 1] >= 0) & (e[:, 2] >= 0) & (e[:, 3] <= W) & (e[:, 4] <= H) & (e[:, 5] >= 0) & (e[:, 6] >= 0)
        part = (e[:, 3] > 0) & (e[:, 4] > 0) & (e[:, 1] < W) & (e[:, 2] < H)
        by_index = {int(r[0]): i for i, r in enumerate(e)}
        shown = {WORDS[int(r[9])] for r in e[part] if r[9] >= 0}
        queries = [
            {**q, "raw": raw} for q, raw in zip(record["queries"], record["raw"], strict=True)
            if all(n in by_index and full[by_index[n]] for n in q["needs"]) and not any(w in shown for w in q["absent"])
        ]
        return e, by_index, shown, queries

    def page(self, image: np.ndarray, record: dict, rng: np.random.Generator, crop: tuple[int, int] | None = None) -> dict:
        dx, dy = crop if crop else (int(rng.integers(0, 480 - W + 1)), int(rng.integers(0, 300 - H + 1)))
        e, by_index, _, queries = self.view(record, dx, dy)
        out = self.sequence(queries, e, by_index, rng)
        out["pixels"] = image[dy : dy + H, dx : dx + W]
        part = (e[:, 3] > 0) & (e[:, 4] > 0) & (e[:, 1] < W) & (e[:, 2] < H)
        out.update(self.labels(e[part], record["chars"], dx, dy))
        return out

    def retyped(self, q: dict, rng: np.random.Generator) -> dict:
        """The same question with other text to type, with many repeated letters: a page is seen often, a text never twice."""
        copy, ids = q["copy"], q["ids"]
        if len(copy) < 2 or ids[copy[0][1] - 1] != self.quote:
            return q
        (at, span), old = copy[0], len(copy)
        letters = LETTERS if rng.random() < 0.7 else [*"0123456789"]
        some = rng.choice(letters, int(rng.integers(2, min(12, len(letters)))), replace=False)
        text = "".join(rng.choice(some, int(rng.integers(3, 11))))
        match int(rng.integers(0, 8)):
            case 0:
                text = text.capitalize()
            case 1:
                text = f"{text}@{''.join(rng.choice(some, 3))}.com"
            case 2:
                text = f"{text} {''.join(rng.choice(some, 4))}"
        new = np.array(self.encode(text), np.int32)
        shift = len(new) - old
        out = {**q, "ids": np.concatenate([ids[:span], new, ids[span + old : at], new, ids[at + old :]])}
        out.update(start=q["start"] + shift, word=q["word"] + shift, x=q["x"] + shift)
        out["copy"] = [(at + shift + k, span + k) for k in range(len(new))]
        return out

    def scrolled(self, q: dict, rng: np.random.Generator) -> dict:
        """The same question after some scrolling: `I do not see W.` up to six times before what else was noted."""
        if q["copy"] or q["family"] in ("critical", "approved", "denied", "type", "search"):
            return q
        ids, start = q["ids"], q["start"]
        end = next((i for i in range(start) if ids[i] == self.line and ids[i + 1] == self.dash), None)
        if end is None:
            end = next(i for i in range(start) if ids[i] == self.im_end)
        named = [w for i in range(1, end) if (w := self.visible.get(self.canon.get(int(ids[i]), "")))]
        flow = q["family"] in ("cart", "order")  # there `Add` and `cart` are words of the task, not of the page
        word = next((w for w in named if not flow or w in NOUNS), None)
        if q["family"] in ("absent", "find", "click"):
            word = self.visible.get(self.canon.get(int(ids[q["word"]]), ""))
        if word is None:
            return q
        notes = np.array(self.encode(f"\n- I do not see {word}.") * int(rng.integers(1, 7)), np.int32)
        out = {**q, "ids": np.concatenate([ids[:end], notes, ids[end:]])}
        out.update(start=start + len(notes), word=q["word"] + len(notes))
        if "x" in q:
            out["x"] = q["x"] + len(notes)
        return out

    def sequence(self, queries: list[dict], e: np.ndarray, by_index: dict, rng: np.random.Generator) -> dict:
        n = self.length
        if self.vary:
            typing = [q for q in queries if len(q["copy"]) > 1]
            queries = [self.scrolled(q, rng) if rng.random() < 0.35 else q for q in queries]
            queries = queries + [self.retyped(q, rng) for q in typing for _ in range(2)]
        ids = np.full(n, self.pad, np.int64)
        ids[: self.at] = self.prefix
        segment = np.full(n, -1, np.int64)
        segment[: self.base] = 0
        pos = np.zeros((3, n), np.int64)
        pos[:, : self.at] = np.arange(self.at)
        cell = np.arange(CELLS)
        pos[0, self.at : self.base] = self.at
        pos[1, self.at : self.base] = self.at + cell // (COLS // 2)
        pos[2, self.at : self.base] = self.at + cell % (COLS // 2)
        after = self.at + max(ROWS, COLS) // 2
        target = np.full(n, -100, np.int64)  # the token that follows
        weight = np.zeros(n, np.float32)
        rows, boxes, words, axis, copies, meta, looks = [], [], [], [], [], [], []
        order = rng.permutation(len(queries))
        seen_rare = {"absent", "find", "approved", "denied", "critical", "cart", "order", "type", "search", "then", "colour"}
        order = sorted(order, key=lambda i: rng.random() - (0.5 if queries[i]["family"] in seen_rare else 0))
        end, number = self.base, 0
        for i in order:
            q = queries[i]
            size = len(q["ids"])
            if end + size > n:
                continue
            point = q["target"] >= 0
            if point and len(rows) + 2 > MAX_POINTS * 2:
                continue
            number += 1
            t = q["ids"].astype(np.int64).copy()
            where = slice(end, end + size)
            segment[where] = number
            pos[:, where] = after + np.arange(size)
            if point:
                x0, y0, x1, y1 = e[by_index[q["target"]]][1:5]
                cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
                t[q["x"]] = self.number[int(np.clip(np.round(cx / 4), 0, 127))]
                t[q["x"] + 2] = self.number[int(np.clip(np.round(cy / 4), 0, 127))]
                for k, c in ((0, cx), (2, cy)):
                    rows.append(end + q["x"] + k - 1)
                    boxes.append((x0, y0, x1, y1))
                    words.append(end + q["word"])
                    axis.append((k // 2, c))
            ids[where] = t
            follow = np.arange(q["start"] - 1, size - 1)
            target[end + follow] = t[follow + 1]
            weight[end + follow] = 1.0
            if point:
                weight[[end + q["x"] - 1, end + q["x"] + 1]] = 0.0  # soft targets instead
            looks.extend(self.looks(q, end, e, by_index))
            for a, b in q["copy"]:
                copies.append((end + a - 1, end + b))
            meta.append({"family": q["family"], "at": end, "q": q, "point": point, "box": boxes[-1] if point else None})
            end += size
        return {"ids": ids, "segment": segment, "pos": pos, "target": target, "weight": weight, "rows": rows, "boxes": boxes,
                "words": words, "axis": axis, "copies": copies, "meta": meta, "looks": looks, "images": [self.at] * len(rows)}

    def looks(self, q: dict, at: int, e: np.ndarray, by_index: dict) -> list[tuple]:
        """(row, position of the word in the task or -1, box or None, the image's place) where the thought's beginning is decided."""
        ids, start = q["ids"], q["start"]
        box = tuple(e[by_index[q["needs"][0]]][1:5]) if q["needs"] else None
        word = self.canon.get(int(ids[q["word"]])) if q["family"] not in ("done", "critical", "denied") else None
        source = next((i for i in range(1, start) if word and self.canon.get(int(ids[i])) == word), None)
        if box is None and source is None:
            return []
        rows = [start - 1, start] + ([q["word"] - 1] if q["family"] in ("approved", "order") else [])
        return [(at + r, -1 if source is None else at + source, box, self.at) for r in rows]

    def labels(self, e: np.ndarray, chars: np.ndarray, dx: int, dy: int) -> dict:
        r, c = ROWS // 2, COLS // 2
        words = np.zeros((CELLS, len(WORDS)), np.float32)
        colours = np.zeros((CELLS, len(COLOURS)), np.float32)
        kind = np.zeros(CELLS, np.int64)
        word = np.full(ROWS * COLS, -1, np.int64)  # the word most of whose box lies in each patch
        cover = np.zeros(ROWS * COLS, np.float32)
        offset = np.zeros((CELLS, 2), np.float32)
        has = np.zeros(CELLS, np.float32)
        best = np.zeros(CELLS, np.float32)
        for row in e:
            cx, cy = (row[1] + row[3]) / 2, (row[2] + row[4]) / 2
            for k, box in enumerate((row[1:5], row[5:9])):
                x0, y0, x1, y1 = box
                for j in range(max(0, int(y0 // 28)), min(r, int(y1 // 28) + 1)):
                    for i in range(max(0, int(x0 // 28)), min(c, int(x1 // 28) + 1)):
                        ox = min(x1, i * 28 + 28) - max(x0, i * 28)
                        oy = min(y1, j * 28 + 28) - max(y0, j * 28)
                        if ox < 4 or oy < min(4, (y1 - y0) / 3):
                            continue
                        n = j * c + i
                        if row[9] >= 0:
                            words[n, int(row[9])] = 1
                        if row[10] >= 0 and k == 0:
                            colours[n, int(row[10])] = 1
                        if ox * oy > best[n]:
                            best[n] = ox * oy
                            kind[n] = int(row[11])
                            has[n] = 1
                            offset[n] = ((cx - i * 28 - 14) / 28, (cy - j * 28 - 14) / 28)
        for row in e:
            if row[9] < 0:
                continue
            x0, y0, x1, y1 = row[5:9]
            for j in range(max(0, int(y0 // PATCH)), min(ROWS, int(y1 // PATCH) + 1)):
                for i in range(max(0, int(x0 // PATCH)), min(COLS, int(x1 // PATCH) + 1)):
                    ox = min(x1, i * PATCH + PATCH) - max(x0, i * PATCH)
                    oy = min(y1, j * PATCH + PATCH) - max(y0, j * PATCH)
                    n = ((j // 2) * c + i // 2) * 4 + (j % 2) * 2 + i % 2
                    if ox > 2 and oy > 3 and ox * oy > cover[n]:
                        cover[n], word[n] = ox * oy, int(row[9])
        slots = np.zeros((ROWS * COLS, 2), np.int64)
        for ch, x, y in chars:
            x, y = x - dx, y - dy
            if 0 <= x < W and 0 <= y < H:
                pr, pc = int(y // PATCH), int(x // PATCH)
                n = ((pr // 2) * c + pc // 2) * 4 + (pr % 2) * 2 + pc % 2
                slots[n, int((x % PATCH) // 7)] = int(ch)
        return {"l_words": words, "l_colours": colours, "l_kind": kind, "l_offset": offset, "l_has": has, "l_slots": slots, "l_word": word}


def patches_of(pixels: torch.Tensor) -> torch.Tensor:
    """uint8 [b, H, W, 3] → float [b, patches, 588], merge-block order, (c, y, x) within a patch."""
    x = (pixels.float() - torch.from_numpy(MEAN)) / torch.from_numpy(STD)
    b = x.shape[0]
    x = x.view(b, ROWS // 2, 2, PATCH, COLS // 2, 2, PATCH, 3).permute(0, 1, 4, 2, 5, 7, 3, 6)
    return x.reshape(b, ROWS * COLS, 3 * PATCH * PATCH)


def cell_mass(boxes: np.ndarray) -> np.ndarray:
    """boxes [n, 4] image px → [n, cells] bool: cells that the box covers noticeably."""
    r, c = ROWS // 2, COLS // 2
    y, x = np.divmod(np.arange(CELLS), c)
    ox = np.minimum(boxes[:, 2:3], x * 28 + 28) - np.maximum(boxes[:, 0:1], x * 28)
    oy = np.minimum(boxes[:, 3:4], y * 28 + 28) - np.maximum(boxes[:, 1:2], y * 28)
    wide = np.minimum(boxes[:, 2:3] - boxes[:, 0:1], 28) * 0.3
    high = np.minimum(boxes[:, 3:4] - boxes[:, 1:2], 28) * 0.3
    return (ox > wide) & (oy > high)


def collate(items: list[dict]) -> dict:
    b = {k: torch.from_numpy(np.stack([i[k] for i in items])) for k in ("pixels", "l_words", "l_colours", "l_kind", "l_offset", "l_has", "l_slots", "l_word")}
    return b | collate_answers(items)


def collate_answers(items: list[dict], points: int = MAX_POINTS, copies: int = MAX_COPIES, looks: int = MAX_LOOKS) -> dict:
    """All but the pages. `image` and `look_image`: where the cells begin that a row is about."""
    b = {k: torch.from_numpy(np.stack([i[k] for i in items])) for k in ("ids", "segment", "pos", "target", "weight")}
    n, m = 2 * points, copies
    rows, words, axis, valid, image = (np.zeros((len(items), n), np.int64) for _ in range(5))
    centre = np.zeros((len(items), n), np.float32)
    mass = np.zeros((len(items), n, CELLS), bool)
    copy = np.full((len(items), m, 2), -1, np.int64)
    for i, item in enumerate(items):
        k = len(item["rows"])
        if k:
            rows[i, :k], words[i, :k], image[i, :k], valid[i, :k] = item["rows"], item["words"], item["images"], 1
            axis[i, :k] = [a for a, _ in item["axis"]]
            centre[i, :k] = [c for _, c in item["axis"]]
            mass[i, :k] = cell_mass(np.array(item["boxes"], np.float32))
        if item["copies"]:
            some = item["copies"][:m]
            copy[i, : len(some)] = some
    look = np.full((len(items), looks, 2), -1, np.int64)
    look_image = np.zeros((len(items), looks), np.int64)
    look_mass = np.zeros((len(items), looks, CELLS), bool)
    for i, item in enumerate(items):
        for j, (row, source, box, start) in enumerate(item["looks"][:looks]):
            look[i, j], look_image[i, j] = (row, source), start
            if box is not None:
                look_mass[i, j] = cell_mass(np.array([box], np.float32))[0]
    b.update(look=torch.from_numpy(look), look_mass=torch.from_numpy(look_mass), look_image=torch.from_numpy(look_image))
    b.update(rows=torch.from_numpy(rows), words=torch.from_numpy(words), axis=torch.from_numpy(axis), valid=torch.from_numpy(valid),
             image=torch.from_numpy(image), centre=torch.from_numpy(centre), mass=torch.from_numpy(mass), copy=torch.from_numpy(copy))
    b["meta"] = [i["meta"] for i in items]
    return b


def mask_of(segment: torch.Tensor) -> torch.Tensor:
    """[b, n] → [b, 1, n, n]: causal, own question or the shared prefix; padding sees itself."""
    n = segment.shape[1]
    causal = torch.ones(n, n, dtype=torch.bool).tril()
    same = (segment.unsqueeze(2) == segment.unsqueeze(1)) | (segment == 0).unsqueeze(1)
    return (same & causal).unsqueeze(1)


class Loader:
    """A background process that keeps a few batches ready; re-reads the folder so that pages rendered meanwhile join in."""

    def __init__(self, folder: str, builder: Builder, batch: int, seed: int, packed: float = 0.0, workers: int = 1):
        self.folder, self.builder, self.batch, self.packed = Path(folder), builder, batch, packed
        context = multiprocessing.get_context("fork")
        self.queue = context.Queue(4)
        for t in range(workers):
            context.Process(target=self.run, args=(seed * 97 + t,), daemon=True).start()

    def run(self, seed: int) -> None:
        torch.set_num_threads(1)
        rng = np.random.default_rng(seed)
        files: list[Path] = []
        pool: list[tuple] = []
        count = 0
        while True:
            if count % 300 == 0:
                files = sorted(self.folder.glob("train/*.pkl"))
                reading = sorted(self.folder.glob("packed/*.pkl"))
            count += 1
            while len(pool) < 12 * 16:
                some = reading if reading and rng.random() < self.packed else files
                f = some[rng.integers(len(some))]
                try:
                    images = np.load(f.with_suffix(".npy"), mmap_mode="r")
                    records = pickle.loads(f.read_bytes())
                except (OSError, ValueError, EOFError):
                    continue
                pool.extend((np.array(images[i]), records[i]) for i in range(16))
            items = []
            while len(items) < self.batch and pool:
                k = int(rng.integers(len(pool)))
                pool[k], pool[-1] = pool[-1], pool[k]
                image, record = pool.pop()
                item = self.builder.page(image, record, rng)
                if item["meta"] or record["kind"] == "packed":
                    items.append(item)
            if len(items) == self.batch:
                self.queue.put(collate(items))

    def __next__(self) -> dict:
        return self.queue.get()
