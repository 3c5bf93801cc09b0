import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

from bantin.trace.engine import Edition, Index, Item, Reasons
from bantin.trace.engine.model import Drift, Passage
from bantin.trace.engine.picture import bar, coverage_map
from bantin.trace.engine.report import Entry, Links, Row, Tally, list_page, report
from bantin.trace.engine.report_words import Labels, decimal, percent, thousands
from bantin.trace.engine.sides import window

from .conftest import BRIDGE, FLOOD

LABELS = Labels(
    lang="vi", title="Kết quả", summary="Tóm tắt <1>", skip="Bỏ qua", jump="Sai khác đầu",
    tools="Di chuyển", previous_match="Trước", next_match="Sau", previous_difference="Lùi",
    next_difference="Tiến", previous_page="Trang trước", next_page="Trang sau", all_pages="Các trang",
    contents="Mục lục", filter="Lọc", only_differing="Chỉ sai khác", by_edition="Theo phiên bản",
    item="Tin", edition="Phiên bản", version="Số", score="Điểm", share_of_item="Phần tin",
    share_of_edition="Phần phiên bản", passages="Các đoạn", passage="Đoạn", differences="Sai khác",
    no_differences="Không sai khác", number="Số", kind="Loại",
    kinds={"number": "con số", "name": "tên riêng"}, in_edition="Trong phiên bản", in_item="Trong tin",
    edition_says="phiên bản ghi “{words}”", item_says="tin ghi “{words}”",
    uncertain="Không rõ phiên bản", cut="Đã cắt bớt", nothing="Không có gì", nothing_next="Hãy xem lại",
    copies=lambda copies, differing: f"{copies} bản, {differing} sai",
    why=lambda match: f"vì {match.score}", map_words=lambda match: f"{len(match.passages)} đoạn",
)  # fmt: skip


class Page(HTMLParser):
    """Ids, links to them, tags left open, and attributes that run or style."""

    VOID = ("meta", "input", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.attributes |= set(values)
        self.ids += [values["id"]] if values.get("id") else []
        href = values.get("href") or ""
        self.targets += [href[1:]] if href.startswith("#") else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def entry(text: str = FLOOD, id: str = "a", title: str = "") -> Entry:
    edition = Edition("e<i>", FLOOD, "Giúp dân <vùng lũ>", version=3)
    item = Item(id, text.replace("21.300", "23.100"), title)
    [match] = Index([edition]).match(item)
    return Entry(match, item, edition)


def test_a_difference_names_its_kind_and_both_values_in_both_texts() -> None:
    page = report([entry()], LABELS)

    assert ">21.300 <small>[1: con số, tin ghi “23.100”]</small></mark>" in page
    assert ">23.100 <small>[1: con số, phiên bản ghi “21.300”]</small></mark>" in page
    assert 'href="#m1d1i">Sai khác đầu</a>' in page


def test_no_markup_of_a_text_comes_through() -> None:
    hostile = "<script>alert(1)</script> " + FLOOD
    page = report([entry(hostile, "x\"'><b>", "<b>Tựa</b>")], LABELS)

    marked = FLOOD.replace("ba huyện", "ba <i>huyện").replace("21.300 hộ", "21.300<u> hộ")
    edition, item = Edition("e", marked), Item("a", marked.replace("21.300", "23.100"))
    [match] = Index([edition]).match(item)
    page += report([Entry(match, item, edition)], LABELS)

    assert "ba &lt;i&gt;huyện" in page
    assert not {"<i>", "<u>"} & set(re.findall("<[iu]>", page))
    assert "&lt;script&gt;alert(1)" in page
    assert "e&lt;i&gt;" in page
    assert page.count("<script") == 2
    assert "<b>" not in page
    assert "{words}" not in page


def test_braces_in_a_text_are_only_words() -> None:
    one = entry()
    drift = one.match.drift[0]._replace(edition="{0} {x}")
    page = report([replace(one, match=one.match._replace(drift=(drift,)))], LABELS)

    assert "phiên bản ghi “{0} {x}”" in page


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else() -> None:
    page = report([entry()], LABELS)
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)

    for tag in ("style", "script"):
        [text] = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    names = Page(page).attributes
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert "://" not in page


