"""One page for people, whole in one file: it loads nothing from anywhere."""

from __future__ import annotations

from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing may be loaded but the page's own style."""

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="{policy}">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: {width}rem; margin: 2rem auto;
  padding: 0 1rem; color-scheme: light dark }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem;
  border-bottom: 1px solid #8886 }}
small {{ display: block; font-weight: normal }}
{style}
</style>
{body}
</html>
"""


def render_page(
    title: str, body: str, *, style: str = "", width: int = 80, policy: str = POLICY
) -> str:
    """Return a page. ``title`` is text; ``body`` and ``style`` are markup, as they are.

    ``width`` is the widest that the page gets, in letters' heights (rem).
    """
    return _PAGE.format(
        title=escape(title), body=body, style=style.strip(), width=width, policy=policy
    )
