"""HTML converted to the Markdown of our quizzes."""

from __future__ import annotations

import pytest

from dropgrade.quiz.exchange.html_reader import to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("<p>One</p>\n<p>two<br>three<br/><br/>four</p>", "One\n\ntwo\\\nthree\n\nfour"),
        ("<b>bold</b>, <em> slanted </em>.", "**bold**,  *slanted* ."),
        ('<b>"x"</b>y', '"x"y'),  # stars would be shown as stars
        ("x<sub>i</sub><sup>n+1</sup>", "x_i^(n+1)"),
        ("<code>y[mask]</code> <code>a`b</code> <code>`</code>", "`y[mask]` ``a`b`` `` ` ``"),
        ("<code>a&lt;b</code>&nbsp;&amp;amp;", "`a<b`\N{NO-BREAK SPACE}\\&amp;"),
        ('<pre><code class="language-python">if x:\n\n    y</code></pre>', "```python\nif x:\n\n    y\n```"),
        ('<pre class="lang-python run">```</pre>', "````python\n```\n````"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c", "* a\n  * b\n* c"),
        ('<ol start="3"><li><p>a</p><p>b</p></li><li>c</li></ol>', "3. a\n\n   b\n\n4. c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<table><tr><th>a<th>b|c<tr><td><p>d</p><p>e</p></table>", "| a | b\\|c |\n| --- | --- |\n| d e |  |"),
        ("<h2>Title</h2>text<hr>", "**Title**\n\ntext\n\n***"),
        (
            '<a href="https://a.b/c_(d)">x</a> <a href="http://a.b">http://a.b</a>',
            "[x](<https://a.b/c_(d)>) <http://a.b>",
        ),
        (r"\(a_1*b\) \[x\] $$y$$ $5 \(\)", r"$a_1*b$ $$x$$ $$y$$ \$5 \\(\\)"),
        (r"\(x\)2", "$x$ 2"),
        ("<code>\\(x\\)</code>", "`\\(x\\)`"),
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("- [x] no option", "\\- \\[x] no option"),
        ("[!TIP] no hint", "\\[!TIP] no hint"),
        ("[a]: http://b", "\\[a]: http://b"),
        ("a * b, 2*3, a_b, _c_", "a * b, 2\\*3, a_b, \\_c\\_"),
        ("List<int> & <foo>", "List\\<int> & \\<foo>"),
        ("a <!-- hidden --> b", "a b"),
        ("</p></b>x<p>y", "x\n\ny"),
        ("<![if x]>a<![endif]> <![b", "a \\<![b"),
        ("a <![cdata..] b", "a \\<![cdata..] b"),
        ("<div>" * 1000 + "x", "x"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    """The Markdown shows what the HTML shows, and text stays text."""
    assert to_markdown(html) == (markdown, [])


@pytest.mark.parametrize(
    ("html", "markdown", "missing"),
    [
        ('<img src="a.png" alt="A *plot*">', "(image: A \\*plot\\*)", "the image 'a.png' is left out"),
        ("<img>", "(image)", "the image '' is left out"),
        ('<a href="javascript:x">x</a>', "x", "a link to 'javascript:x' is left out"),
        ("<script>x</script>y", "y", "a `<script>` is left out"),
        ("x<iframe src='y'></iframe>", "x", "a `<iframe>` is left out"),
    ],
)
def test_what_a_terminal_cannot_show_is_noted(html: str, markdown: str, missing: str) -> None:
    """Everything that is dropped has a note."""
    assert to_markdown(html) == (markdown, [missing])
