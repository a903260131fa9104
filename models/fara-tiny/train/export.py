"""Writes a trained run as a Hugging Face folder (Qwen2.5-VL names, float32) and checks it against transformers.

    python export.py RUN/last.pt TOKENIZER_DIR OUT_DIR [--raw]      # --raw: the weights themselves, not their moving average
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from data import MEAN, STD, patches_of
from model import Config, Tiny
from prepare import PREFIX, Encoder


def hf_config(c: Config, encode: Encoder) -> dict:
    one = encode.one
    return {
        "architectures": ["Qwen2_5_VLForConditionalGeneration"], "model_type": "qwen2_5_vl", "torch_dtype": "float32",
        "hidden_size": c.hidden, "num_hidden_layers": c.depth, "num_attention_heads": c.heads, "num_key_value_heads": c.kv_heads,
        "intermediate_size": c.mlp, "hidden_act": "silu", "rms_norm_eps": 1e-6, "vocab_size": c.vocab, "tie_word_embeddings": False,
        "max_position_embeddings": 2048, "rope_theta": c.theta, "use_sliding_window": False, "attention_dropout": 0.0,
        "initializer_range": 0.02, "sliding_window": 2048, "max_window_layers": c.depth, "use_cache": True,
        "rope_scaling": {"type": "mrope", "mrope_section": list(c.sections)},
        "bos_token_id": one("<|endoftext|>"), "eos_token_id": one("<|im_end|>"), "image_token_id": one("<|image_pad|>"),
        "video_token_id": one("<|video_pad|>"), "vision_start_token_id": one("<|vision_start|>"), "vision_end_token_id": one("<|vision_end|>"),
        "vision_config": {
            "model_type": "qwen2_5_vl", "depth": c.v_depth, "hidden_size": c.v_hidden, "num_heads": c.v_heads, "intermediate_size": c.v_mlp,
            "hidden_act": "silu", "in_chans": 3, "in_channels": 3, "patch_size": c.patch, "temporal_patch_size": 2, "spatial_merge_size": 2,
            "window_size": c.window * c.patch, "fullatt_block_indexes": list(c.v_full), "out_hidden_size": c.hidden, "tokens_per_second": 2,
        },
    }


def hf_state(s: dict, c: Config) -> dict:
    out = {"model.embed_tokens.weight": s["embed.weight"], "model.norm.weight": s["norm.weight"], "lm_head.weight": s["head.weight"]}
    for i in range(c.depth):
        a, b = f"layers.{i}.", f"model.layers.{i}."
        out[b + "input_layernorm.weight"] = s[a + "norm1.weight"]
        out[b + "post_attention_layernorm.weight"] = s[a + "norm2.weight"]
        for x in "qkv":
            out[f"{b}self_attn.{x}_proj.weight"] = s[f"{a}{x}.weight"]
            out[f"{b}self_attn.{x}_proj.bias"] = s[f"{a}{x}.bias"]
        out[b + "self_attn.o_proj.weight"] = s[a + "o.weight"]
        for x in ("gate", "up", "down"):
            out[f"{b}mlp.{x}_proj.weight"] = s[f"{a}{x}.weight"]
    # both frames of a still image are the same, so each temporal half carries half of the patch weight
    patch = s["vision.patch.weight"].view(c.v_hidden, 3, 1, c.patch, c.patch) / 2
    out["visual.patch_embed.proj.weight"] = patch.repeat(1, 1, 2, 1, 1)
    for i in range(c.v_depth):
        a, b = f"vision.blocks.{i}.", f"visual.blocks.{i}."
        for x, y in (("norm1", "norm1"), ("norm2", "norm2"), ("qkv", "attn.qkv"), ("proj", "attn.proj"), ("gate", "mlp.gate_proj"), ("up", "mlp.up_proj"), ("down", "mlp.down_proj")):
            for kind in ("weight", "bias"):
                if f"{a}{x}.{kind}" in s:
                    out[f"{b}{y}.{kind}"] = s[f"{a}{x}.{kind}"]
    out["visual.merger.ln_q.weight"] = s["vision.ln.weight"]
    for x, y in (("fc1", "0"), ("fc2", "2")):
        for kind in ("weight", "bias"):
            out[f"visual.merger.mlp.{y}.{kind}"] = s[f"vision.{x}.{kind}"]
    return {k: v.detach().float().contiguous().clone() for k, v in out.items()}


def check(folder: Path, model: Tiny, encode: Encoder) -> None:
    from transformers import Qwen2_5_VLForConditionalGeneration

    hf = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    pixels = torch.from_numpy(np.random.default_rng(0).integers(0, 255, (1, 280, 448, 3), np.uint8))
    patches = patches_of(pixels)
    text = encode("<|vision_end|>Click Help.<|im_end|>\n<|im_start|>assistant\nI will click")
    before = encode(PREFIX)
    ids = torch.tensor([before + [encode.one("<|image_pad|>")] * 160 + text])
    n, at = ids.shape[1], len(before)
    cell = torch.arange(160)
    pos = torch.zeros(1, 3, n, dtype=torch.long)
    pos[0, :, :at] = torch.arange(at)
    pos[0, :, at : at + 160] = torch.stack((torch.full((160,), at), at + cell // 16, at + cell % 16))
    pos[0, :, at + 160 :] = at + 16 + torch.arange(len(text))
    mask = torch.ones(n, n, dtype=torch.bool).tril().view(1, 1, n, n)
    p = patches.view(640, 3, 1, 196).expand(-1, -1, 2, -1).reshape(640, 1176)
    with torch.no_grad():
        hidden, _ = model(patches, ids, pos, mask, at)
        ours = model.head(hidden)[0]
        theirs = hf(input_ids=ids, pixel_values=p, image_grid_thw=torch.tensor([[1, 20, 32]]), attention_mask=torch.ones_like(ids), mm_token_type_ids=(ids == encode.one("<|image_pad|>")).long()).logits[0]
    error = ((ours - theirs).norm() / theirs.norm()).item()
    print(f"relative error of the logits against transformers: {error:.1e}")
    if error > 1e-4:
        raise SystemExit("the export differs from transformers")


def main() -> None:
    run, tokens, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    encode = Encoder(str(tokens))
    saved = torch.load(run, weights_only=False, map_location="cpu")
    config = Config(vocab=encode.tokenizer.get_vocab_size())
    model = Tiny(config).eval()
    model.load_state_dict(saved["model"] if "--raw" in sys.argv else saved["ema"])
    out.mkdir(parents=True, exist_ok=True)
    save_file(hf_state(model.state_dict(), config), out / "model.safetensors", metadata={"format": "pt"})
    (out / "config.json").write_text(json.dumps(hf_config(config, encode), indent=2))
    (out / "generation_config.json").write_text(json.dumps({"do_sample": False, "eos_token_id": [encode.one("<|im_end|>"), encode.one("<|endoftext|>")], "pad_token_id": encode.one("<|endoftext|>")}, indent=2))
    (out / "preprocessor_config.json").write_text(json.dumps({
        "image_processor_type": "Qwen2VLImageProcessor", "do_resize": True, "do_rescale": True, "do_normalize": True, "do_convert_rgb": True,
        "resample": 3, "rescale_factor": 1 / 255, "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2, "min_pixels": 3136,
        "max_pixels": 448 * 280, "image_mean": (MEAN / 255).round(8).tolist(), "image_std": (STD / 255).round(8).tolist(),
    }, indent=2))
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(tokens / name, out / name)
    check(out, model, encode)


if __name__ == "__main__":
    main()
