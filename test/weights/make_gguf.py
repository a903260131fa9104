"""Makes the GGUF files and golden vectors under test/fixtures/gguf with gguf-py, llama.cpp's own writer.

Run once with numpy, safetensors with torch and gguf (0.19) installed; what it writes is committed:

    python test/weights/make_gguf.py

  gqa32/          the parity checkpoint gqa32-sharded as llama.cpp's conversion/qwenvl.py stores it: a language model
                  in bf16, split in two files, and its mmproj. Tensor names come from gguf-py's own name map.
  blocks.json     random blocks of every block format and their values by gguf-py's reference, base64.
"""

import base64
import json
import pathlib

import gguf
import numpy as np
from safetensors.torch import load_file

TEST = pathlib.Path(__file__).resolve().parent.parent
SOURCE = TEST / "fixtures" / "parity" / "gqa32-sharded"
OUT = TEST / "fixtures" / "gguf"
BLOCKS = 6


def add(writer, name, tensor):
    """Matrices in bf16, vectors in float32: what the converter does with --outtype bf16."""
    values = tensor.float().numpy()
    if tensor.ndim < 2:
        writer.add_tensor(name, values)
        return
    raw = gguf.quants.quantize(np.ascontiguousarray(values), gguf.GGMLQuantizationType.BF16)
    writer.add_tensor(name, raw, raw_dtype=gguf.GGMLQuantizationType.BF16)


def add_vocabulary(writer, config):
    size = config.get("vocab_size") or config["text_config"]["vocab_size"]
    named = {
        "<|endoftext|>": 0,
        "<|im_end|>": 1,
        "<|image_pad|>": config["image_token_id"],
        "<|video_pad|>": config["video_token_id"],
        "<|vision_start|>": config["vision_start_token_id"],
        "<|vision_end|>": config["vision_end_token_id"],
    }
    tokens = [f"t{i}" for i in range(size)]
    types = [int(gguf.TokenType.NORMAL)] * size
    for token, i in named.items():
        tokens[i], types[i] = token, int(gguf.TokenType.CONTROL)
    tokens[5], types[5] = "<tool_call>", int(gguf.TokenType.USER_DEFINED)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(["t 2", "t 3"])
    writer.add_eos_token_id(1)
    writer.add_pad_token_id(0)
    writer.add_chat_template("{{ messages }}")


def main():
    config = json.loads((SOURCE / "config.json").read_text())
    text = {**config, **config.get("text_config", {})}
    vision = config["vision_config"]
    rope = text.get("rope_parameters") or text["rope_scaling"]
    tensors = {}
    for file in sorted(SOURCE.glob("*.safetensors")):
        tensors |= load_file(file)

    out = OUT / "gqa32"
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.gguf"):
        old.unlink()
    count = text["num_hidden_layers"]
    writer = gguf.GGUFWriter(None, "qwen2vl", split_max_tensors=20)
    writer.add_name("gqa32")
    writer.add_block_count(count)
    writer.add_context_length(text["max_position_embeddings"])
    writer.add_embedding_length(text["hidden_size"])
    writer.add_feed_forward_length(text["intermediate_size"])
    writer.add_head_count(text["num_attention_heads"])
    writer.add_head_count_kv(text["num_key_value_heads"])
    writer.add_rope_freq_base(rope.get("rope_theta", text.get("rope_theta")))
    writer.add_layer_norm_rms_eps(text["rms_norm_eps"])
    writer.add_rope_dimension_sections([*rope["mrope_section"], 0])
    add_vocabulary(writer, config)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2VL, count)
    for name, tensor in tensors.items():
        if not name.startswith("visual."):
            add(writer, names.get_name(name, try_suffixes=(".weight", ".bias")), tensor)
    finish(writer, out / "gqa32.gguf")

    writer = gguf.GGUFWriter(None, "clip")
    writer.add_clip_has_vision_encoder(True)
    writer.add_clip_projector_type(gguf.VisionProjectorType.QWEN25VL)
    writer.add_vision_projection_dim(text["hidden_size"])
    writer.add_vision_image_size(560)
    writer.add_vision_patch_size(vision["patch_size"])
    writer.add_vision_embedding_length(vision["hidden_size"])
    writer.add_vision_feed_forward_length(vision["intermediate_size"])
    writer.add_vision_block_count(vision["depth"])
    writer.add_vision_head_count(vision["num_heads"])
    writer.add_vision_attention_layernorm_eps(text["rms_norm_eps"])
    writer.add_vision_use_silu(True)
    writer.add_vision_n_wa_pattern(vision["fullatt_block_indexes"][0] + 1)
    # The map counts the merger's layers 0 and 2 among the blocks.
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.MMPROJ, max(3, vision["depth"]))
    for name, tensor in tensors.items():
        if not name.startswith("visual."):
            continue
        if "patch_embed" in name:
            add(writer, "v.patch_embd.weight", tensor[:, :, 0])
            add(writer, "v.patch_embd.weight.1", tensor[:, :, 1])
        elif ".qkv." in name:
            for part, rows in zip("qkv", tensor.chunk(3)):
                add(writer, names.get_name(name.replace("qkv", part), try_suffixes=(".weight", ".bias")), rows)
        else:
            add(writer, names.get_name(name, try_suffixes=(".weight", ".bias")), tensor)
    finish(writer, out / "mmproj-gqa32.gguf")

    rng = np.random.default_rng(4)
    golden = {}
    for kind, halves in {"Q4_0": [0], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}.items():
        quant = gguf.GGMLQuantizationType[kind]
        raw = rng.integers(0, 256, (BLOCKS, gguf.GGML_QUANT_SIZES[quant][1]), np.uint8)
        for at in halves:
            raw[:, at : at + 2] = rng.normal(0, 0.01, (BLOCKS, 1)).astype(np.float16).view(np.uint8)
        values = gguf.quants.dequantize(raw, quant).astype("<f4")
        golden[kind] = {
            "bytes": base64.b64encode(raw.tobytes()).decode(),
            "values": base64.b64encode(values.tobytes()).decode(),
        }
    (OUT / "blocks.json").write_text(json.dumps(golden, indent=1) + "\n")


def finish(writer, path):
    writer.write_header_to_file(path)
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
