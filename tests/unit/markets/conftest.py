"""A model of a few kilobytes with random weights, written as a real GGUF file."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from taonet.markets.text.model import Model, load_model

WIDTH, HEADS, KV_HEADS, HIDDEN = 32, 4, 2, 64
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["t h", "th e", "i n", "a n", "Ġ the"]


def _byte_chars() -> list[str]:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(256 - len(printable))]


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _entry(key: str, value: object) -> bytes:
    head = _string(key)
    if isinstance(value, str):
        return head + struct.pack("<I", 8) + _string(value)
    if isinstance(value, float):
        return head + struct.pack("<If", 6, value)
    if isinstance(value, int):
        return head + struct.pack("<II", 4, value)
    assert isinstance(value, list)
    return head + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(_string(v) for v in value)


def _q8_0(values: np.ndarray) -> bytes:
    blocks = values.reshape(-1, 32)
    scale = np.abs(blocks).max(axis=1) / 127
    out = np.zeros(len(blocks), np.dtype([("d", "<f2"), ("q", "i1", 32)]))
    out["d"], out["q"] = scale, np.rint(blocks / scale[:, None])
    return out.tobytes()


def _q4_1(values: np.ndarray) -> bytes:
    blocks = values.reshape(-1, 32)
    low = blocks.min(axis=1)
    step = (blocks.max(axis=1) - low) / 15
    q = np.rint((blocks - low[:, None]) / step[:, None]).astype(np.uint8)
    out = np.zeros(len(blocks), np.dtype([("d", "<f2"), ("m", "<f2"), ("q", "u1", 16)]))
    out["d"], out["m"], out["q"] = step, low, q[:, :16] | q[:, 16:] << 4
    return out.tobytes()


_PACK = {
    0: lambda v: v.astype("<f4").tobytes(),
    1: lambda v: v.astype("<f2").tobytes(),
    3: _q4_1,
    8: _q8_0,
}


def write_tiny_gguf(path: Path, *, layers: int = 4, seed: int = 1, version: int = 3) -> Path:
    tokens = [*SPECIALS, *_byte_chars()]
    tokens += [merge.replace(" ", "") for merge in MERGES]
    rng = np.random.default_rng(seed)
    kv_width = WIDTH // HEADS * KV_HEADS
    tensors: list[tuple[str, tuple[int, ...], int]] = [
        ("token_embd.weight", (len(tokens), WIDTH), 8),
        ("output_norm.weight", (WIDTH,), 0),
    ]
    for i in range(layers):
        tensors += [
            (f"blk.{i}.attn_norm.weight", (WIDTH,), 0),
            (f"blk.{i}.attn_q.weight", (WIDTH, WIDTH), 3),
            (f"blk.{i}.attn_k.weight", (kv_width, WIDTH), 3),
            (f"blk.{i}.attn_v.weight", (kv_width, WIDTH), 1),
            (f"blk.{i}.attn_output.weight", (WIDTH, WIDTH), 3),
            (f"blk.{i}.ffn_norm.weight", (WIDTH,), 0),
            (f"blk.{i}.ffn_gate.weight", (HIDDEN, WIDTH), 3),
            (f"blk.{i}.ffn_up.weight", (HIDDEN, WIDTH), 3),
            (f"blk.{i}.ffn_down.weight", (WIDTH, HIDDEN), 3),
        ]
    meta: dict[str, object] = {
        "general.architecture": "llama",
        "llama.block_count": layers,
        "llama.context_length": 512,
        "llama.embedding_length": WIDTH,
        "llama.feed_forward_length": HIDDEN,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": KV_HEADS,
        "llama.rope.freq_base": 10000.0,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.merges": MERGES,
    }
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(meta))
    head += b"".join(_entry(k, v) for k, v in meta.items())
    body = b""
    for name, shape, kind in tensors:
        data = rng.normal(0, 0.3, shape) if len(shape) == 2 else 1 + rng.normal(0, 0.1, shape)
        body += bytes(-len(body) % 32)
        head += _string(name) + struct.pack("<I", len(shape))
        head += b"".join(struct.pack("<Q", d) for d in reversed(shape))
        head += struct.pack("<IQ", kind, len(body))
        body += _PACK[kind](data)
    path.write_bytes(head + bytes(-len(head) % 32) + body)
    return path


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture(scope="session")
def make_gguf() -> Callable[..., Path]:
    return write_tiny_gguf


@pytest.fixture(scope="session")
def tiny_model(tiny_gguf: Path) -> Model:
    return load_model(tiny_gguf, floats_dir=tiny_gguf.parent / "floats")
