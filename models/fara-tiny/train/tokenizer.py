"""Builds fara-tiny's tokenizer in the Hugging Face format: bytes, whole words, coordinates, and the fixed pieces of a tool call.

No merges: a pre-token that is in the vocabulary is one token (`ignore_merges`), anything else is its bytes, so text to be
typed is copied letter by letter.
    python tokenizer.py OUT_DIR
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]
CALL = '{"name": "computer_use", "arguments": {"action": '
PIECES = [
    "\n<tool_call>\n",
    "\n</tool_call>",
    CALL + '"left_click", "coordinate": [',
    CALL + '"type", "coordinate": [',
    '], "text": "',
    '", "press_enter": true}}',
    '", "press_enter": false}}',
    "]}}",
    CALL + '"scroll", "pixels": -400}}',
    CALL + '"scroll", "pixels": 400}}',
    CALL + '"terminate", "status": "success"}}',
    CALL + '"terminate", "status": "failure"}}',
    ", ",
]
TEMPLATE_WORDS = (
    "system user assistant You are fara tiny Answer with one action Click click on Open Press Go to the button The person "
    "Type type into field Enter in Fill with Search search for Look a Add my cart Put Order Buy Place order Find Scroll down "
    "then I will do not see Done stop here This is critical point Approved on Denied Press one Go"
).split()
PATTERN = r"\d{1,3}| ?[A-Za-z]+|[^A-Za-z\d]"
STEP = 4  # coordinates are written in multiples of 4 image px


def bytes_to_unicode() -> dict[int, str]:
    """GPT-2's printable stand-in for every byte."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {b: chr(b) for b in keep}
    for n, b in enumerate(b for b in range(256) if b not in table):
        table[b] = chr(256 + n)
    return table


def visible_words() -> list[str]:
    source = (HERE.parent / "pages" / "words.ts").read_text()
    lists = re.findall(r"export const (?:CONTROLS|NOUNS|FIELDS|STATUS|COLOURS) = \[(.*?)\]", source, re.S)
    return list(dict.fromkeys(w for block in lists for w in re.findall(r"'(\w+)'", block)))


def build(out: Path) -> None:
    vocab: dict[str, int] = {}
    for char in bytes_to_unicode().values():
        vocab.setdefault(char, len(vocab))
    words = visible_words()
    forms = [f for w in words for f in (w, w.lower())] + TEMPLATE_WORDS
    for word in dict.fromkeys(forms):
        vocab.setdefault(word, len(vocab))
        vocab.setdefault("Ġ" + word, len(vocab))
    for n in range(0, 512, STEP):
        vocab.setdefault(str(n), len(vocab))
    added = []
    for text in [*SPECIAL, *PIECES]:
        added.append({
            "id": len(vocab) + len(added), "content": text, "single_word": False, "lstrip": False, "rstrip": False,
            "normalized": False, "special": text in SPECIAL,
        })
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        ]},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
                  "fuse_unk": False, "byte_fallback": False, "ignore_merges": True, "vocab": vocab, "merges": []},
    }
    template = (HERE / "chat_template.jinja").read_text()
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "bos_token": None,
        "unk_token": None, "clean_up_tokenization_spaces": False, "add_bos_token": False, "add_prefix_space": False,
        "model_max_length": 2048, "chat_template": template,
        "added_tokens_decoder": {str(a["id"]): {k: v for k, v in a.items() if k != "id"} for a in added},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False, indent=1))
    (out / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1))
    (out / "chat_template.jinja").write_text(template)
    print(f"{len(vocab) + len(added)} tokens")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
