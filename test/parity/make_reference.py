"""Makes the small random Qwen2.5-VL checkpoints under test/fixtures/parity and their float32 references.

Run once with torch and transformers installed; what it writes is committed, so `npm test` needs no Python:

    python test/parity/make_reference.py [NAME ...]

Each folder holds a real Hugging Face checkpoint (config.json, generation_config.json, safetensors) and
  reference.json  the cases: input ids (every image pad already expanded), images as pattern seeds and sizes,
                  positions whose logits are kept, greedy ids, and offsets into
  reference.f32   little-endian float32 vectors.
The reference is what `from_pretrained(folder, dtype=float32)` computes from the stored values, so the rounding
of bf16 or f16 storage is part of the checkpoint, not of the error.
"""

import hashlib
import json
import math
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration
from transformers.generation.logits_process import RepetitionPenaltyLogitsProcessor

ROOT = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "parity"
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)
PENALTIES = (1.0, 1.05)
NEW_TOKENS = 32
KEPT_POSITIONS = 12
KEPT_EMBED_ROWS = 6
# A greedy choice counts as well separated when its lead over the runner-up exceeds this share of the
# logits' standard deviation: twenty times the error the parity test allows.
MIN_LEAD = 0.02
FORMULA = "r=(5x+3y+40k)&255, g=(4(x^y)+90k)&255, b=((xy>>3)+17k)&255; x right, y down, from 0; k = pattern"

# heads/kv/head size of the text model, layers; vision heads and hidden; what the folder looks like.
CHECKPOINTS = {
    "mha16-tied": dict(hidden=64, heads=4, kv=4, inter=96, layers=2, vocab=256, tied=True, sections=[2, 3, 3],
                       v_hidden=32, v_heads=2, v_inter=48, v_depth=3, full=[2], dtype="bf16", names=4, shards=1),
    "gqa32-sharded": dict(hidden=96, heads=3, kv=1, inter=64, layers=2, vocab=160, tied=False, sections=[4, 6, 6],
                          v_hidden=32, v_heads=1, v_inter=40, v_depth=2, full=[1], dtype="bf16", names=4, shards=2),
    "gqa64-ragged-k": dict(hidden=128, heads=2, kv=1, inter=72, layers=1, vocab=151, tied=True, sections=[8, 12, 12],
                           v_hidden=40, v_heads=1, v_inter=52, v_depth=2, full=[0], dtype="f16", names=5, shards=1),
    "gqa16-vision80": dict(hidden=48, heads=3, kv=1, inter=80, layers=3, vocab=144, tied=False, sections=[2, 3, 3],
                           v_hidden=80, v_heads=1, v_inter=56, v_depth=1, full=[], dtype="bf16", names=5, shards=1),
    "head128-gqa2": dict(hidden=256, heads=2, kv=1, inter=32, layers=1, vocab=128, tied=True, sections=[16, 24, 24],
                         v_hidden=16, v_heads=1, v_inter=20, v_depth=2, full=[1], dtype="bf16", names=4, shards=1),
}

# name -> list of parts: an int is that many text tokens, a tuple is an image (width, height, pattern).
CASES = {
    "mha16-tied": {"text": [70], "one-ragged": [5, (140, 84, 1), 9]},
    "gqa32-sharded": {"two-images": [4, (112, 112, 2), 6, (84, 56, 3), 7], "text": [21]},
    "gqa64-ragged-k": {"three-images": [3, (28, 28, 4), 2, (140, 112, 5), 5, (56, 196, 6), 8], "one-full-windows": [2, (224, 112, 7), 4]},
    "gqa16-vision80": {"one-tall": [6, (84, 252, 8), 11], "two-images": [3, (140, 140, 9), 1, (56, 28, 10), 5]},
    "head128-gqa2": {"two-images": [8, (168, 140, 11), 3, (112, 28, 12), 6], "text": [40]},
}


def ids_of(c):
    v = c["vocab"]
    return dict(bos=v - 6, eos=v - 5, image=v - 4, video=v - 3, start=v - 2, end=v - 1)


