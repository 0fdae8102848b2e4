"""Files that tests make themselves: one act as text, Markdown, web page, Word file and PDF."""

from __future__ import annotations

import io

TITLE = "云山市人民政府关于印发云山市数字乡村建设三年行动方案的通知"
NUMBER = "云政发〔2021〕12号"
ADDRESSEES = "各县区人民政府，市政府各部门："
NOTICE = (
    "现将《云山市数字乡村建设三年行动方案》印发给你们，请认真贯彻执行。",
)
SIGNER, DAY = "云山市人民政府", "2021年6月20日"
ENCLOSED = "云山市数字乡村建设三年行动方案"
#: (level of the heading or None, text without its mark); headings count by themselves.
BODY = (
    (None, "为贯彻落实《国务院关于积极推进“互联网+”行动的指导意见》（国发〔2015〕40号），根据《中华人民共和国乡村振兴促进法》等有关规定，结合我市实际，制定本方案。"),
    (0, "总体目标"),
    (None, "到2023年底，全市行政村光纤通达率达到98%以上，新增农村电商服务站点300个，培训农村信息员5000人次，农产品网络零售额突破20亿元，数字乡村建设取得明显成效，乡村治理水平和公共服务能力进一步提高。"),
    (0, "重点任务"),
    (1, "加强农村信息基础设施建设。加快实施“光网乡村”工程，推进偏远地区通信网络覆盖，统筹建设农村物联网设施，对农村公路、水利、电力等设施进行数字化改造。（责任单位：市工业和信息化局、市交通运输局、市水利局）"),
    (1, "发展农村电子商务。支持电商企业在乡镇建设服务站点，完善县乡村三级物流配送体系，推动农产品出村进城，培育区域公用品牌。（市商务局牵头，市农业农村局、市邮政管理局配合）"),
    (2, "建立农产品质量追溯制度。对列入名录的农产品实行一品一码管理，到2022年底前追溯覆盖率达到60%。"),
    (2, "完善冷链物流设施。支持建设产地冷藏保鲜设施，降低农产品产后损失。"),
    (1, "提升乡村数字治理能力。推广网格化服务管理，建立统一的乡村治理信息平台，推动政务服务事项向乡村延伸，方便群众就近办事。（责任单位：市大数据局，各县区人民政府）"),
    (0, "保障措施"),
    (1, "加强组织领导。市政府成立数字乡村建设工作专班，办公室设在市农业农村局，负责统筹协调和督促检查。各县区人民政府要落实主体责任，制定年度实施计划，细化工作措施。"),
    (1, "加大资金投入。市财政每年安排专项资金2000万元，用于支持数字乡村示范项目建设。审计部门要加强对专项资金使用情况的审计监督。"),
    (1, "强化考核评估。建立工作台账，每半年通报一次进展情况，对工作成效突出的单位给予表扬，对推进不力的单位进行约谈。"),
)
#: An act whose words would be markup, a script or a template where a page took them for that.
HOSTILE = """临江市人民政府关于印发“<script>alert(1)</script>”行动方案的通知
临政发〔2019〕7号
各县区人民政府，市政府各部门：
    现将方案印发给你们，请认真贯彻执行。
    一、"onmouseover="alert(2) {{ 7*7 }} javascript:alert(3)
    根据《<img src=x onerror=alert(4)>管理办法》，由市财政局牵头，市发展改革委配合。到2021年，建成</textarea><script>alert(5)</script>中心10个。
临江市人民政府
2019年3月1日
"""
DIGITS = "一二三四五六七八九十"
MARKS = ("{}、", "（{}）", "{}.")


def paragraphs() -> list[str]:
    """The body as a reader sees it, with the marks of its headings."""
    counts, found = [0, 0, 0], []
    for level, text in BODY:
        if level is not None:
            counts[level] += 1
            counts[level + 1 :] = [0] * (2 - level)
            text = MARKS[level].format(counts[level] if level == 2 else DIGITS[counts[level] - 1]) + text
        found.append(text)
    return found


def as_text() -> str:
    indent = "　　"
    return "\n".join([
        TITLE, NUMBER, "", ADDRESSEES, *(indent + line for line in NOTICE), indent * 10 + SIGNER, indent * 10 + DAY, "", ENCLOSED, "",
        *(indent + line for line in paragraphs()), ""])


def as_markdown() -> str:
    body = [f"## {line}" if level == 0 else line for (level, _), line in zip(BODY, paragraphs(), strict=True)]
    return "\n\n".join([f"# {TITLE}", f"**{NUMBER}**", ADDRESSEES, *NOTICE, SIGNER, DAY, f"# {ENCLOSED}", *body]) + "\n"


