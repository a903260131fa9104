"""Turns rendered pages (models/fara-tiny/render.ts) into arrays: half-size images, and queries as token ids.

    python prepare.py PAGES_DIR OUT_DIR TOKENIZER_DIR [--watch]
Every chunk of 16 pages gives OUT/<seed>.npy (uint8 [16, 300, 480, 3]) and OUT/<seed>.pkl. The PNG is deleted.
"""

import json
import pickle
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image
from tokenizers import Tokenizer

from tokenizer import visible_words

WORDS = visible_words()
WORD_ID = {w: i for i, w in enumerate(WORDS)}
COLOURS = ["red", "green", "blue", "yellow", "orange", "purple", "black", "white"]
KINDS = {"button": 1, "link": 2, "field": 3, "text": 4}
CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$.:"
CHAR_ID = {c: i + 1 for i, c in enumerate(CHARS)}
SYSTEM = "You are fara-tiny. Answer with one action."
PREFIX = f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n<|vision_start|>"
CALL = '\n<tool_call>\n{"name": "computer_use", "arguments": {"action": '


class Encoder:
    def __init__(self, folder: str):
        self.tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")

    def __call__(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def one(self, text: str) -> int:
        ids = self(text)
        assert len(ids) == 1, (text, ids)
        return ids[0]

    def query(self, query: dict) -> dict:
        """Token ids after the image, where the loss begins, and the rows that predict x, y and the words."""
        notes = "".join(f"\n- {n}" for n in query["notes"])
        ask = self(f"<|vision_end|>{query['task']}{notes}<|im_end|>\n<|im_start|>assistant\n")
        answer = query["answer"]
        thought = self(query["thought"])
        item = {"family": query["family"], "needs": query["needs"], "absent": query["absent"], "target": answer.get("target", -1)}
        if answer["action"] == "left_click":
            head, tail = self(CALL + '"left_click", "coordinate": ['), self("]}}")
        elif answer["action"] == "type":
            head = self(CALL + '"type", "coordinate": [')
            tail = self(f'], "text": "{answer["text"]}", "press_enter": {"true" if answer["enter"] else "false"}}}}}')
        elif answer["action"] == "scroll":
            head, tail = self(CALL + '"scroll", "pixels": -400}}'), []
        else:
            head, tail = self(CALL + f'"terminate", "status": "{answer["status"]}"}}}}'), []
        end = self("\n</tool_call><|im_end|>")
        ids = ask + thought + head
        if item["target"] >= 0:
            item["x"] = len(ids)  # index of the token that is x
            ids = ids + [-1] + self(", ") + [-2] + tail
        else:
            ids = ids + tail
        item["ids"] = np.array(ids + end, np.int32)
        item["start"] = len(ask)
        item["word"] = len(ask) + len(thought) - 2  # the thought's last word
        item["thought"] = len(thought)
        item["copy"] = self._copies(item["ids"], len(ask), answer)
        return item

    def _copies(self, ids: np.ndarray, start: int, answer: dict) -> list[tuple[int, int]]:
        """(index of a token of the typed text, index of the same token in the task)."""
        if answer["action"] != "type":
            return []
        text = self(answer["text"])
        span = next((i for i in range(start - len(text)) if list(ids[i : i + len(text)]) == text), None)
        at = next((i for i in range(start, len(ids)) if list(ids[i : i + len(text)]) == text), None)
        if span is None or at is None:
            return []
        return [(at + k, span + k) for k in range(len(text))]


def page_record(record: dict, encode: Encoder) -> dict:
    elements, boxes = record["elements"], record["boxes"]
    rows = []
    for index, box in boxes.items():
        e = elements[int(index)]
        x, y, w, h = (v / 2 for v in box["box"])
        word = box["word"] or box["box"]
        wx, wy, ww, wh = (v / 2 for v in word)
        rows.append((
            int(index), x, y, x + w, y + h, wx, wy, wx + ww, wy + wh,
            WORD_ID.get(e["word"] or "", -1), COLOURS.index(e["colour"]) if e["colour"] else -1, KINDS[e["kind"]],
        ))
    chars = [(CHAR_ID.get(c, 0), x / 2, y / 2) for c, x, y in record["chars"]]
    return {
        "kind": record["kind"],
        "elements": np.array(rows, np.float32).reshape(-1, 12),
        "chars": np.array(chars, np.float32).reshape(-1, 3),
        "queries": [encode.query(q) for q in record["queries"]],
        "raw": record["queries"],
    }


def main() -> None:
    pages, out, encode = Path(sys.argv[1]), Path(sys.argv[2]), Encoder(sys.argv[3])
    watch = "--watch" in sys.argv
    out.mkdir(parents=True, exist_ok=True)
    idle = 0
    while idle < 60:
        todo = sorted((p for p in pages.glob("*.json") if p.with_suffix(".png").exists()), key=lambda p: int(p.stem))
        for path in todo:
            try:
                records = json.loads(path.read_text())
                image = Image.open(path.with_suffix(".png")).convert("RGB")
            except (ValueError, OSError):
                continue  # still being written
            half = np.asarray(image.resize((image.width // 2, image.height // 2), Image.BICUBIC))
            tiles = half.reshape(4, 300, 4, 480, 3).transpose(0, 2, 1, 3, 4).reshape(16, 300, 480, 3)
            np.save(out / f"{path.stem}.npy", tiles)
            (out / f"{path.stem}.tmp").write_bytes(pickle.dumps([page_record(r, encode) for r in records]))
            (out / f"{path.stem}.tmp").rename(out / f"{path.stem}.pkl")
            path.with_suffix(".png").unlink()
        if not watch:
            break
        idle = 0 if todo else idle + 1
        time.sleep(2)


if __name__ == "__main__":
    main()
