"""Teaches a trained fara-tiny conversations with earlier screenshots, beside what it knows; the vision tower stays as it is.

    python tune.py --data DATA --tokens TOKENIZER --start RUN/last.pt --out RUN --minutes 45
The learning rate follows the clock: warm-up, constant, linear decay to nothing. RUN receives last.pt for export.py.
"""

import argparse
import json
import multiprocessing
import os
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from data import CELLS, Builder, collate_answers, mask_of, patches_of
from dialogue import Pages
from model import Config, Tiny
from optim import Muon
from train import Heads, answer_losses, count, guidance, place_loss, watched

LONG, SHORT = 896, 464  # tokens of a row: a conversation; questions of one page
SIZES = {"points": 6, "copies": 36, "looks": 12}


class Views:
    """The cells of pages, computed once a page."""

    def __init__(self, model: Tiny, pages: Pages):
        self.model, self.pages, self.known = model, pages, torch.zeros(len(pages.where), dtype=torch.bool)
        self.cells = torch.empty(len(pages.where), CELLS, model.c.hidden, dtype=torch.bfloat16)

    @torch.no_grad()
    def __call__(self, wanted: torch.Tensor) -> torch.Tensor:
        new = wanted.unique()[~self.known[wanted.unique()]]
        for some in new.split(16) if len(new) else ():
            pixels = torch.from_numpy(np.stack([self.pages.pixels(int(p)) for p in some]))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                self.cells[some] = self.model.vision(patches_of(pixels))[0].bfloat16()
            self.known[some] = True
        return self.cells[wanted]


