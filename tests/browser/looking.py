"""What the accessibility tests ask of an open page: axe-core's rules, contrast, structure, and where a key leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

KINDS = (
    "deep dive",
    "deep dive for HIPS",
    "threshold audit",
    "training",
    "actions",
    "figures",
    "briefing",
    "practitioners",
    "checker",
)
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 320, "height": 700}},
    "print": {"color_scheme": "light", "viewport": {"width": 794, "height": 1123}},
}
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
THIN = """for (const body of document.querySelectorAll('tbody'))
  for (const row of [...body.rows].slice(4)) if (!body.querySelector('[rowspan]')) row.remove()"""
"""Rows after the fourth are made like those before; axe takes its time over every cell. Our own rules look at all."""

CONTRAST = """() => {
  const parts = colour => colour.startsWith('rgb') ? colour.match(/[\\d.]+/g).map(Number) : null;
  const linear = c => c / 255 <= .04045 ? c / 255 / 12.92 : ((c / 255 + .055) / 1.055) ** 2.4;
  const light = colour => colour.map(linear).reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const over = (top, under) => top.slice(0, 3).map((c, at) => c * (top[3] ?? 1) + under[at] * (1 - (top[3] ?? 1)));
  const behind = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const found = {}, walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lasting = new Map();
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(element);
    if (!lasting.has(element.parentElement)) lasting.set(element.parentElement, behind(element.parentElement));
    const own = parts(style.backgroundColor), under = over(own, lasting.get(element.parentElement));
    const ink = over(parts(style.color), under), size = parseFloat(style.fontSize);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) found[`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`] = 1;
  }
  return Object.keys(found);
}"""
"""Every text against what is behind it, each element once by its class: axe leaves many of them as “cannot tell”."""

STRUCTURE = """() => {
  const wrong = [], all = (what, within = document) => [...within.querySelectorAll(what)];
  const seen = element => element.checkVisibility();
  let before = 0;
  for (const heading of all('h1,h2,h3,h4,h5,h6').filter(seen)) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) wrong.push(`heading ${level} after ${before}: ${heading.textContent.slice(0, 40)}`);
    if (!heading.textContent.trim()) wrong.push('an empty heading');
    before = level;
  }
  if (all('h1').length !== 1) wrong.push(`${all('h1').length} headings of the first level`);
  for (const part of ['main', 'body > header', 'body > footer'])
    if (all(part).length !== 1) wrong.push(`${all(part).length} times ${part}`);
  if (document.documentElement.lang !== 'en-GB') wrong.push('the language of the page');
  if (!document.title.trim()) wrong.push('no title');
  const ids = all('[id]').map(element => element.id);
  if (new Set(ids).size < ids.length) wrong.push('an id twice');
  for (const link of all('a[href^="#"]'))
    if (!document.getElementById(link.hash.slice(1))) wrong.push(`a link to nowhere: ${link.hash}`);
  for (const nav of all('nav'))
    if (!nav.getAttribute('aria-labelledby') && !nav.ariaLabel) wrong.push('nav without a name');
  for (const image of all('img')) if (image.alt.trim().length < 10) wrong.push('a picture without words');
  for (const table of all('table')) {
    if (!table.caption?.textContent.trim()) wrong.push('a table without a caption');
    if (all('th:not([scope])', table).length || !all('thead th', table).length) wrong.push('headings of a table');
  }
  for (const summary of all('summary')) if (!summary.textContent.trim()) wrong.push('a fold without words');
  return wrong;
}"""

CUT_OFF = """() => {
  const wrong = [], root = document.documentElement;
  if (root.scrollWidth > innerWidth) wrong.push(`the page is ${root.scrollWidth} wide in ${innerWidth}`);
  for (const element of document.querySelectorAll('body *')) {
    const style = getComputedStyle(element), unseen = element.clientWidth <= 1;
    if (!element.checkVisibility() || unseen || element.tagName === 'IMG' || style.display === 'inline') continue;
    const hides = ['hidden', 'clip'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const cuts = ['hidden', 'clip'].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (hides || cuts) wrong.push(`${element.tagName}.${element.className}`);
  }
  return wrong;
}"""

SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
"""The spacing a reader may set without losing anything (WCAG 1.4.12)."""

STOPS = """() => {
  const folded = element => element.parentElement.closest('details:not([open])');
  const shut = element => element.matches('summary') ? folded(element.parentElement) : folded(element);
  const stops = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
    .filter(element => !shut(element) && element.checkVisibility());
  stops.forEach((element, at) => { element.dataset.stop = at });
  return stops.length;
}"""
HERE = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect(), style = getComputedStyle(element);
  if (element === document.body) return null;
  const outline = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
  return {stop: Number(element.dataset.stop), outline,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""


def opened(context: Any, path: Path, mode: str = "light") -> Any:
    """A page with every fold open, as the mode shows it."""
    page = context.new_page()
    if mode == "print":
        page.emulate_media(media="print", color_scheme="light")
    page.goto(path.as_uri())
    page.evaluate(OPEN_ALL)
    return page


def axe(page: Any, *, rules: list[str] | None = None, best: bool = False) -> list[str]:
    """What axe-core finds: the rule, how often, and the first place. ``rules`` alone, or all of WCAG 2.2 A and AA but
    those on colours; ``best`` adds the rules that are good practice only."""
    from axe_playwright_python.sync_playwright import Axe

    tags = [*AA, "best-practice"] if best else AA
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": tags}
    options: dict[str, Any] = {"runOnly": only, "resultTypes": ["violations"]}
    if rules is None:
        options["rules"] = {name: {"enabled": False} for name in COLOURS}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} × {len(one['nodes'])}: {one['nodes'][0]['html'][:90]}" for one in found]
