"""From a GGUF file to a model in memory: shape, tokenizer and float32 weights."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import xxhash

from taonet.markets.text.model.errors import BadModelFile, ModelError
from taonet.markets.text.model.floats import load_or_make
from taonet.markets.text.model.gguf import GgufFile, dequantise, open_gguf, requantise
from taonet.markets.text.model.sampling import Floats
from taonet.markets.text.model.tokenizer import TextTokenizer, build_tokenizer

MIN_BITS: Final = 2
MAX_BITS: Final = 8


@dataclass(frozen=True)
class Variant:
    """A weaker form of the published model: cheaper to run, and it answers worse.

    `without` names layers, counted from 0, that are left out. `bits` rounds the
    weights of all layers to that many bits a weight; 0 keeps them as published.
    """

    without: tuple[int, ...] = ()
    bits: int = 0

    def __post_init__(self) -> None:
        if self.bits and not MIN_BITS <= self.bits <= MAX_BITS:
            raise ModelError(f"bits must be 0 or {MIN_BITS} to {MAX_BITS}, got {self.bits}")


FULL: Final = Variant()


@dataclass(frozen=True)
class Shape:
    """The numbers of a Llama-type model."""

    layers: int
    width: int
    heads: int
    kv_heads: int
    head_size: int
    hidden: int
    vocabulary: int
    context: int
    rope_base: float
    norm_epsilon: float


@dataclass(frozen=True)
class Layer:
    """The weights of one block; matrices are (outputs, inputs)."""

    attention_norm: Floats
    qkv: Floats
    output: Floats
    feed_norm: Floats
    gate_up: Floats
    down: Floats


@dataclass(frozen=True)
class Model:
    """A model ready to run; the arrays are read-only and may be shared by threads."""

    shape: Shape
    layers: tuple[Layer, ...]
    embedding: Floats
    final_norm: Floats
    head: Floats
    rope_cos: Floats
    rope_sin: Floats
    tokenizer: TextTokenizer
    variant: Variant


def load_model(path: Path, *, floats_dir: Path, variant: Variant = FULL) -> Model:
    """Load a GGUF file, unpacking it into `floats_dir` the first time."""
    file = open_gguf(path)
    shape = _read_shape(file)
    tokenizer = build_tokenizer(file)
    if tokenizer.size != shape.vocabulary:
        raise BadModelFile(f"{path}: {tokenizer.size} tokens for {shape.vocabulary} embeddings")
    kept = kept_layers(shape.layers, variant)
    name = f"{path.stem}-{xxhash.xxh3_64(file.data).hexdigest()}-b{variant.bits}.f32"
    tensors = load_or_make(floats_dir / name, partial(_unpack, file, shape, variant.bits))
    layers = tuple(Layer(*(tensors[f"{i}.{part}"] for part in _PARTS)) for i in kept)
    cos, sin = _rope_tables(shape)
    embedding = tensors["embedding"]
    return Model(
        shape=shape,
        layers=layers,
        embedding=embedding,
        final_norm=tensors["final_norm"],
        head=tensors.get("head", embedding),
        rope_cos=cos,
        rope_sin=sin,
        tokenizer=tokenizer,
        variant=variant,
    )


def without_layers(model: Model, layers: tuple[int, ...]) -> Model:
    """Return a full model's variant without some layers, over the same weights in memory."""
    variant = Variant(without=layers, bits=model.variant.bits)
    kept = kept_layers(len(model.layers), variant)
    return replace(model, layers=tuple(model.layers[i] for i in kept), variant=variant)


def kept_layers(layer_count: int, variant: Variant) -> tuple[int, ...]:
    """Return the numbers of the layers that a variant runs; refuse to drop what is not there."""
    for layer in variant.without:
        if not 0 <= layer < layer_count:
            raise ModelError(f"there is no layer {layer}: the model has {layer_count}")
    kept = tuple(layer for layer in range(layer_count) if layer not in variant.without)
    if not kept:
        raise ModelError("a model without layers cannot run")
    return kept


_PARTS = ("attention_norm", "qkv", "output", "feed_norm", "gate_up", "down")


