"""fara-tiny for training: Qwen2.5-VL's forward pass, written for one image size and many questions per image.

The maths are those of transformers' `Qwen2_5_VLForConditionalGeneration` (export.py checks the two against each other);
only the batching differs: the image prefix is shared by all questions of a page, held apart by a block mask.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass
class Config:
    vocab: int
    # vision
    v_depth: int = 5
    v_hidden: int = 256
    v_heads: int = 4
    v_mlp: int = 640
    v_full: tuple[int, ...] = (2, 4)
    # language
    depth: int = 5
    hidden: int = 256
    heads: int = 8
    kv_heads: int = 2
    mlp: int = 640
    sections: tuple[int, int, int] = (4, 6, 6)
    theta: float = 300.0
    # image: 448 × 280 px
    rows: int = 20  # patches
    cols: int = 32
    patch: int = 14
    window: int = 8  # patches a side


class RMSNorm(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        y = x.float()
        y = y * (torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)) * self.weight
        return y.bfloat16() if torch.is_autocast_enabled("cpu") else y


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Half-split rotary embedding; cos and sin hold one value per frequency."""
    a, b = x.float().chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1).to(x.dtype)


class VisionBlock(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        d = c.v_hidden
        self.heads = c.v_heads
        self.norm1, self.norm2 = RMSNorm(d), RMSNorm(d)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.gate, self.up, self.down = nn.Linear(d, c.v_mlp), nn.Linear(d, c.v_mlp), nn.Linear(c.v_mlp, d)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None) -> Tensor:
        """x: [batch, n, d]; cos, sin: [batch or 1, 1, n, head / 2]."""
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.proj(a.transpose(1, 2).reshape(b, n, d))
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Vision(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        d = c.v_hidden
        self.patch = nn.Linear(3 * c.patch * c.patch, d, bias=False)
        self.blocks = nn.ModuleList(VisionBlock(c) for _ in range(c.v_depth))
        self.ln = RMSNorm(d)
        self.fc1, self.fc2 = nn.Linear(4 * d, 4 * d), nn.Linear(4 * d, c.hidden)
        r, w = c.rows // 2, c.cols // 2
        cells = torch.arange(r * w).view(r, w)
        corner = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
        where = torch.stack((cells // w, cells % w), -1).view(-1, 1, 2) * 2 + corner  # merge-block order
        half = d // c.v_heads // 4
        inv = 10000.0 ** (-torch.arange(half).float() / half)
        angle = (where.view(-1, 2, 1).float() * inv).flatten(1)  # [patches, head / 2]: rows first, then columns
        side = c.window // 2
        pad_r, pad_w = -r % side, -w % side
        grid = F.pad(cells, (0, pad_w, 0, pad_r), value=-1)
        grid = grid.view((r + pad_r) // side, side, (w + pad_w) // side, side).permute(0, 2, 1, 3).reshape(-1, side * side)
        index = (grid.unsqueeze(-1) * 4 + torch.arange(4)).masked_fill(grid.unsqueeze(-1) < 0, -1).flatten(1)
        self.register_buffer("index", index.clamp_min(0), persistent=False)  # [windows, 64]
        self.register_buffer("valid", index >= 0, persistent=False)
        inverse = torch.empty(c.rows * c.cols, dtype=torch.long)
        inverse[index[index >= 0]] = torch.arange(index.numel())[(index >= 0).flatten()]
        self.register_buffer("inverse", inverse, persistent=False)
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """patches: [b, n, 588] in merge-block order → cells [b, n / 4, hidden], and the patches' states after block 1 and at the end."""
        b = patches.shape[0]
        x = self.patch(patches)
        windows, size = self.index.shape
        cos_w, sin_w = self.cos[self.index].unsqueeze(1), self.sin[self.index].unsqueeze(1)
        mask = self.valid.view(windows, 1, 1, size)
        early = x
        for i, block in enumerate(self.blocks):
            if i in self.c.v_full:
                x = block(x, self.cos, self.sin, None)
            else:
                w = x[:, self.index.flatten()].view(b * windows, size, -1)
                rep = (b, 1, 1, 1)
                w = block(w, cos_w.repeat(rep), sin_w.repeat(rep), mask.repeat(rep))
                x = w.view(b, windows * size, -1)[:, self.inverse]
            if i == 1:
                early = x
        y = self.ln(x).view(b, x.shape[1] // 4, -1)
        return self.fc2(F.gelu(self.fc1(y))), (early, x)


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.h, self.kv, self.hd = c.heads, c.kv_heads, c.hidden // c.heads
        self.norm1, self.norm2 = RMSNorm(c.hidden), RMSNorm(c.hidden)
        self.q = nn.Linear(c.hidden, self.h * self.hd)
        self.k, self.v = (nn.Linear(c.hidden, self.kv * self.hd) for _ in range(2))
        self.o = nn.Linear(self.h * self.hd, c.hidden, bias=False)
        self.gate, self.up = (nn.Linear(c.hidden, c.mlp, bias=False) for _ in range(2))
        self.down = nn.Linear(c.mlp, c.hidden, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, rows: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """rows: [b, r] rows whose attention weights [b, heads, r, n] are wanted for guidance."""
        b, n, _ = x.shape
        y = self.norm1(x)
        q = rotate(self.q(y).view(b, n, self.h, self.hd).transpose(1, 2), cos, sin)
        k = rotate(self.k(y).view(b, n, self.kv, self.hd).transpose(1, 2), cos, sin)
        v = self.v(y).view(b, n, self.kv, self.hd).transpose(1, 2)
        k, v = (t.repeat_interleave(self.h // self.kv, 1) for t in (k, v))
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        weights = None
        if rows is not None:
            some = q.gather(2, rows[:, None, :, None].expand(-1, self.h, -1, self.hd))
            if mask is None:
                allowed = (torch.arange(n) <= rows.unsqueeze(-1)).unsqueeze(1)
            else:
                allowed = mask.squeeze(1).gather(1, rows.unsqueeze(-1).expand(-1, -1, n)).unsqueeze(1)
            score = (some.float() @ k.float().transpose(-1, -2)) * self.hd**-0.5
            weights = score.masked_fill(~allowed, -1e9).softmax(-1)
        x = x + self.o(a.transpose(1, 2).reshape(b, n, -1))
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y)), weights


class Tiny(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.vision = Vision(c)
        self.embed = nn.Embedding(c.vocab, c.hidden)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.depth))
        self.norm = RMSNorm(c.hidden)
        self.head = nn.Linear(c.hidden, c.vocab, bias=False)
        half = c.hidden // c.heads // 2
        self.register_buffer("inv", c.theta ** (-torch.arange(half).float() / half), persistent=False)
        axis = torch.repeat_interleave(torch.arange(3), torch.tensor(c.sections))
        self.register_buffer("axis", axis, persistent=False)
        for name, p in self.named_parameters():
            if p.ndim == 2:
                nn.init.normal_(p, std=p.shape[1] ** -0.5)
                if name.endswith(("down.weight", "o.weight", "proj.weight")):
                    p.data.mul_(0.3)
            elif name.endswith("bias"):
                nn.init.zeros_(p)
        nn.init.normal_(self.embed.weight, std=1.0)
        nn.init.normal_(self.head.weight, std=0.02)

    def angles(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """M-RoPE: positions [b, 3, n] → cos, sin [b, 1, n, head / 2]; each frequency follows one axis."""
        angle = positions[:, self.axis].transpose(1, 2).float() * self.inv
        return angle.cos().unsqueeze(1), angle.sin().unsqueeze(1)

    def read(self, x: Tensor, positions: Tensor, mask: Tensor, rows: Tensor | None = None):
        """x: [b, n, hidden], embedded tokens and cells; mask: [b, 1, n, n] bool, true where attention is allowed; None: causal.
        Returns the states at the end, and in `first` those after the first two layers."""
        cos, sin = self.angles(positions)
        attention, first = [], []
        for i, layer in enumerate(self.layers):
            x, w = layer(x, cos, sin, mask, rows if i in (1, 2, 3) else None)
            if w is not None:
                attention.append(w)
            if i < 2:
                first.append(x)
        return self.norm(x), {"first": first, "attention": attention}

    def forward(self, patches: Tensor, ids: Tensor, positions: Tensor, mask: Tensor, at: int, rows: Tensor | None = None):
        """ids: [b, n] with one image's cells at [at, at + cells)."""
        cells, early = self.vision(patches)
        x = self.embed(ids)
        x = torch.cat((x[:, :at], cells.to(x.dtype), x[:, at + cells.shape[1] :]), 1)
        hidden, extra = self.read(x, positions, mask, rows)
        return hidden, {"cells": cells, "early": early, **extra}
