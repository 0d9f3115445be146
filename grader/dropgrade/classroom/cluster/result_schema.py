"""The form of a reply: reports of `dropgrade/report/v1` with their details, as JSON Schema says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import fastjsonschema

from dropgrade.report import Outcome

TEXT, NUMBER, PLACE = {"type": "string"}, {"type": "number"}, {"type": "integer", "minimum": 0}
POINTS = {"type": "number", "minimum": 0, "maximum": 1_000_000}
DIGEST = {"type": "string", "pattern": "^([0-9a-f]{64})?\\Z"}
OUTCOME = {"enum": [outcome.value for outcome in Outcome]}


def _list(items: Mapping[str, Any], *, most: int = 10_000) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _row(*items: Mapping[str, Any]) -> dict[str, Any]:
    """An array of exactly these items."""
    return {"type": "array", "items": list(items), "minItems": len(items), "maxItems": len(items)}


def _or_null(form: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, form]}


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object with all of these properties, and no other."""
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


TEXTS = _list(TEXT)
LOCATION = _row({"type": "integer"}, TEXT, TEXT)
DETAILS = _object(
    message=TEXT,
    what=TEXT,
    messages=TEXTS,
    candidates=TEXTS,
    follows_from=TEXTS,
    fact=_row(TEXT, _or_null(_row(PLACE, PLACE)), _list(NUMBER, most=1_000_000), TEXT, TEXT),
    location=_or_null(LOCATION),
    path=_list(LOCATION),
    explanation=_or_null(_row(TEXT, TEXTS, TEXT)),
    example=_or_null(_row(_list(_list(NUMBER)), _list(_list(NUMBER)))),
    doubt=TEXT,
    credit={"type": "number", "minimum": 0, "maximum": 1},
)
CHECK = _object(
    check=TEXT,
    title=TEXT,
    outcome=OUTCOME,
    points=POINTS,
    max_points=POINTS,
    message=TEXT,
    explanation=TEXT,
    observed=TEXT,
    expected=TEXT,
    mistakes=TEXTS,
    output=TEXT,
    credited=TEXT,
    details=DETAILS,
)
REPORT = _object(
    problem=TEXT,
    title=TEXT,
    outcome=OUTCOME,
    score=POINTS,
    max_score=POINTS,
    capped_by=TEXTS,
    source=TEXT,
    sha256=DIGEST,
    checks=_list(CHECK),
    to_be_read=NUMBER,
    details=_object(essential=TEXTS),
)
REPORT["properties"]["packages"] = {"type": "object", "additionalProperties": TEXT}
REPLY = _object(
    results=_list(_object(place=PLACE, report=REPORT, text=TEXT)), fault=_or_null(_object(message=TEXT, hint=TEXT))
)
_validated = fastjsonschema.compile(REPLY)


def validate_reply(data: object, fault: Callable[[str], Exception]) -> None:
    """Raise a fault that says where the data are not a valid reply."""
    try:
        _validated(data)
    except fastjsonschema.JsonSchemaException as error:
        raise fault(str(error)[:200]) from None
