"""Trains fara-tiny.

    python train.py --data DATA --tokens TOKENIZER --out RUN --minutes 120 [--resume] [--peak 3e-3]
DATA holds train/, val/ and unseen/ (prepare.py). RUN receives last.pt (model, moving average, optimiser, clock) every few
minutes and log.jsonl. The learning rate follows the clock: warm-up, constant, linear decay over the last third.
"""

import argparse
import json
import math
import os
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from data import CELLS, COLS, ROWS, Builder, Loader, collate, mask_of, patches_of
from model import Config, Tiny
from optim import Muon
from prepare import CHARS, COLOURS, WORDS


class Heads(nn.Module):
    """Auxiliary classifiers on inner states; thrown away at export."""

    def __init__(self, c: Config):
        super().__init__()
        self.words = nn.Linear(c.hidden, len(WORDS))
        self.colours = nn.Linear(c.hidden, len(COLOURS))
        self.kind = nn.Linear(c.hidden, 5)
        self.offset = nn.Linear(c.hidden, 2)
        self.word = nn.Linear(c.v_hidden, len(WORDS))
        self.slots = nn.Linear(c.v_hidden, 2 * (len(CHARS) + 1))
        self.row = nn.Linear(c.hidden, ROWS // 2)
        self.col = nn.Linear(c.hidden, COLS // 2)
        self.row2 = nn.Linear(c.hidden, ROWS // 2)
        self.col2 = nn.Linear(c.hidden, COLS // 2)


def losses(model: Tiny, heads: Heads, b: dict, builder: Builder, guide: float) -> dict[str, torch.Tensor]:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, extra = model(patches_of(b["pixels"]), b["ids"], b["pos"], mask_of(b["segment"]), builder.at, watched(b))
        cells = extra["cells"]
        out = {}
        # what the vision tower should know
        w = heads.words(cells).float()
        out["words"] = F.binary_cross_entropy_with_logits(w, b["l_words"], pos_weight=torch.tensor(8.0)) * len(WORDS) / 6
        out["colours"] = F.binary_cross_entropy_with_logits(heads.colours(cells).float(), b["l_colours"], pos_weight=torch.tensor(4.0))
        out["kind"] = F.cross_entropy(heads.kind(cells).float().flatten(0, 1), b["l_kind"].flatten()) * 0.3
        offset = F.smooth_l1_loss(heads.offset(cells).float(), b["l_offset"], reduction="none").sum(-1)
        out["offset"] = (offset * b["l_has"]).sum() / b["l_has"].sum().clamp_min(1)
        early, late_patches = extra["early"]
        named = b["l_word"] >= 0
        out["word"] = F.cross_entropy(heads.word(late_patches[named]).float(), b["l_word"][named])
        slots = heads.slots(early).float().view(*b["l_slots"].shape, -1)
        known = b["l_slots"] > 0
        background = ~known & (torch.rand(known.shape) < 0.03)
        some = known | background
        out["slots"] = F.cross_entropy(slots[some], b["l_slots"][some])
        out["place"] = place_loss(heads, [x[:, builder.at : builder.base] for x in extra["first"]])
    return out | answer_losses(model, hidden, b, builder) | (guidance(extra["attention"], b, guide) if guide > 0 else {})


def place_loss(heads: Heads, cells: list[torch.Tensor]) -> torch.Tensor:
    """Where it is in its image, a cell should know early. cells: [images, cells, hidden] after the first and the second layer."""
    cell = torch.arange(CELLS).expand(len(cells[0]), -1)
    row, col = (cell // (COLS // 2)).flatten(), (cell % (COLS // 2)).flatten()
    asked = ((heads.row, heads.col), (heads.row2, heads.col2))
    return 0.15 * sum(
        F.cross_entropy(r(x).float().flatten(0, 1), row) + F.cross_entropy(c(x).float().flatten(0, 1), col)
        for x, (r, c) in zip(cells, asked, strict=True)
    )


def watched(b: dict) -> torch.Tensor:
    """[b, rows]: rows whose attention is guided: coordinates, copied letters, beginnings of thoughts."""
    return torch.cat((b["rows"], b["copy"][..., 0].clamp_min(0), b["look"][..., 0].clamp_min(0)), 1)


def answer_losses(model: Tiny, hidden: torch.Tensor, b: dict, builder: Builder) -> dict[str, torch.Tensor]:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        picked = b["weight"] > 0
        # most tokens of an answer follow from the ones before; the factor is for the few that decide
        text = 5 * F.cross_entropy(model.head(hidden[picked]).float(), b["target"][picked])
        # coordinates: soft targets over multiples of 4 px, so that near misses cost little
        batch, row = b["valid"].nonzero(as_tuple=True)
        logits = model.head(hidden[batch, b["rows"][batch, row]]).float()
        numbers = torch.from_numpy(builder.number)
        values = torch.arange(len(numbers)) * 4.0
        soft = torch.softmax(-0.5 * ((values - b["centre"][batch, row].unsqueeze(1)) / 3.5) ** 2, 1)
        return {"text": text, "xy": -(soft * torch.log_softmax(logits, 1)[:, numbers]).sum() / max(1, len(batch))}


def guidance(attention: list[torch.Tensor], b: dict, guide: float) -> dict[str, torch.Tensor]:
    """Some heads are told where to look. attention: of layers 1, 2, 3, each [b, heads, watched rows, n]."""
    n = b["rows"].shape[1]
    read, match, late = attention
    batch, row = b["valid"].nonzero(as_tuple=True)
    word = read[batch, :2, row].gather(2, b["words"][batch, row].view(-1, 1, 1).expand(-1, 2, 1)).sum(2)
    image, mass = b["image"][batch, row], b["mass"][batch, row]
    found = sum(seen(a[batch, 2:5, row], image, mass).clamp_min(1e-6).log() for a in (match, late)) / 2
    out = {"guide": -guide * (word.clamp_min(1e-6).log().mean() + found.mean())} if len(batch) else {}
    cb, ck = (b["copy"][..., 0] >= 0).nonzero(as_tuple=True)
    if len(cb):
        source = b["copy"][cb, ck, 1]
        mass = match[cb, 6:8, n + ck].gather(2, source.view(-1, 1, 1).expand(-1, 2, 1)).squeeze(2)
        out["copy"] = -guide * 0.5 * mass.clamp_min(1e-6).log().mean()
    # where the thought is decided: find the task's word, then whether and where the page shows it
    base = n + b["copy"].shape[1]
    lb, lk = (b["look"][..., 1] >= 0).nonzero(as_tuple=True)
    if len(lb):
        source = b["look"][lb, lk, 1]
        mass = read[lb, 3:5, base + lk].gather(2, source.view(-1, 1, 1).expand(-1, 2, 1)).squeeze(2)
        out["asked"] = -0.1 * mass.clamp_min(1e-6).log().mean()
    sb, sk = b["look_mass"].any(-1).nonzero(as_tuple=True)
    if len(sb):
        image, box = b["look_image"][sb, sk], b["look_mass"][sb, sk]
        mass = torch.cat([seen(a[sb, low:high, base + sk], image, box) for a, low, high in ((match, 5, 6), (late, 5, 8))], 1)
        out["look"] = -0.1 * mass.clamp_min(1e-6).log().mean()
    return out


def seen(attention: torch.Tensor, image: torch.Tensor, mass: torch.Tensor) -> torch.Tensor:
    """[k, heads, n] → [k, heads]: how much of it lies on the cells of `mass` [k, cells] in the image that begins at `image` [k]."""
    cells = (image.unsqueeze(1) + torch.arange(CELLS)).unsqueeze(1).expand(-1, attention.shape[1], -1)
    return (attention.gather(2, cells) * mass.unsqueeze(1)).sum(2)


def count(tally: dict[str, list[int]], best: torch.Tensor, b: dict, builder: Builder) -> None:
    """Adds to the families' [asked, text right, wholly right]; best: [b, n] most likely next tokens."""
    inverse = {int(t): 4 * i for i, t in enumerate(builder.number)}
    for k, meta in enumerate(b["meta"]):
        for m in meta:
            q, at = m["q"], m["at"]
            where = torch.arange(at + q["start"] - 1, at + len(q["ids"]) - 1)
            text = where[b["weight"][k, where] > 0]
            right = bool((best[k, text] == b["target"][k, text]).all())
            hit = True
            if m["point"]:
                x, y = (inverse.get(int(best[k, at + q["x"] + d]), -99) for d in (-1, 1))
                x0, y0, x1, y1 = m["box"]
                hit = x0 <= x <= x1 and y0 <= y <= y1
            t = tally[m["family"]]
            t[0] += 1
            t[1] += right
            t[2] += right and hit


@torch.no_grad()
def evaluate(model: Tiny, builder: Builder, folder: str, pages: int) -> dict:
    """Teacher-forced: thought and call right token by token, point inside the target."""
    import pickle

    model.eval()
    rng = np.random.default_rng(5)
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    files = sorted(Path(folder).glob("*.pkl"))
    done = 0
    for f in files:
        if done >= pages:
            break
        images, records = np.load(f.with_suffix(".npy")), pickle.loads(f.read_bytes())
        items = [i for i in (builder.page(images[k], records[k], rng, (16, 10)) for k in range(16)) if i["meta"]]
        done += 16
        b = collate(items)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden, _ = model(patches_of(b["pixels"]), b["ids"], b["pos"], mask_of(b["segment"]), builder.at)
            best = model.head(hidden).float().argmax(-1)
        count(tally, best, b, builder)
    model.train()
    return {k: [v[0], round(v[1] / v[0], 3), round(v[2] / v[0], 3)] for k, v in sorted(tally.items())}


def main() -> None:
    a = argparse.ArgumentParser()
    for name in ("data", "tokens", "out"):
        a.add_argument(f"--{name}", required=True)
    a.add_argument("--minutes", type=float, required=True)
    a.add_argument("--peak", type=float, default=3e-3)
    a.add_argument("--batch", type=int, default=16)
    a.add_argument("--length", type=int, default=464)
    a.add_argument("--guide", type=float, default=0.3)
    a.add_argument("--decay-from", type=float, default=0.6)
    a.add_argument("--packed", type=float, default=0.15, help="share of pages that are only there to be read")
    a.add_argument("--resume", action="store_true")
    a.add_argument("--seed", type=int, default=1)
    o = a.parse_args()
    torch.manual_seed(o.seed)
    torch.set_num_threads(int(os.environ.get("THREADS", "2")))
    out = Path(o.out)
    out.mkdir(parents=True, exist_ok=True)
    builder = Builder(o.tokens, o.length)
    config = Config(vocab=builder.encode.tokenizer.get_vocab_size())
    model, heads = Tiny(config), Heads(config)
    ema = {k: v.clone() for k, v in model.state_dict().items()}
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and not n.startswith(("embed", "head", "vision.patch"))]
    others = [p for n, p in model.named_parameters() if p.ndim != 2 or n.startswith(("embed", "head", "vision.patch"))]
    muon = Muon(matrices, lr=o.peak)
    adam = torch.optim.AdamW([{"params": others}, {"params": heads.parameters()}], lr=o.peak, betas=(0.9, 0.98), weight_decay=0.01)
    step, spent, pages = 0, 0.0, 0
    if o.resume and (out / "last.pt").exists():
        s = torch.load(out / "last.pt", weights_only=False)
        model.load_state_dict(s["model"])
        heads.load_state_dict(s["heads"], strict=False)
        ema = s["ema"]
        muon.load_state_dict(s["muon"])
        if len(s["adam"]["param_groups"][1]["params"]) == len(list(heads.parameters())):
            adam.load_state_dict(s["adam"])
        step, spent, pages = s["step"], s["spent"], s["pages"]
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)
    builder.vary = True  # the loader's process gets a copy
    loader = Loader(o.data, builder, o.batch, o.seed + step, o.packed)
    builder.vary = False
    total, began, mean = o.minutes * 60, time.time() - spent, defaultdict(float)
    saved = tested = time.time()
    while True:
        now = time.time() - began
        if now > total:
            break
        decay = 1 - max(0.0, now / total - o.decay_from) / (1 - o.decay_from)
        rate = o.peak * min(1.0, (step + 1) / 150) * max(decay, 0.02)
        for opt, scale in ((muon, 1.0), (adam, 0.5)):
            for g in opt.param_groups:
                g["lr"] = rate * scale
        b = next(loader)
        guide = o.guide * max(0.15, 1 - now / total * 1.2)
        parts = losses(model, heads, b, builder, guide)
        loss = sum(parts.values())
        if not math.isfinite(loss.item()):
            print("loss is not finite; batch skipped", flush=True)
            muon.zero_grad(), adam.zero_grad()
            continue
        muon.zero_grad(), adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        muon.step(), adam.step()
        step, pages = step + 1, pages + o.batch
        keep = min(0.998, step / (step + 20))
        with torch.no_grad():
            for k, v in model.state_dict().items():
                ema[k].lerp_(v, 1 - keep) if v.is_floating_point() else None
        for k, v in parts.items():
            mean[k] += v.item()
        if step % 50 == 0:
            line = {"step": step, "minutes": round(now / 60, 2), "pages": pages, "rate": round(rate, 5), **{k: round(v / 50, 4) for k, v in mean.items()}}
            mean.clear()
            print(json.dumps(line), flush=True)
            (out / "log.jsonl").open("a").write(json.dumps(line) + "\n")
        if time.time() - saved > 180:
            saved = time.time()
            save(out, model, heads, ema, muon, adam, step, now, pages)
        if time.time() - tested > 480:
            tested = time.time()
            report(model, ema, builder, o.data, out, step)
    save(out, model, heads, ema, muon, adam, step, time.time() - began, pages)
    report(model, ema, builder, o.data, out, step)


def save(out: Path, model: Tiny, heads: Heads, ema: dict, muon, adam, step: int, spent: float, pages: int) -> None:
    state = {"model": model.state_dict(), "heads": heads.state_dict(), "ema": ema, "muon": muon.state_dict(), "adam": adam.state_dict(), "step": step, "spent": spent, "pages": pages}
    torch.save(state, out / "last.tmp")
    (out / "last.tmp").rename(out / "last.pt")


def report(model: Tiny, ema: dict, builder: Builder, data: str, out: Path, step: int) -> None:
    kept = {k: v.clone() for k, v in model.state_dict().items()}
    model.load_state_dict(ema)
    for name in ("val", "unseen"):
        line = json.dumps({"step": step, "set": name, **evaluate(model, builder, f"{data}/{name}", 160)})
        print(line, flush=True)
        (out / "log.jsonl").open("a").write(line + "\n")
    model.load_state_dict(kept)


if __name__ == "__main__":
    main()
