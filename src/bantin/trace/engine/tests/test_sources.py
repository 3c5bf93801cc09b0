import gzip
import json
from pathlib import Path

from bantin.trace.engine import Edition, Item
from bantin.trace.engine.sources import Refused, Why, editions, items, text_of

MOST = 1000


def line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


def test_unusable_lines_are_refused_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + line(id="a", text="một")
        + b'{"id": "b", "text": "\xff"}\n'
        + b"{\n"
        + b"\n"
        + line(id="c")
        + line(text="không tên")
        + line(id="d", text=7)
        + line(id="e", text="x" * (MOST + 1))
        + b'{"id": "f", "text": "' + b"y" * (8 * MOST) + b'"}\n'
        + b"[" * 5000 + b"\n"
        + line(aid=9, text="hai", title="ba")
    )  # fmt: skip

    found = list(items(path, max_text=MOST))

    assert [item for item in found if isinstance(item, Item)] == [
        Item("a", "một"),
        Item("9", "hai", "ba"),
    ]
    assert [(no.where, no.why) for no in found if isinstance(no, Refused)] == [
        ("2", Why.ENCODING),
        ("3", Why.SYNTAX),
        ("5", Why.FIELDS),
        ("6", Why.FIELDS),
        ("7", Why.FIELDS),
        ("8", Why.LENGTH),
        ("9", Why.LENGTH),
        ("10", Why.SYNTAX),
    ]


def test_editions_carry_family_and_version_and_an_id_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "editions.jsonl.gz"
    path.write_bytes(
        gzip.compress(
            line(rid="r", family="f", version=2, text="một")
            + line(rid="r", text="hai")
            + line(rid="s", version="x", text="ba")
        )
    )

    found = list(editions(path, max_text=MOST))

    assert found == [
        Edition("r", "một", "", "f", 2),
        Refused("2", Why.TWICE, "r"),
        Refused("3", Why.FIELDS, "version"),
    ]


def test_a_cut_off_gzip_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl.gz"
    whole = gzip.compress(b"".join(line(id=str(n), text=str(n) * 90) for n in range(500)))
    path.write_bytes(whole[:-40])

    *_, last = items(path, max_text=MOST)

    assert isinstance(last, Refused)
    assert last.why is Why.BROKEN


def test_csv_and_folders_are_read_too(tmp_path: Path) -> None:
    table = tmp_path / "items.csv"
    table.write_bytes('id,title,text\n1,Tiêu đề,"hai\ndòng"\n'.encode() + b"2,,\xff\n3,,ba\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.html").write_text("<title>x</title><p>Một <b>hai</b></p><script>no</script><p>ba")
    (folder / "a.txt").write_text("bốn")
    (folder / "c.pdf").write_text("left alone")
    (folder / "d.txt").write_bytes(b"\xff")

    rows = list(items(table, max_text=MOST))
    files = list(items(folder, max_text=MOST))

    assert rows[0] == Item("1", "hai\ndòng", "Tiêu đề")
    assert isinstance(rows[1], Refused)
    assert rows[2] == Item("3", "ba")
    assert files[:2] == [Item("a.txt", "bốn"), Item("b.html", "Một hai\nba")]
    assert files[2] == Refused("d.txt", Why.ENCODING, "0")
    assert len(files) == 3


def test_html_scripts_never_become_text() -> None:
    assert text_of("<style>a</style><div>Xin<br>chào&amp;</div><script>alert(1)</script>") == (
        "Xin\nchào&"
    )
