"""When the lab ends by itself."""

from __future__ import annotations

from dropgrade.lab.server.lifetime import Lifetime

PATIENCE = 30


def test_it_ends_some_time_after_the_last_page() -> None:
    """Not before a page was opened, nor while another one is open."""
    life = Lifetime(0.001)
    assert not life.over.wait(0.01)
    with life.page():
        with life.page():
            pass
        assert not life.over.wait(0.01)
    assert life.over.wait(PATIENCE)


def test_a_page_that_comes_back_in_time_keeps_it_open() -> None:
    """A reload closes the page for a moment; the waiting begins anew after it."""
    life = Lifetime(PATIENCE)
    with life.page():
        pass
    waiting = life._timer
    with life.page():
        assert waiting is not None
        assert waiting.finished.is_set()
    assert not life.over.is_set()
    life.end()
    assert life.over.is_set()
