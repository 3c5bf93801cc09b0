"""What ``bantin demo`` prints: where to go, as whom, and what to try."""

from bantin.cli.text import _


def text(address: str, password: str) -> str:
    """The guide for the office at ``address``."""
    lines = [
        "",
        _("The sample office “Công an tỉnh An Lạc” (all people and places are imagined)"),
        "",
        f"  {_('Public newsroom'):<28}{address}",
        f"  {_('Desk (staff)'):<28}{address}desk/",
        f"  {_('Start here, with codes'):<28}{address}demo/",
        f"  {_('Mail that arrived'):<28}{address}demo/thu/",
        "",
        _("Accounts; the password of each is %(password)s") % {"password": password},
        f"  mai.tram      {_('press officer')}",
        f"  cong.nguyen   {_('spokesperson')} ({_('the one-time code is on the start page')})",
        f"  bich.thoa     {_('authorised person')} ({_('the one-time code is on the start page')})",
        f"  khanh.vy      {_('coverage clerk')}",
        f"  van.toai      {_('administrator')}",
        "",
        _("What to try"),
        "  1. " + _("As mai.tram: write a release, look at the preview, submit it."),
        "  2. " + _("As cong.nguyen, on a phone: see what changed, approve it."),
        "  3. " + _("Read it in the newsroom and in the mailbox."),
        "  4. " + _("As khanh.vy: import coverage and open an item."),
        "  5. " + _("As mai.tram: correct a figure; look at the outdated copies."),
        "  6. " + _("Open the page of figures."),
        "",
        _("Ctrl-C ends it."),
        "",
    ]
    return "\n".join(lines)
