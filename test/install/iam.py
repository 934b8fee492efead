"""What a policy lets through, by MiniStack's evaluator of IAM policies."""

from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

REGION, ACCOUNT = "us-east-1", "123456789012"


def allows(statements: list[dict], action: str, resource: str, context: dict) -> bool:
    """A role's policies of this account; `context` has what conditions can name, and the Region where that is
    another."""
    # a request that names no tags has no aws:TagKeys, where the evaluator would take an empty list
    keys = {"aws:tagkeys": None, **{key.lower(): value for key, value in context.items()}}
    asked = EvalContext(
        principal_arn=keys.pop("aws:principalarn", f"arn:aws:iam::{ACCOUNT}:role/provider"),
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=action,
        resource_arn=resource,
        region=keys.pop("aws:requestedregion", REGION),
        secure_transport=keys.pop("aws:securetransport", "true") == "true",
        service_context=keys,
    )
    # a statement without actions is none, where the evaluator takes it for one of all actions
    allowing = [{"Effect": "Allow", **each} for each in statements if each["Action"]]
    document = {"Version": "2012-10-17", "Statement": allowing}
    return evaluate(asked, [parse_policy_document(document)]).decision == "Allow"


def as_list(value: str | list) -> list:
    return value if isinstance(value, list) else [value]