def read(model: Tiny, views: Views, b: dict, rows: torch.Tensor | None = None):
    """b["cells"]: [images, 3], each a row of the batch, where its cells begin, and its page; `first` is of those cells."""
    row, start, page = b["cells"].unbind(1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x = model.embed(b["ids"])
        at = start.unsqueeze(1) + torch.arange(CELLS)
        x = x.index_put((row.unsqueeze(1).expand(-1, CELLS), at), views(page).to(x.dtype))
        hidden, extra = model.read(x, b["pos"], mask_of(b["segment"]) if b["segment"].max() > 0 else None, rows)
        return hidden, {**extra, "first": [x[row.unsqueeze(1), at] for x in extra["first"]]}


def gather(items: list[dict], sizes: dict) -> dict:
    cells = [(i, start, page) for i, item in enumerate(items) for start, page in item["cells"]]
    return collate_answers(items, **sizes) | {"cells": torch.tensor(cells)}


def conversations(pages: Pages, batch: int, rng: np.random.Generator) -> dict:
    """Rows that are about as long as each other."""
    shown, items = int(rng.choice([1, 2, 3], p=[0.15, 0.25, 0.6])), []
    while len(items) < 4 * batch:
        turns = pages.draw(rng)
        item = pages.lay(turns, shown, LONG, rng) if len(turns) > 1 else None
        if item and item["meta"]:
            items.append(item)
    items.sort(key=lambda item: item["used"])
    first = int(rng.integers(0, 3 * batch + 1))
    items = items[first : first + batch]
    used = items[-1]["used"]
    for item in items:
        item.update({k: item[k][..., :used] for k in ("ids", "segment", "pos", "target", "weight")})
    return gather(items, SIZES)


def questions(pages: Pages, batch: int, rng: np.random.Generator) -> dict:
    """What the model is asked with the current screenshot only, as in train.py."""
    items = []
    while len(items) < batch:
        page = int(rng.integers(len(pages.where)))
        e, by_index, _, queries = pages.views[page]
        item = pages.builder.sequence(queries, e, by_index, rng)
        if item["meta"]:
            items.append(item | {"cells": [(pages.builder.at, page)]})
    return gather(items, {})


def feed(queue, pages: Pages, o, seed: int) -> None:
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    pages.builder.vary = True
    while True:
        queue.put((conversations(pages, o.dialogues, rng), questions(pages, o.pages, rng)))


@torch.no_grad()
def evaluate(model: Tiny, views: Views, make, batches: int) -> dict:
    """Teacher-forced, by family: asked, thought and call right, point inside too; every learned turn counts."""
    rng, tally = np.random.default_rng(5), defaultdict(lambda: [0, 0, 0])
    for _ in range(batches):
        b = make(views.pages, 16, rng)
        hidden, _ = read(model, views, b)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            count(tally, model.head(hidden).float().argmax(-1), b, views.pages.builder)
    total = [sum(v[k] for v in tally.values()) for k in range(3)]
    return {"all": [total[0], round(total[1] / total[0], 4), round(total[2] / total[0], 4)], **{k: [v[0], round(v[2] / v[0], 3)] for k, v in sorted(tally.items())}}


def some_pages(builder: Builder, data: Path, chunks: int, seed: int) -> Pages:
    """A part of the training pages; check-out and cart pages are all wanted, since tasks of several steps meet there."""
    rng = np.random.default_rng(seed)
    files = sorted((data / "train").glob("*.pkl"), key=lambda f: int(f.stem))
    plain = [f for f in files if int(f.stem) < 40_000_000]
    rare = [f for f in files if int(f.stem) >= 40_000_000]
    pick = [*rng.permutation(np.array(plain, object))[: chunks * 3 // 4], *rng.permutation(np.array(rare, object))[: chunks // 4]]
    return Pages(builder, pick, seed)


def main() -> None:
    a = argparse.ArgumentParser()
    for name in ("data", "tokens", "start", "out"):
        a.add_argument(f"--{name}", required=True)
    a.add_argument("--minutes", type=float, required=True)
    a.add_argument("--peak", type=float, default=1.5e-3)
    a.add_argument("--decay-from", type=float, default=0.45)
    a.add_argument("--dialogues", type=int, default=10, help="conversations a step")
    a.add_argument("--pages", type=int, default=6, help="pages a step with questions about the current screenshot only")
    a.add_argument("--chunks", type=int, default=1000, help="chunks of 16 pages to draw from")
    a.add_argument("--place", type=float, default=4.0)
    a.add_argument("--compile", action="store_true", help="compile the layers: about 12 % faster, needs a C++ compiler")
    a.add_argument("--guide", type=float, default=0.3)
    a.add_argument("--seed", type=int, default=1)
    o = a.parse_args()
    torch.manual_seed(o.seed)
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    out, data = Path(o.out), Path(o.data)
    out.mkdir(parents=True, exist_ok=True)
    builder = Builder(o.tokens, SHORT)
    config, start = Config(vocab=builder.encode.tokenizer.get_vocab_size()), torch.load(o.start, weights_only=False)
    model, heads = Tiny(config), Heads(config)
    model.load_state_dict(start["ema"])
    heads.load_state_dict(start["heads"], strict=False)
    model.vision.requires_grad_(False)
    ema = {k: v.clone() for k, v in model.state_dict().items()}
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    matrices = [p for n, p in named if p.ndim == 2 and not n.startswith(("embed", "head"))]
    others = [p for n, p in named if p.ndim != 2 or n.startswith(("embed", "head"))]
    muon = Muon(matrices, lr=o.peak)
    adam = torch.optim.AdamW([*others, *(p for h in (heads.row, heads.col, heads.row2, heads.col2) for p in h.parameters())], lr=o.peak, betas=(0.9, 0.98), weight_decay=0.01)
    pages = some_pages(builder, data, o.chunks, o.seed)
    tests = {s: Pages(builder, sorted((data / s).glob("*.pkl")), 5) for s in ("val", "unseen")}
    views, tested = Views(model, pages), {s: Views(model, p) for s, p in tests.items()}
    print(f"{len(pages.where)} pages", flush=True)
    if o.compile:
        for layer in model.layers:
            layer.forward = torch.compile(layer.forward, dynamic=True)
    context = multiprocessing.get_context("fork")
    queue = context.Queue(4)
    context.Process(target=feed, args=(queue, pages, o, o.seed), daemon=True).start()

    def report() -> None:
        kept = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict(ema)
        for name, view in tested.items():
            for make in (questions, conversations):
                write({"step": step, "set": name, "of": make.__name__, **evaluate(model, view, make, 6)})
        model.load_state_dict(kept)

    def write(line: dict) -> None:
        print(json.dumps(line), flush=True)
        (out / "log.jsonl").open("a").write(json.dumps(line) + "\n")

    def save() -> None:
        torch.save({"model": model.state_dict(), "heads": heads.state_dict(), "ema": ema, "step": step}, out / "last.tmp")
        (out / "last.tmp").rename(out / "last.pt")

    step, began, mean, last = 0, time.time(), defaultdict(float), time.time()
    while (now := (time.time() - began) / 60) < o.minutes:
        decay = 1 - max(0.0, now / o.minutes - o.decay_from) / (1 - o.decay_from)
        rate = o.peak * min(1.0, (step + 1) / 30) * decay
        for opt, scale in ((muon, 1.0), (adam, 0.5)):
            for g in opt.param_groups:
                g["lr"] = rate * scale
            opt.zero_grad()
        for name, share, b in zip(("turns", "pages"), (0.55, 0.45), queue.get(), strict=True):
            hidden, extra = read(model, views, b, watched(b))
            parts = answer_losses(model, hidden, b, builder) | guidance(extra["attention"], b, o.guide * max(0.15, 1 - now / o.minutes * 1.2))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts["place"] = o.place * place_loss(heads, extra["first"])
            (share * sum(parts.values())).backward()
            for k, v in parts.items():
                mean[f"{name} {k}"] += v.item() / 50
        torch.nn.utils.clip_grad_norm_([p for _, p in named], 2.0)
        muon.step(), adam.step()
        step += 1
        with torch.no_grad():
            for k, v in model.state_dict().items():
                ema[k].lerp_(v, 1 - min(0.995, step / (step + 20))) if v.is_floating_point() else None
        if step % 50 == 0:
            write({"step": step, "minutes": round(now, 2), "rate": round(rate, 6), **{k: round(v, 4) for k, v in mean.items()}})
            mean.clear()
        if time.time() - last > 900:
            last = time.time()
            save(), report()
    save(), report()


if __name__ == "__main__":
    main()
