#!/usr/bin/env python3
"""Make the pages of the documentation: the site of docs/, README in both languages, each verb with its help, each name of the package.

    publish.py [FOLDER]        (build/docs)

What is written by hand stays where it is; the commands and the functions are told by the program itself. The site is made by zensical
(docs/requirements.txt), which needs no network and loads nothing from elsewhere: fonts and icons are the reader's and its own.
"""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import policygraph
from policygraph import cli
from policygraph.serving.content import pictures, vocabulary

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
#: Headings of the menu, with their pages in order.
MENU = {
    "policygraph": ("index.md", "quickstart.md", "first-hour.md"),
    "中文": ("index.zh.md", "quickstart.zh.md", "fits.zh.md"),
    "Reference": ("commands.md", "functions.md", "ontology.md", "queries.md", "networks.md", "measures.md"),
    "In use": ("crawls.md", "serving.md", "fits.md", "review.md", "corrections.md", "changes.md"),
    "What is promised": ("accuracy.md", "performance.md", "scale.md", "reliability.md", "security.md"),
    "The house": ("design.md", "extending.md"),
    "Notebooks": ("notebooks.md",),
}
#: What stands around the Chinese pages, in Chinese: headings of the menu, titles of pages that are there in English alone, words of the theme.
CHINESE = {
    "Quick starts": "快速上手（英文）", "Reference": "参考（英文）", "In use": "使用（英文）", "What is promised": "承诺与实测（英文）", "The house": "结构（英文）", "Notebooks": "笔记本",
    "Read me": "读我（英文）", "Commands": "命令", "Functions": "函数", "More": "其他",
    "first-hour.md": "第一个小时（英文）", "ontology.md": "本体", "queries.md": "命名查询", "networks.md": "网络", "measures.md": "度量", "crawls.md": "爬取的文件", "serving.md": "服务器",
    "fits.md": "与其他程序配合（英文）", "review.md": "草稿审校", "corrections.md": "更正", "changes.md": "变化", "accuracy.md": "准确率", "performance.md": "速度",
    "scale.md": "规模", "reliability.md": "可靠性", "security.md": "安全", "design.md": "设计", "extending.md": "扩展",
    "Search": "搜索", "Navigation": "导航", "On this page": "本页内容", "Table of contents": "目录", "Back to top": "回到顶部", "Permanent link": "永久链接", "Header": "页首",
    "Skip to content": "跳到正文", "Copied to clipboard": "已复制", "Copy to clipboard": "复制", "Could not copy to clipboard": "未能复制", "Type to start searching": "输入以搜索",
    "No matching documents": "没有找到", "1 matching document": "找到 1 页", "# matching documents": "找到 # 页", "1 more on this page": "本页另有 1 处",
    "# more on this page": "本页另有 # 处", "Missing": "缺少",
}
#: Where `make notebooks` puts them, run and with their pictures.
RENDERED = ROOT / "build" / "notebooks"
CONFIGURATION = '''[project]
site_name = "policygraph"
site_description = "Chinese government gazettes as a knowledge graph of policies and agencies"
docs_dir = "pages"
site_dir = "site"
use_directory_urls = false
nav = [
{menu}
]
[project.theme]
language = "en"
font = false
features = ["navigation.sections", "navigation.top", "content.code.copy", "search.highlight"]
[project.plugins.search]
separator = '[\\s\\-_,:!=\\[\\]()\\\\"`/（）、，。；：《》〔〕“”|]+|\\.(?!\\d)|(?<=[\\u4e00-\\u9fff])(?=[\\u4e00-\\u9fff])'
[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
'''


def main() -> int:
    to = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "docs")
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        known = write_pages(folder / "pages")
        (folder / "zensical.toml").write_text(CONFIGURATION.format(menu="\n".join(menu(known))), "utf-8")
        subprocess.run([sys.executable, "-m", "zensical", "build", "--clean"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        for page in (folder / "site").rglob("*.zh.html"):
            page.write_text(in_chinese(page.read_text("utf-8"), known), "utf-8")
        shutil.rmtree(to, ignore_errors=True)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / "site", to)
    for page in RENDERED.glob("*.html"):
        (to / "notebooks").mkdir(exist_ok=True)
        shutil.copy(page, to / "notebooks")
    print(f"{to / 'index.html'}: {len(known)} pages")
    return 0


def write_pages(folder: Path) -> Mapping[str, str]:
    """All pages as Markdown into a folder, with the pictures: title by name of the file."""
    folder.mkdir(parents=True)
    for picture in DOCS.glob("*.png"):
        shutil.copy(picture, folder)
    texts = {path.name: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))}
    texts |= {"index.md": (ROOT / "README.md").read_text("utf-8"), "index.zh.md": (ROOT / "README.zh.md").read_text("utf-8"),
              "commands.md": commands(), "functions.md": functions(), "notebooks.md": notebooks()}
    titles = {}
    for name, text in texts.items():
        titles[name] = text.partition("\n")[0].lstrip("# ").strip()
        (folder / name).write_text(drawn(linked(text, texts)), "utf-8")
    titles["index.md"], titles["index.zh.md"] = "Read me", "读我"
    return titles


def menu(titles: Mapping[str, str]) -> Iterator[str]:
    """The lines of the menu; a page that no heading names stands at the end."""
    placed = {name for names in MENU.values() for name in names}
    for heading, names in {**MENU, "More": tuple(sorted(titles.keys() - placed))}.items():
        if inside := ", ".join(f'{{ "{titles[name]}" = "{name}" }}' for name in names if name in titles):
            yield f'  {{ "{heading}" = [{inside}] }},'