def config_of(c):
    """The config as the Hub has it: flat (transformers 4.x) or nested (5.x)."""
    t = ids_of(c)
    text = dict(hidden_size=c["hidden"], num_attention_heads=c["heads"], num_key_value_heads=c["kv"],
                intermediate_size=c["inter"], num_hidden_layers=c["layers"], vocab_size=c["vocab"],
                hidden_act="silu", max_position_embeddings=2048, rms_norm_eps=1e-6, use_sliding_window=False,
                bos_token_id=t["bos"], eos_token_id=t["eos"])
    vision = dict(hidden_size=c["v_hidden"], num_heads=c["v_heads"], intermediate_size=c["v_inter"], depth=c["v_depth"],
                  fullatt_block_indexes=c["full"], out_hidden_size=c["hidden"], hidden_act="silu", in_channels=3,
                  patch_size=14, temporal_patch_size=2, spatial_merge_size=2, window_size=112, tokens_per_second=2)
    top = dict(architectures=["Qwen2_5_VLForConditionalGeneration"], model_type="qwen2_5_vl",
               tie_word_embeddings=c["tied"], image_token_id=t["image"], video_token_id=t["video"],
               vision_start_token_id=t["start"], vision_end_token_id=t["end"])
    if c["names"] == 4:
        rope = dict(rope_theta=1000000.0, rope_scaling=dict(type="mrope", mrope_section=c["sections"]))
        return dict(**top, **text, **rope, vision_config=dict(model_type="qwen2_5_vl", **vision),
                    torch_dtype="bfloat16", transformers_version="4.52.4")
    rope = dict(rope_parameters=dict(rope_type="default", rope_theta=1000000.0, mrope_section=c["sections"]))
    return dict(**top, text_config=dict(model_type="qwen2_5_vl_text", **text, **rope),
                vision_config=dict(model_type="qwen2_5_vl_vision", **vision), dtype="float32", transformers_version="5.0.0")


def random_weights(model, generator):
    """Weights that keep every stream near unit scale, with norms and biases far from their trivial values."""
    for name, p in model.named_parameters():
        noise = torch.randn(p.shape, generator=generator)
        if name == "model.language_model.norm.weight":
            # Signs of both kinds, or a tied model would only repeat its last token.
            p.data = noise
        elif "norm" in name or "ln_q" in name:
            p.data = 1 + 0.25 * noise
        elif name.endswith("bias"):
            p.data = (0.8 if "k_proj" in name else 0.3) * noise
        elif "embed_tokens" in name:
            p.data = noise
        else:
            p.data = noise * (1.4 / math.sqrt(p[0].numel()))


def hub_name(name, version):
    if version == 5:
        return name
    return name.replace("model.language_model.", "model.").replace("model.visual.", "visual.")


def save_checkpoint(folder, c, seed):
    config = config_of(c)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    t = ids_of(c)
    generation = dict(bos_token_id=t["bos"], eos_token_id=[t["eos"], t["bos"]], do_sample=False, repetition_penalty=1.05)
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n")
    model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(**json.loads(json.dumps(config))))
    random_weights(model, torch.Generator().manual_seed(seed))
    dtype = {"bf16": torch.bfloat16, "f16": torch.float16, "f32": torch.float32}[c["dtype"]]
    state = {}
    for name, value in model.state_dict().items():
        if c["tied"] and name == "lm_head.weight":
            continue
        # Norms of the 5.x folders stay float32, so that a file of mixed dtypes is covered.
        keep = c["names"] == 5 and value.ndim == 1 and "norm" in name
        state[hub_name(name, c["names"])] = value.to(torch.float32 if keep else dtype).contiguous()
    for old in folder.glob("*.safetensors*"):
        old.unlink()
    if c["shards"] == 1:
        save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
        return
    names = sorted(state)
    half = len(names) // 2
    files = {f"model-0000{i + 1}-of-00002.safetensors": part for i, part in enumerate((names[:half], names[half:]))}
    for file, part in files.items():
        save_file({n: state[n] for n in part}, folder / file, metadata={"format": "pt"})
    total = sum(v.numel() * v.element_size() for v in state.values())
    index = dict(metadata=dict(total_size=total), weight_map={n: f for f, part in files.items() for n in part})
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")


