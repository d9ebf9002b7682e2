"""The command line: what it prints where, what it writes, and with which exit code it ends."""

from __future__ import annotations

import codecs
import io
import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from textfix.cli import main, make_parser
from textfix.cli.files import decode, in_style_of
from textfix.cli.terminal import in_one_line, revealed, visible
from textfix.config import Config
from textfix.errors import ReadError
from textfix.model import Document
from textfix.passes import PASSES

if TYPE_CHECKING:
    from pathlib import Path

    from textfix.passes.base import Rule

BAD = "The army was sent in buy to help the town."
GOOD = "The army was sent in order to help the town."
ESCAPES = "Prices\x07 rose \x1b[31msharply\x1b[0m in May\x9b1m.\n"


class Result(NamedTuple):
    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs `main` in this process."""

    def __call__(self, *argv: str, stdin: bytes = b"") -> Result: ...


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cli(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Cli:
    def run(*argv: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="ascii"))
        try:
            code = main(argv)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsysbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


def process(*argv: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *argv], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, check=False
    )


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def removing_rule() -> Rule:
    """A rule that removes one line of its example."""
    rules = (rule for one in PASSES if one.id == "boilerplate-lines" for rule in one.rule_list)
    return next(rule for rule in rules if rule.role not in (None, "caption"))


# ---------------------------------------------------------------------- the program as a whole


@pytest.mark.parametrize("argv", [["--help"], ["rules"]])
def test_start_up_imports_nothing_heavy(argv: list[str]) -> None:
    code = (
        "import atexit, sys\n"
        "heavy = {'pydantic', 'ftfy', 'regex', 'langdetect', 'hyperscan'}\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(heavy & sys.modules.keys())))\n"
        f"from textfix.cli import main; sys.exit(main({argv!r}))"
    )
    done = process("-c", code)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_a_closed_pipe_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = process("-m", "textfix", "rules", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_is_told_without_a_traceback() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    done = process("-m", "textfix", "rules", stdout=full)
    os.close(full)
    assert (done.returncode, done.stderr) == (74, b"textfix: cannot write: No space left on device\n")


def test_an_interrupt_ends_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("textfix.cli.files.read", interrupt)
    assert cli("clean") == (130, "", "")


def test_every_setting_has_a_flag() -> None:
    usage = make_parser().parse_args(["clean"])
    for name in Config.model_fields.keys() - {"profile", "options"}:
        assert name in usage, f"--{name.replace('_', '-')} is missing"


@pytest.mark.parametrize("argv", [[], ["wash"], ["clean", "--level", "wild"], ["clean", "--in"]])
def test_wrong_arguments_exit_2(cli: Cli, argv: list[str]) -> None:
    result = cli(*argv)
    assert (result.code, result.out) == (2, "")
    assert "usage: textfix" in result.err


def test_complaints_about_arguments_carry_no_escapes(cli: Cli) -> None:
    result = cli("clean", "--\x1b[31m")
    assert result.code == 2
    assert "\x1b" not in result.err


# ---------------------------------------------------------------------- clean: inputs and formats


@pytest.mark.parametrize("argv", [["clean"], ["clean", "-"]])
def test_stdin_gives_text_with_one_final_newline(cli: Cli, argv: list[str]) -> None:
    assert cli(*argv, stdin=f"{BAD}\n\n\n".encode()) == (0, f"{GOOD}\n", "")


def test_an_empty_result_writes_nothing(cli: Cli) -> None:
    assert cli("clean", stdin=b" \n\n") == (0, "", "")


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "«Россия»\n")
    done = subprocess.run(
        [sys.executable, "-m", "textfix", "clean", path],
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == "«Россия»\n".encode()


def test_several_inputs_give_one_document_a_line_in_order(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", BAD), write(tmp_path / "b", "Second.")
    result = cli("clean", "a", "b", "-", stdin=b"Third.")
    texts = [Document.model_validate_json(line).text for line in result.out.splitlines()]
    assert texts == [GOOD, "Second.", "Third."]


def test_several_inputs_as_text_have_headers(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", "One."), write(tmp_path / "b", "Two.")
    assert cli("clean", "--format", "text", "a", "b").out == "==> a <==\nOne.\n\n==> b <==\nTwo.\n"


def test_json_is_one_indented_document(cli: Cli) -> None:
    out = cli("clean", "--format", "json", stdin=BAD.encode()).out
    assert out.startswith('{\n  "original"')
    assert Document.model_validate_json(out).text == GOOD


def test_json_of_several_inputs_is_an_array(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", "One."), write(tmp_path / "b", "Two.")
    out = cli("clean", "--format", "json", "a", "b").out
    assert [item["text"] for item in json.loads(out)] == ["One.", "Two."]


def test_json_holds_no_control_characters_and_reads_back(cli: Cli) -> None:
    original = ESCAPES + "one\x85two\u2028three"
    out = cli("clean", "--format", "jsonl", stdin=original.encode()).out
    assert len(out.splitlines()) == 1
    assert visible(out) == out
    assert Document.model_validate_json(out).original == original


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(cli: Cli, encoding: str) -> None:
    assert cli("clean", stdin="Prix en été.".encode(encoding)).out == "Prix en été.\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"caf\xe9 au lait", "not UTF-8 (byte 0xe9 at offset 3)"),
        (codecs.BOM_UTF8 + b"a\xff", "not UTF-8 (byte 0xff at offset 4)"),
        (codecs.BOM_UTF16_LE + b"a\0\x00\xd8", "not UTF-16 (byte 0x00 at offset 4)"),
        (b"\x7fELF\0\xff", "looks binary (byte 0x00 at offset 4)"),
    ],
)
def test_what_is_not_text_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data)
    assert str(caught.value) == message


def test_an_input_that_fails_does_not_stop_the_others(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "latin", b"caf\xe9"), write(tmp_path / "good", "One.")
    result = cli("clean", "latin", "good")
    assert (result.code, json.loads(result.out)["text"]) == (65, "One.")
    assert result.err == "textfix: cannot read latin: not UTF-8 (byte 0xe9 at offset 3)\n"


def test_a_missing_file_is_graver_than_a_rejected_one(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "latin", b"caf\xe9")
    result = cli("clean", "missing", "latin", ".")
    assert (result.code, result.out) == (74, "")
    assert "cannot read missing: No such file or directory" in result.err
    assert "cannot read .: Is a directory" in result.err


def test_names_in_messages_carry_no_escapes_or_newlines(cli: Cli) -> None:
    assert cli("clean", "a\x1b[31m\nb\udcff").err == (
        "textfix: cannot read a\\x1b[31m\\nb\\udcff: No such file or directory\n"
    )


def test_stdin_is_read_only_once(cli: Cli) -> None:
    assert cli("clean", "-", "-").code == 2


# ---------------------------------------------------------------------- clean: -o


def test_the_result_replaces_the_output_file(cli: Cli, tmp_path: Path) -> None:
    out = write(tmp_path / "out", "old")
    out.chmod(0o640)
    assert cli("clean", "-o", "out", stdin=BAD.encode()) == (0, "", "")
    assert out.read_text() == f"{GOOD}\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert os.listdir() == ["out"]  # noqa: PTH208


def test_an_input_can_be_the_output(cli: Cli, tmp_path: Path) -> None:
    path = write(tmp_path / "a", BAD)
    assert cli("clean", "a", "-o", "a").code == 0
    assert path.read_text() == f"{GOOD}\n"


def test_an_output_file_stays_when_nothing_could_be_read(cli: Cli, tmp_path: Path) -> None:
    out = write(tmp_path / "out", "old")
    assert cli("clean", "missing", "-o", "out").code == 74
    assert out.read_text() == "old"


def test_an_output_that_cannot_be_written_is_an_io_failure(cli: Cli) -> None:
    result = cli("clean", "-o", "no/such/folder", stdin=b"One.")
    assert result == (74, "", "textfix: cannot write no/such/folder: No such file or directory\n")


def test_a_device_is_written_to_and_not_replaced(cli: Cli) -> None:
    assert cli("clean", "-o", os.devnull, stdin=b"One.").code == 0
    assert not os.path.isfile(os.devnull)  # noqa: PTH113


def test_several_inputs_go_to_one_file_as_lines(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", "One."), write(tmp_path / "b", "Two.")
    assert cli("clean", "a", "b", "-o", "out").code == 0
    assert len((tmp_path / "out").read_text().splitlines()) == 2
    assert cli("clean", "a", "b", "-o", "out", "--format", "text").code == 2


# ---------------------------------------------------------------------- clean: --check and --diff


@pytest.mark.parametrize("data", [GOOD, f"{GOOD}\n", f"{GOOD}\r\n", "Title\r\n\r\nText here.\r\n", "", "\n"])
def test_check_is_content_with_clean_text(cli: Cli, data: str) -> None:
    assert cli("clean", "--check", stdin=data.encode()) == (0, "", "")


def test_check_names_what_would_change(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "good", GOOD), write(tmp_path / "bad", BAD)
    assert cli("clean", "--check", "good", "bad") == (1, "", "bad\n")
    assert (tmp_path / "bad").read_text() == BAD


def test_a_rejected_input_is_graver_than_a_difference(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "latin", b"caf\xe9"), write(tmp_path / "bad", BAD)
    assert cli("clean", "--check", "latin", "bad").code == 65


def test_diff_shows_what_would_change(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", f"{BAD}\n")
    expected = f"--- a\n+++ a\n@@ -1 +1 @@\n-{BAD}\n+{GOOD}\n"
    assert cli("clean", "--diff", "a") == (1, expected, "")
    write(tmp_path / "a", f"{GOOD}\n")
    assert cli("clean", "--diff", "a") == (0, "", "")


def test_diff_marks_a_missing_final_newline(cli: Cli) -> None:
    assert f"-{BAD}\n\\ No newline at end of file\n+" in cli("clean", "--diff", stdin=BAD.encode()).out


def test_diff_of_a_file_with_crlf_shows_only_what_changes(cli: Cli) -> None:
    out = cli("clean", "--diff", stdin=f"Title\r\n\r\n{BAD}\r\n".encode()).out
    assert [line for line in out.splitlines()[3:] if line[0] in "-+"] == [f"-{BAD}", f"+{GOOD}"]


@pytest.mark.parametrize("argv", [["clean", "--diff"], ["explain", "-"], ["clean", "--diff", "--check"]])
def test_escapes_of_an_input_never_reach_the_terminal(cli: Cli, argv: list[str]) -> None:
    result = cli(*argv, stdin=ESCAPES.encode())
    assert visible(result.out + result.err) == result.out + result.err
    assert "\\x1b[31m" in result.out


# ---------------------------------------------------------------------- clean: --in-place


def test_in_place_rewrites_and_keeps_the_mode(cli: Cli, tmp_path: Path) -> None:
    path = write(tmp_path / "a", f"{BAD}\n")
    path.chmod(0o604)
    assert cli("clean", "--in-place", "a") == (0, "", "")
    assert path.read_text() == f"{GOOD}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert os.listdir() == ["a"]  # noqa: PTH208


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_in_place_keeps_the_owner(cli: Cli, tmp_path: Path) -> None:
    path = write(tmp_path / "a", BAD)
    os.chown(path, 1234, 2345)
    path.chmod(0o4755)
    assert cli("clean", "--in-place", "a").code == 0
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o4755)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BAD.encode(), GOOD.encode()),
        (codecs.BOM_UTF8 + BAD.encode(), codecs.BOM_UTF8 + GOOD.encode()),
        (f"Title\r\n\r\n{BAD}\r\n".encode(), f"Title\r\n\r\n{GOOD}\r\n".encode()),
        (f"Title\r\n\n{BAD}\n".encode(), f"Title\n\n{GOOD}\n".encode()),
        (codecs.BOM_UTF16_BE + BAD.encode("utf-16-be"), codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be")),
    ],
    ids=["no final newline", "BOM", "CRLF", "mixed line ends", "UTF-16"],
)
def test_in_place_keeps_what_is_not_text(cli: Cli, tmp_path: Path, before: bytes, after: bytes) -> None:
    path = write(tmp_path / "a", before)
    assert cli("clean", "--in-place", "a").code == 0
    assert path.read_bytes() == after
    assert cli("clean", "--check", "a").code == 0


def test_in_place_does_not_touch_a_clean_file(cli: Cli, tmp_path: Path) -> None:
    path = write(tmp_path / "a", f"{GOOD}\n")
    os.utime(path, ns=(1, 1))
    before = path.stat()
    assert cli("clean", "--in-place", "--backup", "--", "a").code == 0
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert os.listdir() == ["a"]  # noqa: PTH208


@pytest.mark.parametrize(("flag", "name"), [("--backup", "a.bak"), ("--backup=.orig", "a.orig"), ("--backup=~", "a~")])
def test_backup_keeps_the_original(cli: Cli, tmp_path: Path, flag: str, name: str) -> None:
    path = write(tmp_path / "a", BAD)
    path.chmod(0o604)
    os.utime(path, ns=(1, 1))
    assert cli("clean", "a", "--in-place", flag).code == 0
    backup = (tmp_path / name).stat()
    assert (tmp_path / name).read_text() == BAD
    assert (stat.S_IMODE(backup.st_mode), backup.st_mtime_ns) == (0o604, 1)


def test_backup_does_not_write_through_a_link(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", BAD)
    other = write(tmp_path / "other", "precious")
    (tmp_path / "a.bak").symlink_to(other)
    assert cli("clean", "--in-place", "--backup=.bak", "a").code == 0
    assert other.read_text() == "precious"


def test_in_place_leaves_links_and_what_is_not_text_alone(cli: Cli, tmp_path: Path) -> None:
    target = write(tmp_path / "target", BAD)
    (tmp_path / "link").symlink_to(target)
    latin = write(tmp_path / "latin", b"caf\xe9 .")
    binary = write(tmp_path / "binary", b"a\0b .")
    good = write(tmp_path / "good", BAD)
    result = cli("clean", "--in-place", "link", "latin", "binary", "good")
    assert (result.code, len(result.err.splitlines())) == (65, 3)
    assert "cannot rewrite link: it is a symbolic link" in result.err
    assert (target.read_text(), latin.read_bytes(), binary.read_bytes()) == (BAD, b"caf\xe9 .", b"a\0b .")
    assert good.read_text() == GOOD


def test_in_place_does_not_wait_for_a_pipe(cli: Cli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert cli("clean", "--in-place", "pipe").code == 65


def test_a_failed_write_leaves_the_file_as_it_was(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a", BAD)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert cli("clean", "--in-place", "a") == (74, "", "textfix: cannot rewrite a: No space left on device\n")
    assert path.read_text() == BAD
    assert os.listdir() == ["a"]  # noqa: PTH208


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["-"],
        ["a", "-o", "b"],
        ["a", "--check"],
        ["a", "--diff"],
        ["a", "--format", "json"],
        ["a", "--backup=../x"],
        ["b", "--backup", "a"],  # the file would be the suffix
    ],
)
def test_in_place_refuses_what_does_not_go_with_it(cli: Cli, tmp_path: Path, argv: list[str]) -> None:
    write(tmp_path / "a", BAD), write(tmp_path / "b", BAD)
    assert cli("clean", "--in-place", *argv).code == 2
    assert (tmp_path / "b").read_text() == BAD


@pytest.mark.parametrize("argv", [["--backup=.bak"], ["--check", "-o", "x"], ["--diff", "--format", "json"]])
def test_flags_that_would_do_nothing_are_refused(cli: Cli, argv: list[str]) -> None:
    assert cli("clean", "x", *argv).code == 2


@pytest.mark.parametrize(
    ("original", "clean", "expected"),
    [("a", "b", "b"), ("a\n", "b", "b\n"), ("a\r\n", "b\n\nc", "b\r\n\r\nc\r\n"), ("a\r\nb\n", "c", "c\n")],
)
def test_a_text_takes_the_style_of_its_file(original: str, clean: str, expected: str) -> None:
    assert in_style_of(original, clean) == expected


# ---------------------------------------------------------------------- settings


def test_the_nearest_settings_file_is_found_and_flags_override_it(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "textfix.toml", 'level = "safe"\n')
    assert cli("clean", stdin=BAD.encode()).out == f"{BAD}\n"
    assert cli("clean", "--level", "likely", stdin=BAD.encode()).out == f"{GOOD}\n"
    assert cli("clean", "--isolated", stdin=BAD.encode()).out == f"{GOOD}\n"


def test_a_named_settings_file_is_the_only_one(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "textfix.toml", "no = 1\n"), write(tmp_path / "mine.toml", 'level = "safe"\n')
    assert cli("clean", "--config", "mine.toml", stdin=BAD.encode()).out == f"{BAD}\n"


def test_ids_are_separated_by_commas_and_add_up(cli: Cli) -> None:
    dirty = b"The army was sent in buy to help the town . observers left."
    chosen = cli("clean", "--select", "phrases,PUNC01", "--select", "spacing", stdin=dirty).out
    assert chosen == "The army was sent in order to help the town. observers left.\n"


@pytest.mark.parametrize(
    "argv",
    [
        ["--select", "nonsense"],
        ["--language", "English"],
        ["--min-confidence", "2"],
        ["--config", "missing.toml"],
        ["--config", "bad.toml"],
    ],
)
@pytest.mark.parametrize("command", ["clean", "explain"])
def test_wrong_settings_exit_2_before_anything_is_read(cli: Cli, tmp_path: Path, command: str, argv: list[str]) -> None:
    write(tmp_path / "bad.toml", "no = 1\n")
    result = cli(command, "missing", *argv)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("textfix: ")
    assert len(result.err.splitlines()) == 1


def test_config_and_isolated_exclude_each_other(cli: Cli) -> None:
    assert cli("clean", "--config", "x", "--isolated").code == 2


# ---------------------------------------------------------------------- --stats and explain


def test_stats_go_to_stderr_as_a_table(cli: Cli) -> None:
    rule = removing_rule()
    result = cli("clean", "--stats", stdin=rule.examples[0].before.encode())
    rows = dict(line.rsplit(maxsplit=1) for line in result.err.splitlines())
    assert rows["inputs"] == rows["changed"] == rows[f"removed: {rule.role}"] == "1"
    assert "suggestions" in rows
    assert len({len(line) for line in result.err.splitlines()}) == 1
    assert "inputs" not in result.out


def test_explain_shows_each_edit_with_rule_and_reason(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "a", f"Army helps\n\n{BAD}\n")
    out = cli("explain", "a").out
    assert "phrases/in-order-to  SPIN05  likely  0.97" in out
    assert "“order” was taken for a purchase" in out
    assert "Army helps⏎⏎The army was sent in [buy] to help the town." not in out  # 30 characters are shown, not all
    assert "The army was sent in [buy] to help the town." in out
    assert "\n     -buy\n     +order\n" in out


def test_explain_lists_what_was_removed(cli: Cli) -> None:
    rule = removing_rule()
    out = cli("explain", "-", stdin=rule.examples[0].before.encode()).out
    assert f"  {rule.role}: " in out
    assert f"({rule.id})" in out


def test_explain_lists_suggestions(cli: Cli) -> None:
    out = cli("explain", "-", "--level", "safe", stdin=BAD.encode()).out
    assert "Suggestions (1)" in out
    assert "could be: order" in out


def test_explain_shows_what_cannot_be_seen(cli: Cli) -> None:
    assert "-\\xa0" in cli("explain", "-", stdin="It rose by\xa0\xa0a tenth.".encode()).out


def test_explain_says_when_nothing_was_wrong(cli: Cli) -> None:
    assert "Nothing to repair." in cli("explain", "-", stdin=GOOD.encode()).out


def test_explain_refuses_what_clean_refuses(cli: Cli) -> None:
    assert cli("explain", "-", stdin=b"\xff").code == 65
    assert cli("explain", "missing").code == 74


def test_unsafe_characters_are_shown_as_escapes() -> None:
    assert visible("a\x1b\x9b\u202e\ud800\r\n\tb") == "a\\x1b\\x9b\\u202e\\ud800\\r\n\tb"
    assert in_one_line("a\nb") == "a\\nb"
    assert revealed("a\u200b\u3000\n") == "a\\u200b\\u3000⏎"


# ---------------------------------------------------------------------- rules


def test_rules_lists_every_pass_and_rule(cli: Cli) -> None:
    lines = cli("rules").out.splitlines()
    starts = [line.split()[0] for line in lines if line]
    for one in PASSES:
        assert one.id in starts
        assert all(rule.id in starts for rule in one.rule_list)


def test_a_rule_is_shown_with_examples_and_keeps(cli: Cli) -> None:
    result = cli("rules", "phrases/in-order-to")
    assert result.code == 0
    assert f"  before   {BAD}\n  → after  {GOOD}\n" in result.out
    assert "\n  keeps    " in result.out


def test_a_pass_is_shown_with_its_examples(cli: Cli) -> None:
    out = cli("rules", "characters").out
    assert "characters/control  CHAR03  safe" in out
    assert "\\x1b[31m" in out


def test_a_defect_is_shown_with_its_rules(cli: Cli) -> None:
    assert "phrases/in-order-to" in cli("rules", "SPIN05").out


def test_the_whole_catalogue_carries_no_escapes(cli: Cli) -> None:
    out = "".join(cli("rules", one.id).out for one in PASSES) + cli("rules", "--format", "markdown").out
    assert visible(out) == out


def test_an_unknown_rule_exits_2_with_close_matches(cli: Cli) -> None:
    result = cli("rules", "phrases/in-oder-to")
    assert (result.code, result.out) == (2, "")
    assert "did you mean phrases/in-order-to" in result.err
    assert "SPIN0" in cli("rules", "spin09").err


def test_markdown_has_one_row_a_pass(cli: Cli) -> None:
    head, _, *rows = cli("rules", "--format", "markdown").out.splitlines()
    assert head == "| pass | repairs | rules | defects | example |"
    assert [row.split("`")[1] for row in rows] == [one.id for one in PASSES]
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows)
    assert cli("rules", "phrases", "--format", "markdown").code == 2
