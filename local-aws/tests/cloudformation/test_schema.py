"""Coercion, validation and property paths; and that a stack uses them before it calls a handler."""

import pytest

from local_aws.cloudformation.schema import schema_paths
from local_aws.cloudformation.schema.coercion import as_strings, coerce
from local_aws.cloudformation.schema.schema_check import violations

from .thing_type import SCHEMA, Things, template

UNION = {
    "properties": {
        "Port": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]},
        "Either": {"type": ["string", "integer"]},
        "List": {"type": "array", "items": {"type": "number"}, "uniqueItems": True, "maxItems": 2},
        "Map": {"type": "object", "additionalProperties": {"type": "integer"}},
        "One": {"oneOf": [{"required": ["A"]}, {"required": ["B"]}]},
        "Choice": {"enum": ["a", "b"]},
    }
}


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"Size": "5"}, {"Size": 5}),
        ({"Size": "five"}, {"Size": "five"}),
        ({"Size": "1.5"}, {"Size": "1.5"}),
        ({"Public": "true"}, {"Public": True}),
        ({"Public": "False"}, {"Public": False}),
        ({"Public": "yes"}, {"Public": "yes"}),
        ({"Name": 5}, {"Name": "5"}),
        ({"Name": True}, {"Name": "true"}),
        ({"Placement": {"Zone": 1}}, {"Placement": {"Zone": "1"}}),
        ({"Weights": {"a": "1", "B": "2"}}, {"Weights": {"a": 1, "B": "2"}}),
    ],
)
def test_coercion_by_the_schema(given: dict, typed: dict) -> None:
    assert coerce(SCHEMA, given) == typed


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"Port": "80"}, {"Port": 80}),
        ({"Port": "true"}, {"Port": True}),
        ({"Either": "5"}, {"Either": "5"}),
        ({"List": ["1", "1.5"]}, {"List": [1, 1.5]}),
        ({"Map": {"a": "1"}}, {"Map": {"a": 1}}),
    ],
)
def test_coercion_where_the_schema_has_a_choice(given: dict, typed: dict) -> None:
    assert coerce(UNION, given) == typed


def test_as_strings() -> None:
    assert as_strings({"a": [1, True, "x"], "b": {"c": 1.5}}) == {"a": ["1", "true", "x"], "b": {"c": "1.5"}}


@pytest.mark.parametrize(
    ("properties", "messages"),
    [
        ({}, ["#: required key [Name] not found"]),
        ({"Name": "a", "Nmae": "b"}, ["#: extraneous key [Nmae] is not permitted"]),
        ({"Name": "a", "Placement": {"Zome": "b"}}, ["#/Placement: extraneous key [Zome] is not permitted"]),
        ({"Name": "a", "Weights": {"B": 1}}, ["#/Weights: extraneous key [B] is not permitted"]),
        ({"Name": "a", "Size": "big"}, ["#/Size: expected type: Integer, found: String"]),
        ({"Name": "a", "Placement": "b"}, ["#/Placement: expected type: JSONObject, found: String"]),
        ({"Name": "SECRET"}, ["#/Name: failed validation constraint for keyword [pattern]"]),
        ({"Name": "a", "Size": 0}, ["#/Size: failed validation constraint for keyword [minimum]"]),
        ({"Name": "a" * 21}, ["#/Name: expected maxLength: 20, actual: 21"]),
    ],
)
def test_violations_are_worded_as_cloudformation_words_them(properties: dict, messages: list) -> None:
    assert violations(SCHEMA, properties) == messages


@pytest.mark.parametrize(
    ("properties", "messages"),
    [
        ({"List": [1, 1]}, ["#/List: array items are not unique"]),
        ({"List": [1, 2, 3]}, ["#/List: expected maximum item count: 2, found: 3"]),
        (
            {"One": {}},
            [
                "#/One: 0 subschemas matched instead of one",
                "#/One: required key [A] not found",
                "#/One: required key [B] not found",
            ],
        ),
        ({"Choice": "c"}, ["#/Choice: failed validation constraint for keyword [enum]"]),
    ],
)
def test_violations_of_lists_and_choices(properties: dict, messages: list) -> None:
    assert violations(UNION, properties) == messages


def test_paths() -> None:
    zone = schema_paths.parse_pointer("/properties/Placement/Zone")
    sizes = schema_paths.parse_pointer("/properties/Volumes/*/Size")
    model = {"Placement": {"Zone": "a", "Comment": "b"}, "Volumes": [{"Size": 1, "Name": "x"}]}
    assert schema_paths.changed_paths((zone, sizes), model, {"Volumes": [{"Size": 1}]}) == [zone]
    assert schema_paths.changed_paths((sizes,), model, {"Volumes": [{"Size": 2}]}) == [sizes]
    assert schema_paths.without(model, (zone, sizes)) == {"Placement": {"Comment": "b"}, "Volumes": [{"Name": "x"}]}
    assert schema_paths.with_value({"A": 1}, ("B", "C"), 2) == {"A": 1, "B": {"C": 2}}
    with pytest.raises(ValueError, match="is not a pointer to a property"):
        schema_paths.parse_pointer("/Placement")


def test_invalid_properties_fail_before_the_handler(things: Things) -> None:
    stack = things.create("invalid", template({"Name": "NOT", "Sise": 1}))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert things.actions() == []
    assert things.reasons("invalid").startswith(
        "\nProperties validation failed for resource Thing with message:\n"
        "#: extraneous key [Sise] is not permitted\n#/Name:"
    )


def test_read_only_property_may_not_be_given(things: Things) -> None:
    things.create("read-only", template({"Id": "mine"}))
    assert things.actions() == []
    assert "[Id] is not permitted" in things.reasons("read-only")


def test_invalid_update_fails_before_the_handler(things: Things) -> None:
    things.create("invalid-update", template({}))
    things.mark()
    assert things.update("invalid-update", template({"Size": 0}))["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert things.actions() == []


def test_parameters_reach_the_handler_typed(things: Things) -> None:
    body = template({"Size": {"Ref": "Size"}, "Public": {"Ref": "Public"}, "Weights": {"a": "3"}})
    body["Parameters"] = {"Size": {"Type": "Number", "Default": "4"}, "Public": {"Type": "String", "Default": "true"}}
    things.create("typed", body)
    assert things.handled()[0]["requestData"]["resourceProperties"] == {
        "Name": "a",
        "Size": 4,
        "Public": True,
        "Weights": {"a": 3},
    }
