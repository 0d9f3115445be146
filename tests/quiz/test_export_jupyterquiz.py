"""The JSON of jupyterquiz, checked against its documentation and its own programs."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.metadata import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dropgrade.quiz.exchange import export, losses
from tests.quiz.exchange_sample import QUIZZES, nasty, quiz_of, run, written

FEEDBACK = {"correct": {"type": "boolean"}, "feedback": {"type": "string"}}
CHOICE = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "type": {"enum": ["multiple_choice", "many_choice"]},
        "code": {"type": "string"},
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"answer": {"type": "string"}, **FEEDBACK},
                "required": ["answer", "correct"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "question", "answers"],
    "additionalProperties": False,
}
NUMERIC = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "type": {"const": "numeric"},
        "code": {"type": "string"},
        "answers": {
            "type": "array",
            "items": {
                "oneOf": [
                    {
                        "type": "object",
                        "properties": {"type": {"const": "value"}, "value": {"type": "number"}, **FEEDBACK},
                        "required": ["value", "correct", "feedback"],
                        "additionalProperties": False,
                    },
                    {
                        "type": "object",
                        "properties": {
                            "type": {"const": "range"},
                            "range": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                            **FEEDBACK,
                        },
                        "required": ["range", "correct", "feedback"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
    },
    "required": ["type", "question", "answers"],
    "additionalProperties": False,
}
LOADER = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("loader", sys.argv[1])
loader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(loader)
script, is_static, url = loader.load_questions_script(sys.argv[2], "quiz")
print(script.removeprefix("var questionsquiz=").partition(";\\n\\nif (typeof")[0])
"""
SHOW = """
const fs = require("fs");
eval(fs.readFileSync(process.argv[1], "utf8") + ";globalThis.jaxify = jaxify;");
const texts = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(texts.map(jaxify)));
"""


def shipped(name: str) -> Path:
    """Return the path of a file of the installed jupyterquiz; importing it would need a notebook."""
    found = next(file for file in files("jupyterquiz") or [] if file.name == name)
    return Path(str(found.locate()))


def exported(folder: Path, *names: str) -> list[dict[str, Any]]:
    """Return the questions of a quiz as plain data."""
    quiz = quiz_of(folder, *names) if names else nasty(folder)
    content: list[dict[str, Any]] = json.loads(export([quiz], "jupyterquiz")) if quiz else []
    return content


@pytest.mark.parametrize(("where", "name"), QUIZZES)
def test_every_question_has_the_documented_form(tmp_path: Path, where: str, name: str) -> None:
    """Questions have only documented fields, all required ones, and feedback wherever its program needs it."""
    for question in exported(tmp_path, where, name):
        jsonschema.validate(question, NUMERIC if question["type"] == "numeric" else CHOICE)
        if question["type"] == "multiple_choice":
            assert sum(answer["correct"] for answer in question["answers"]) == 1


def test_its_own_loader_takes_the_file(tmp_path: Path) -> None:
    """The notebook passes the list of questions to the browser."""
    file = tmp_path / "quiz.json"
    file.write_bytes(export([nasty(tmp_path)], "jupyterquiz"))
    assert json.loads(run(LOADER, shipped("loader.py"), file)) == exported(tmp_path)


@pytest.mark.skipif(not shutil.which("node"), reason="node runs what shows the questions")
def test_its_own_script_finds_the_formulas_and_nothing_else(tmp_path: Path) -> None:
    """Only formulas are shown as formulas and links as links; prices, brackets and code stay."""
    quiz = written(
        tmp_path,
        "## a\n\n$a$$b$ of \\$5-\\$6, `$x$`, y\\[m](x), $$E$$(1).\n\n"
        "- [x] $y[i](x)$\n- [ ] `[a](b)`\n  > No $p$.\n- [ ] [l](http://a.b)\n  > No.\n\nSo.\n",
    )
    (question,) = json.loads(export([quiz], "jupyterquiz"))
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps([question["question"], *(a["answer"] for a in question["answers"])]))
    command = ["node", "-e", SHOW, str(shipped("helpers.js")), str(texts)]
    shown = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert shown == [
        r"\(a\)<span></span>\(b\) of &#36;5-&#36;6, <code>&#36;x&#36;</code>, y&#91;m&#93;(x), \[E\]&#40;1).",
        r"\(y&#91;i&#93;(x)\)",
        "<code>&#91;a&#93;(b)</code>",
        '<a href="http://a.b">l</a>',
    ]


def test_the_explanation_comes_with_the_right_answer(tmp_path: Path) -> None:
    """It follows the option's reason; with several right options it is left out."""
    one, many, number, exact = exported(tmp_path)
    first = one["answers"][0]["feedback"]
    assert first.startswith("<p>It is, since $\\neq$ is not <code>\\n</code>.</p>\n<p>The end")
    assert "Because" not in json.dumps(many)
    assert number["answers"] == [
        {"type": "range", "range": [0.124, 0.126], "correct": True, "feedback": "An eighth."},
        {"type": "value", "value": 0.126, "correct": True, "feedback": "An eighth."},
    ]
    assert exact["answers"] == [{"type": "value", "value": -2.5, "correct": True, "feedback": "Exactly that."}]


def test_code_below_the_question_is_in_its_own_field(tmp_path: Path) -> None:
    """A code block at the end of a question gets its own field, if it is the only one."""
    quiz = written(
        tmp_path,
        "## a\n\nWhat?\n\n```python\nx < [1]\n\ny\n```\n\n- [=] 1\n\nSo.\n\n"
        "## b\n\n```\nx\n```\n\nWhat?\n\n- [=] 1\n\nSo.\n\n## c\n\n```\nx\n```\n\n- [=] 1\n\nSo.\n",
    )
    first, second, third = json.loads(export([quiz], "jupyterquiz"))
    assert (first["question"], first["code"]) == ("What?", "x &lt; [1]\n\ny")
    assert second["question"] == "<pre><code>x\n</code></pre>\n<p>What?</p>"
    assert "code" not in second
    assert (third["question"], third["code"]) == ("", "x")


def test_it_says_what_it_cannot_carry(tmp_path: Path) -> None:
    """Titles, ids, hints, orders and explanations of several right options are reported as losses."""
    lines = "\n".join(losses(nasty(tmp_path), "jupyterquiz"))
    for word in (
        "ids of questions",
        "`a-number`: jupyterquiz has no hints",
        "`many-that-hold`: its explanation",
        "order",
    ):
        assert word in lines