def test_pages_are_whole_and_every_link_inside_leads_somewhere() -> None:
    two = [entry(FLOOD + "\n" + BRIDGE), entry(id="b")]

    for page in (report(two, LABELS, tallies=[Tally("x", 2, 1)]), report([], LABELS)):
        parsed = Page(page)
        assert parsed.open == []
        assert len(parsed.ids) == len(set(parsed.ids))
        assert set(parsed.targets) <= set(parsed.ids)


def test_only_addresses_of_the_web_become_links() -> None:
    address = "https://tin.example/bai?a=1&b=2"

    page = report([entry(id=address), entry(id="javascript:alert(1)")], LABELS)

    assert (
        'href="https://tin.example/bai?a=1&amp;b=2">https://tin.example/bai?a=1&amp;b=2</a>' in page
    )
    assert 'href="javascript' not in page


def test_notes_say_what_is_uncertain_cut_and_why() -> None:
    one = entry()
    reasons = Reasons(30.0, 8.0, 40, (0, 9), 13.0)
    told = one.match._replace(version_certain=False, cut=True, reasons=reasons)

    page = report([replace(one, match=told)], LABELS)

    assert all(words in page for words in (LABELS.uncertain, LABELS.cut, f"vì {told.score}"))
    plain = report([one], LABELS)
    assert not any(words in plain for words in (LABELS.uncertain, LABELS.cut, "vì 3"))
    assert "<dd>3</dd>" in report([replace(one, match=told._replace(version=3))], LABELS)


def test_a_match_without_differences_says_so_and_offers_no_jump() -> None:
    edition = Edition("e", FLOOD)
    [match] = Index([edition]).match(Item("a", FLOOD))

    page = report([Entry(match, Item("a", FLOOD), edition)], LABELS)

    assert LABELS.no_differences in page
    assert LABELS.jump not in page
    assert "<mark" not in page


def test_a_report_of_nothing_says_so_and_what_to_look_at() -> None:
    page = report([], LABELS)

    assert LABELS.nothing in page
    assert LABELS.nothing_next in page
    assert '<table class="list"' not in page
    assert LABELS.nothing in list_page([], LABELS)


def test_lists_and_neighbours() -> None:
    rows = [Row("000001.html", "Tựa <1>", "a1", "e", 0.5, 0.25, 20.0, 3)]

    page = list_page(rows, LABELS, links=Links("index.html", "list-3.html", "index.html"))

    assert '<tr data-differs="3">' in page
    assert 'data-value="0.25">25,0%</td>' in page
    assert '<a href="000001.html">Tựa &lt;1&gt;</a><small>a1</small>' in page
    assert '<a rel="prev" href="index.html">' in page
    assert '<a rel="next" href="list-3.html">' in page


def test_the_map_stays_inside_its_strips_and_says_what_it_shows() -> None:
    passages = (Passage((0, 10), (990, 1000)), Passage((10, 11), (0, 1)))
    drift = (Drift("number", "2", "3", (10, 11), (999, 1000)),)

    drawn = coverage_map(passages, drift, 1000, 11, "hai <đoạn>")

    assert 'aria-label="hai &lt;đoạn&gt;"' in drawn
    places = re.findall(r' x="(\d+)" y="\d+" width="(\d+)"', drawn)
    assert len(places) == 8
    assert all(int(x) + int(width) <= 1001 for x, width in places)
    assert 'x="990" y="8" width="10"' in drawn
    assert "<svg" in coverage_map((), drift, 0, 0, "")


def test_a_bar_never_runs_over() -> None:
    widths = [float(w) for w in re.findall(r'class="[dp]"[^>]*width="([\d.]+)"', bar(
        (("d", 0.7), ("p", 0.7))))]  # fmt: skip

    assert widths == [70.0, 30.0]


def test_a_window_shows_what_stands_around_and_leaves_outer_figures_out() -> None:
    before, cut, after = window("0123456789", (3, 7), [(2, 4), (4, 5), (6, 8)], 2)

    assert (before, after) == ("…12", "78…")
    assert [(piece.text, piece.figure) for piece in cut] == [("3", 0), ("4", 2), ("56", 0)]


def test_numbers_are_written_as_people_write_them() -> None:
    assert percent(0.375, "vi") == "37,5%"
    assert percent(1.0, "en") == "100.0%"
    assert decimal(20.55, "vi") in ("20,5", "20,6")
    assert (thousands(21300, "vi"), thousands(21300, "en")) == ("21.300", "21,300")