def pattern(width, height, k):
    """RGB bytes [height, width, 3] of FORMULA."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    rgb = np.stack([5 * x + 3 * y + 40 * k, 4 * (x ^ y) + 90 * k, (x * y >> 3) + 17 * k], -1)
    return (rgb & 255).astype(np.uint8)


def patches(rgb):
    """pixel_values [gh*gw, 1176] in merge-block order, and (1, gh, gw): Qwen2VLImageProcessor without the resize."""
    height, width, _ = rgb.shape
    gh, gw = height // 14, width // 14
    x = (rgb.astype(np.float32) / np.float32(255) - MEAN) / STD
    x = np.stack([x.transpose(2, 0, 1)] * 2)
    x = x.reshape(1, 2, 3, gh // 2, 2, 14, gw // 2, 2, 14).transpose(0, 3, 6, 4, 7, 2, 1, 5, 8)
    return torch.from_numpy(x.reshape(gh * gw, 1176).copy()), (1, gh, gw)


def build_inputs(c, parts, generator):
    t = ids_of(c)
    ids, images, grids, pixels = [], [], [], []
    for part in parts:
        if isinstance(part, int):
            ids += torch.randint(0, t["bos"], (part,), generator=generator).tolist()
            continue
        width, height, k = part
        rgb = pattern(width, height, k)
        values, grid = patches(rgb)
        pixels.append(values)
        grids.append(grid)
        images.append(dict(width=width, height=height, pattern=k, sha256=hashlib.sha256(rgb.tobytes()).hexdigest()))
        ids += [t["start"]] + [t["image"]] * (grid[1] * grid[2] // 4) + [t["end"]]
    return ids, images, torch.cat(pixels) if pixels else None, torch.tensor(grids) if grids else None


def logits_of(model, c, ids, pixels, grids):
    """Logits [len(ids), vocab]; the whole sequence is recomputed, so no cache can be wrong here."""
    input_ids = torch.tensor([ids])
    kinds = (input_ids == ids_of(c)["image"]).int()
    out = model(input_ids=input_ids, attention_mask=torch.ones_like(input_ids), pixel_values=pixels,
                image_grid_thw=grids, mm_token_type_ids=kinds, use_cache=False)
    return out.logits[0]


def greedy(model, c, ids, pixels, grids, penalty):
    """32 greedy ids and the smallest lead of a chosen token over the runner-up in standard deviations;
    None when a choice is too close or is a special token."""
    processor = RepetitionPenaltyLogitsProcessor(penalty) if penalty != 1.0 else None
    sequence, lead = list(ids), math.inf
    for _ in range(NEW_TOKENS):
        scores = logits_of(model, c, sequence, pixels, grids)[-1][None]
        if processor:
            scores = processor(torch.tensor([sequence]), scores)
        best = scores[0].topk(2)
        lead = min(lead, float((best.values[0] - best.values[1]) / scores.std()))
        sequence.append(int(best.indices[0]))
        if lead < MIN_LEAD or sequence[-1] >= ids_of(c)["bos"]:
            return None
    return sequence[len(ids):], lead


def reference_case(model, c, name, parts, seed):
    """One case, or None when a greedy choice is too close, is a special token, or the ids are too monotonous."""
    ids, images, pixels, grids = build_inputs(c, parts, torch.Generator().manual_seed(seed))
    generated = {}
    for penalty in PENALTIES:
        chosen = greedy(model, c, ids, pixels, grids, penalty)
        if chosen is None or len(set(chosen[0])) < 8:
            return None
        tokens, lead = chosen
        generated[str(penalty)] = dict(ids=tokens, smallestLead=round(lead, 4))
    if generated["1.0"]["ids"] == generated["1.05"]["ids"]:
        return None
    logits = logits_of(model, c, ids, pixels, grids)
    positions = sorted({round(p) for p in np.linspace(0, len(ids) - 1, KEPT_POSITIONS)})
    vectors = [logits[positions]]
    case = dict(name=name, inputIds=ids, images=images, logitPositions=positions, greedy=generated)
    if images:
        embeds = torch.cat(list(model.model.get_image_features(pixels, grids).pooler_output))
        rows = sorted({round(r) for r in np.linspace(0, len(embeds) - 1, KEPT_EMBED_ROWS * len(images))})
        case["imageEmbedRows"] = rows
        case["imageEmbedCount"] = len(embeds)
        vectors.append(embeds[rows])
        blind = logits_of(model, c, ids, torch.zeros_like(pixels), grids)
        assert (blind[-1] - logits[-1]).norm() > 0.05 * logits[-1].norm(), f"{name}: the images do not matter"
    return case, vectors


@torch.no_grad()
def make(name):
    c = CHECKPOINTS[name]
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    save_checkpoint(folder, c, seed=sum(map(ord, name)))
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    cases, data, offset = [], [], 0
    for case_name, parts in CASES[name].items():
        found, seed = None, 0
        while found is None:
            seed += 1
            if seed > 200:
                raise SystemExit(f"{name}/{case_name}: no prompt with well separated greedy ids in 200 seeds")
            found = reference_case(model, c, case_name, parts, seed)
        case, vectors = found
        for key, tensor in zip(("logits", "imageEmbeds"), vectors):
            values = tensor.to(torch.float32).contiguous().numpy().astype("<f4")
            case[key] = dict(offset=offset, shape=list(values.shape))
            data.append(values.tobytes())
            offset += len(data[-1])
        cases.append(case)
        print(f"{name}/{case_name}: {len(case['inputIds'])} tokens, seed {seed},",
              {p: (len(set(g["ids"])), g["smallestLead"]) for p, g in case["greedy"].items()})
    (folder / "reference.f32").write_bytes(b"".join(data))
    reference = dict(name=name, pattern=FORMULA, newTokens=NEW_TOKENS, cases=cases)
    (folder / "reference.json").write_text(json.dumps(reference) + "\n")
    print(name, sum(f.stat().st_size for f in folder.iterdir()), "bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for chosen in sys.argv[1:] or CHECKPOINTS:
        make(chosen)