#: A page of a government site: menus, path, metadata as a table, buttons, neighbours, imprint.
PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>{title}-云山市人民政府门户网站</title>
<style>p {{ text-indent: 2em }}</style><script>var menu = "首页";</script></head><body>
<div class="header"><a href="/">云山市人民政府</a><ul class="nav"><li><a href="/a">首页</a></li><li><a href="/b">政务公开</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/b">政务公开</a> &gt; 政策文件</div>
<table class="xxgk"><tbody>
<tr><td>索 引 号：</td><td>003-2021-00012</td><td>发文机关：</td><td>云山市人民政府</td></tr>
<tr><td>标&nbsp;&nbsp;题：</td><td colspan="3">{title}</td></tr>
<tr><td>发文字号：</td><td>{number}</td><td>发布日期：</td><td>2021-06-28</td></tr></tbody></table>
<h1>{title}</h1>
<div class="tools"><span>字号：</span><a>大</a> <a>中</a> <a>小</a> <a href="javascript:print()">打印</a> <span>分享到：</span></div>
<div id="zoom">{body}</div>
<div class="share">扫一扫在手机打开当前页</div>
<ul class="others"><li>上一篇：<a href="1.html">云山市人民政府关于公布行政许可事项清单的通知</a></li>
<li>下一篇：<a href="2.html">云山市人民政府办公室关于做好防汛工作的通知</a></li></ul>
<div class="footer"><p>主办：云山市人民政府办公室　版权所有</p><p>网站标识码：0000000000　备ICP备00000000号</p></div>
</body></html>
"""


def as_page(charset: str = "utf-8") -> bytes:
    lines = [f"<p align=center><b>{NUMBER}</b></p>", f"<p>{ADDRESSEES}</p>", *(f"<p>　　{line}</p>" for line in NOTICE),
             f"<p align=right>{SIGNER}<br>{DAY}</p>", f"<h2>{ENCLOSED}</h2>", *(f"<p>　　{line}</p>" for line in paragraphs())]
    return PAGE.format(charset=charset, title=TITLE, number=NUMBER, body="\n".join(lines)).encode(charset)


def as_word() -> bytes:
    """A Word file whose headings are numbered by Word."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate((("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))))
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    document.sections[0].header.paragraphs[0].text = "云山市人民政府文件页眉"
    for line in (TITLE, NUMBER, ADDRESSEES, *NOTICE, SIGNER, DAY, ENCLOSED):
        document.add_paragraph(line)
    for level, text in BODY:
        paragraph = document.add_paragraph()
        for piece in (text[:7], text[7:]):  # Word cuts its runs anywhere
            paragraph.add_run(piece)
        if level is not None:
            paragraph._p.get_or_add_pPr().append(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


#: A page of the PDF in points: size, margins, letters, lines.
WIDTH, HEIGHT, LEFT, TOP, SIZE, LEADING, PER_LINE, LINES = 595, 842, 90, 740, 16, 28, 26, 20


def as_pdf(lines: list[str] | None = None, head: str = "云山市人民政府公报　2021年第6期") -> bytes:
    """A PDF with wrapped lines, a head and a number on every page, and a title over two lines."""
    page, pages = [], []
    for line in lines if lines is not None else _printed():
        page.append(line)
        if len(page) == LINES:
            pages.append(page)
            page = []
    pages += [page] if page else []
    out = io.BytesIO()
    canvas = _canvas(out)
    for n, page in enumerate(pages, 1):
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(LEFT, TOP + 60, head)
        canvas.drawCentredString(WIDTH / 2, 50, f"— {n} —")
        canvas.setFont("STSong-Light", SIZE)
        for k, line in enumerate(page):
            text = line.strip("　^")
            left = LEFT + 2 * SIZE if line.startswith("　　") else LEFT
            if line.startswith("^"):
                canvas.drawCentredString(WIDTH / 2, TOP - k * LEADING, text)
            elif line.startswith("　　　"):
                canvas.drawRightString(WIDTH - LEFT, TOP - k * LEADING, text)
            else:
                canvas.drawString(left, TOP - k * LEADING, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _canvas(out):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)


def _printed() -> list[str]:
    """The lines of the PDF: ``^`` is centred, two blanks an indent, three the right margin."""
    found = [f"^{TITLE[:15]}", f"^{TITLE[15:]}", f"^{NUMBER}", "", ADDRESSEES]
    for line in NOTICE:
        found += wrapped("　　" + line)
    found += [f"　　　{SIGNER}", f"　　　{DAY}", "", f"^{ENCLOSED}", ""]
    for line in paragraphs():
        found += wrapped("　　" + line)
    return found


def wrapped(text: str, width: int = PER_LINE) -> list[str]:
    """Lines of so many ems; a Latin letter or digit takes half of one."""
    lines, line, used = [], "", 0.0
    for c in text:
        wide = 0.5 if c.isascii() else 1.0
        if used + wide > width and c not in "，。；：、）”》":
            lines.append(line)
            line, used = "", 0.0
        line, used = line + c, used + wide
    return [*lines, line]


def as_scan() -> bytes:
    """A PDF with a picture and no text."""
    out = io.BytesIO()
    canvas = _canvas(out)
    canvas.rect(100, 100, 300, 500, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