def in_chinese(page: str, titles: Mapping[str, str]) -> str:
    """A page of the site with Chinese words around what it tells: the theme knows one language for all pages.

    Args:
        page: HTML as the theme makes it.
        titles: Title by name of the file, as in the menu.
    """
    words = {titles.get(name, name): zh for name, zh in CHINESE.items()}
    known = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    head, mark, rest = page.partition("<article")
    told, end, tail = rest.partition("</article>")

    def around(part: str) -> str:
        part = re.sub(rf"(>\s*)({known})(\s*<)", lambda found: found[1] + words[found[2]] + found[3], part)
        return re.sub(rf'((?:title|aria-label|placeholder)="?|":")({known})("|(?=[ >]))', lambda found: found[1] + words[found[2]] + found[3], part)

    told = told.replace('title="Permanent link"', f'title="{CHINESE["Permanent link"]}"')
    return re.sub(r'<html lang="?en"?', '<html lang="zh"', around(head) + mark + told + end + around(tail), count=1)


def linked(text: str, known: Mapping[str, str]) -> str:
    """Links between files of the repository as links between pages; what has no page is told by its path alone."""
    def to(match: re.Match[str]) -> str:
        label, target, anchor = match["label"], match["target"].removeprefix("../").removeprefix("docs/"), match["anchor"] or ""
        page = {"README.md": "index.md", "README.zh.md": "index.zh.md"}.get(target, target)
        if page in known or page.endswith(".png") and (DOCS / page).is_file():
            return f"[{label}]({page}{anchor})"
        return label if "`" in label or "/" in label else f"{label} (`{target}`)"

    return re.sub(r"\[(?P<label>[^\]]*)\]\((?!\w+:|#)(?P<target>[^)#\s]+)(?P<anchor>#[^)]*)?\)", to, text)


def drawn(text: str) -> str:
    """A text as the theme can show it.

    A diagram in mermaid, for which a page would need a script from elsewhere, becomes the picture that the server shows of the same; what a
    block of code has behind its language is for our tests, and with it the theme would take the block for words.
    """
    text = re.sub(r"^( *```\w+) [\w-]+$", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"^```mermaid\n.*?^```\n", lambda _: _diagram() + "\n", text, flags=re.MULTILINE | re.DOTALL)


def _diagram() -> str:
    picture = vocabulary.diagram("en")
    lines = "".join(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="currentColor"/><text x="{x}" y="{y - 4}" font-size="11" text-anchor="middle" fill="currentColor">{name}</text>'
                    for name, x1, y1, x2, y2, x, y in picture.lines)
    boxes = "".join(f'<g><rect x="{x}" y="{y}" width="{pictures.WIDTH}" height="{pictures.HEIGHT}" rx="5" fill="none" stroke="currentColor"/>'
                    f'<text x="{x + 10}" y="{y + 19}" font-size="13" fill="currentColor">{name}</text><text x="{x + 10}" y="{y + 37}" font-size="11" fill="currentColor">{label}</text></g>'
                    for name, label, x, y in picture.boxes)
    return f'<svg viewBox="0 0 {picture.width} {picture.height}" width="100%" role="img" aria-label="classes and what joins them">{lines}{boxes}</svg>\n'


def commands() -> str:
    """Each verb with its help."""
    parser = cli.command_line()
    verbs = next(action for action in parser._actions if hasattr(action, "choices") and action.choices and "build" in action.choices).choices
    parts = "".join(f"\n## {name}\n\n```text\n{verb.format_help().strip()}\n```\n" for name, verb in verbs.items())
    return f"# Commands\n\nAs `policygraph VERB --help` prints them.\n\n```text\n{parser.format_help().strip()}\n```\n{parts}"


def functions() -> str:
    """Each name of the package with its form and its docstring."""
    return "# Functions\n\nThe names of `import policygraph as pg`.\n" + "".join(_told(name) for name in sorted(policygraph.__all__, key=str.lower))


def notebooks() -> str:
    """Each notebook with its first lines; a link where it was run."""
    parts = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        first = "".join(json.loads(path.read_text("utf-8"))["cells"][0]["source"])
        title, _, about = first.partition("\n")
        rendered = f"[`{path.stem}`](notebooks/{path.stem}.html), run on the sample" if (RENDERED / f"{path.stem}.html").is_file() else f"`notebooks/{path.name}`"
        parts.append(f"\n## {title.lstrip('# ').strip()}\n\n{rendered}\n\n{linked(about.strip(), {})}\n")
    return "# Notebooks\n\nOne question each; the line at the top takes an own source. `make lab` opens them in Jupyter, `make notebooks` runs them and writes pages.\n" + "".join(parts)


def _told(name: str) -> str:
    value = getattr(policygraph, name)
    try:
        form = str(inspect.signature(value)) if callable(value) else ""
    except ValueError:
        form = ""
    members = [(each, member) for each, member in sorted(vars(value).items()) if not each.startswith("_") and inspect.getdoc(member)] if inspect.isclass(value) else []
    told = "".join(f"\n**`.{each}`** {_first(member)}\n" for each, member in members if callable(member) or isinstance(member, property))
    return f"\n## pg.{name}\n\n```text\npg.{name}{form}\n```\n\n```text\n{inspect.getdoc(value) or ''}\n```\n{told}"


def _first(member: object) -> str:
    return (inspect.getdoc(member) or "").partition("\n\n")[0].replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