def _unpack(file: GgufFile, shape: Shape, bits: int) -> Iterator[tuple[str, Floats]]:
    """Yield the tensors of the cache file, queries/keys/values and gate/up joined."""
    kv_width = shape.kv_heads * shape.head_size
    yield "embedding", _tensor(file, "token_embd.weight", (shape.vocabulary, shape.width))
    if "output.weight" in file.tensors:
        yield "head", _tensor(file, "output.weight", (shape.vocabulary, shape.width))
    yield "final_norm", _tensor(file, "output_norm.weight", (shape.width,))

    for i in range(shape.layers):

        def matrix(part: str, rows: int, columns: int, layer: int = i) -> Floats:
            weights = _tensor(file, f"blk.{layer}.{part}.weight", (rows, columns))
            return requantise(weights, bits) if bits else weights

        q = matrix("attn_q", shape.heads * shape.head_size, shape.width)
        k, v = (matrix(part, kv_width, shape.width) for part in ("attn_k", "attn_v"))
        gate, up = (matrix(part, shape.hidden, shape.width) for part in ("ffn_gate", "ffn_up"))
        yield f"{i}.attention_norm", _tensor(file, f"blk.{i}.attn_norm.weight", (shape.width,))
        yield f"{i}.qkv", np.concatenate([q, k, v])
        yield f"{i}.output", matrix("attn_output", shape.width, shape.heads * shape.head_size)
        yield f"{i}.feed_norm", _tensor(file, f"blk.{i}.ffn_norm.weight", (shape.width,))
        yield f"{i}.gate_up", np.concatenate([gate, up])
        yield f"{i}.down", matrix("ffn_down", shape.width, shape.hidden)


def _tensor(file: GgufFile, name: str, shape: tuple[int, ...]) -> Floats:
    info = file.tensors.get(name)
    if info is None:
        raise BadModelFile(f"{file.path}: tensor {name!r} is missing")
    if info.shape != shape:
        raise BadModelFile(f"{file.path}: {name!r} is {info.shape}, expected {shape}")
    return dequantise(file.tensor_bytes(info), info.kind, shape)


def _read_shape(file: GgufFile) -> Shape:
    if file.metadata.get("general.architecture") != "llama":
        raise BadModelFile(f"{file.path}: only the llama architecture is run")
    width = _integer(file, "embedding_length")
    heads = _integer(file, "attention.head_count")
    kv_heads = _integer(file, "attention.head_count_kv", heads)
    if width % heads or heads % kv_heads:
        raise BadModelFile(f"{file.path}: {heads} heads do not divide width {width}")
    head_size = width // heads
    if _integer(file, "rope.dimension_count", head_size) != head_size or head_size % 2:
        raise BadModelFile(f"{file.path}: rotary embedding over part of a head is not run")
    embedding = file.tensors.get("token_embd.weight")
    if embedding is None:
        raise BadModelFile(f"{file.path}: tensor 'token_embd.weight' is missing")
    return Shape(
        layers=_integer(file, "block_count"),
        width=width,
        heads=heads,
        kv_heads=kv_heads,
        head_size=head_size,
        hidden=_integer(file, "feed_forward_length"),
        vocabulary=embedding.shape[0],
        context=min(_integer(file, "context_length"), 8_192),
        rope_base=_number(file, "rope.freq_base", 10_000.0),
        norm_epsilon=_number(file, "attention.layer_norm_rms_epsilon", 1e-5),
    )


def _integer(file: GgufFile, name: str, default: int | None = None) -> int:
    value = file.metadata.get(f"llama.{name}", default)
    if not isinstance(value, int) or not 1 <= value <= 1 << 24:
        raise BadModelFile(f"{file.path}: llama.{name} is {value!r}")
    return value


def _number(file: GgufFile, name: str, default: float) -> float:
    value = file.metadata.get(f"llama.{name}", default)
    if not isinstance(value, int | float) or not value > 0:
        raise BadModelFile(f"{file.path}: llama.{name} is {value!r}")
    return float(value)


def _rope_tables(shape: Shape) -> tuple[Floats, Floats]:
    half = np.arange(shape.head_size // 2, dtype=np.float64) * 2 / shape.head_size
    angles = np.arange(shape.context)[:, None] / shape.rope_base**half
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
