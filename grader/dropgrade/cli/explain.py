"""`dropgrade explain`: a page about a concept of NumPy or Python, with an example to try."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from dropgrade.cli._common import Exit
from dropgrade.screen.subjects import subject_named, subjects
from dropgrade.screen.text import say


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(page.name) for page in subjects() if page.name.startswith(incomplete)]


@click.command("explain")
@click.argument("subject", required=False, shell_complete=_complete)
def command(subject: str | None) -> int:
    """Explain a subject such as broadcasting, keepdims or rng, on one screen.

    Without SUBJECT, all of them are listed. A report names the page that belongs to what it shows.
    """
    if subject is None:
        pages = list(subjects())
        width = max(len(page.name) for page in pages)
        for page in pages:
            say(f"{page.name:<{width}}  {page.title.replace('`', '')}")
        say("\nOne of them: dropgrade explain broadcasting")
        return Exit.FULL
    page = subject_named(subject)
    from dropgrade.screen.console import screen
    from dropgrade.screen.markdown import blocks

    with screen() as console:
        for line in blocks(page.markdown, console):
            console.print(line, soft_wrap=True)
    return Exit.FULL
