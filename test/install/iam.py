"""What a policy of Allow statements lets through: the operators that ours uses, and no other.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (a
condition fails where its key is absent, but for Null; several keys and operators must all hold, of several values one)
and reference_policies_condition-single-vs-multi-valued-context-keys.html (ForAllValues holds where the key is absent).
"""

from fnmatch import fnmatchcase


def allows(statements: list[dict], action: str, resource: str, context: dict) -> bool:
    return any(
        action in statement["Action"]
        and any(fnmatchcase(resource, pattern) for pattern in as_list(statement["Resource"]))
        and all(
            _holds(operator, key, as_list(values), context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
        for statement in statements
    )


def _holds(operator: str, key: str, values: list[str], context: dict) -> bool:
    given = as_list(context[key]) if key in context else []
    if operator == "Null":
        return values == ["false" if given else "true"]
    if operator == "StringEquals":
        return any(value in values for value in given)
    if operator == "ArnLike":
        return any(fnmatchcase(value, pattern) for value in given for pattern in values)
    if operator == "ForAllValues:StringNotEquals":
        return all(value not in values for value in given)
    raise NotImplementedError(operator)


def as_list(value: str | list) -> list:
    return value if isinstance(value, list) else [value]
