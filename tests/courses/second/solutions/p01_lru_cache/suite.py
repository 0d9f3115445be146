"""The hidden suite of the cache."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dropgrade.checks import expect_equal, expect_object, expect_raises

OPERATIONS = st.lists(st.tuples(st.sampled_from(["get", "put"]), st.integers(0, 5)), max_size=12)


class Model:
    """What a cache holds, as a list of pairs, with the rules of a known mistake where one is named."""

    def __init__(self, capacity, mistake=""):
        self.capacity, self.mistake, self.pairs = capacity + (mistake == "holds_one_more"), mistake, []

    def use(self, name, key, number):
        """Do one operation."""
        known = dict(self.pairs)
        if name == "put":
            known[key] = number
        if key not in known:
            return
        stays = {"get": "get_is_no_use", "put": "put_is_no_use"}[name] == self.mistake and key in dict(self.pairs)
        if stays:
            self.pairs = [(k, known[k]) for k, _ in self.pairs]
        else:
            self.pairs = [(k, v) for k, v in self.pairs if k != key] + [(key, known[key])]
        while len(self.pairs) > self.capacity:
            self.pairs.pop(-1 if self.mistake == "forgets_the_newest" else 0)


MISTAKES = ["get_is_no_use", "put_is_no_use", "forgets_the_newest", "holds_one_more"]


def keys_after(operations, capacity, mistake=""):
    """The keys that a cache holds in the end."""
    model = Model(capacity, mistake)
    for number, (name, key) in enumerate(operations):
        model.use(name, key, number)
    return [key for key, _ in model.pairs]


def expect_keys(student, operations, capacity):
    """Expect the keys of the rules after some operations."""
    cache = expect_object(student.LRUCache(capacity))
    for number, (name, key) in enumerate(operations):
        cache.get(key) if name == "get" else cache.put(key, number)
    explained = {mistake: keys_after(operations, capacity, mistake) for mistake in MISTAKES}
    expect_equal(cache.keys(), keys_after(operations, capacity), what="the keys in the end", mistakes=explained)


@pytest.fixture
def cache(student):
    """A cache for three entries, with one in it."""
    made = expect_object(student.LRUCache(3))
    made.put("a", 17)
    return made


@pytest.mark.points(2)
def test_keeps(cache):
    """What is put is there again."""
    expect_equal(cache.get("a"), 17, what='get("a") after put("a", 17)')
    expect_equal(cache.keys(), ["a"], what="the keys")


@pytest.mark.points(1)
@pytest.mark.needs("test_keeps")
def test_default(cache):
    """Where nothing is kept, the default comes back, and nothing is added."""
    found = cache.get("b", 5)
    expect_equal(found, 5, what='get("b", 5)', mistakes={"ignores_the_default": found is None})
    expect_equal(cache.keys(), ["a"], what="the keys after a get that found nothing")


@pytest.mark.points(1, each=True)
@pytest.mark.needs("test_keeps")
@pytest.mark.essential
@pytest.mark.parametrize(
    "operations",
    [
        pytest.param([("put", 1), ("put", 2), ("put", 3)], id="nothing was read"),
        pytest.param([("put", 1), ("put", 2), ("get", 1), ("put", 3)], id="an entry was read"),
        pytest.param([("put", 1), ("put", 2), ("put", 1), ("put", 3)], id="an entry was put again"),
    ],
)
def test_forgets(student, operations):
    """The entry that was used least recently is forgotten."""
    expect_keys(student, operations, 2)


@pytest.mark.points(3)
@pytest.mark.needs("test_keeps")
@settings(max_examples=40)
@given(operations=OPERATIONS, capacity=st.integers(1, 4))
def test_any_operations(student, operations, capacity):
    """After any operations the right keys are there, in the right order."""
    expect_keys(student, operations, capacity)


@pytest.mark.points(1)
@pytest.mark.needs("test_keeps")
@pytest.mark.parametrize("capacity", [0, -3])
def test_refuses(student, capacity):
    """A capacity below 1 raises ValueError."""
    expect_raises("ValueError", student.LRUCache, capacity, what="the call", mistakes=["takes_any_capacity"])
