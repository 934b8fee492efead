"""A custom resource whose Create answered FAILED gets its Delete, with the PhysicalResourceId of that answer.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html, crpg-ref-requesttypes-delete.html.
That CloudFormation does so is what the CDK's provider framework is written around (its marker of a failed create); MiniStack
sends none.
"""
from ministack.services.cloudformation import custom_resource

_last_answers: dict[tuple[str, str], dict] = {}


def install() -> None:
    custom_resource.deliver_response = _remembering(custom_resource.deliver_response)
    custom_resource.invoke_custom_resource = _with_delete(custom_resource.invoke_custom_resource)


def _remembering(deliver_response):
    def deliver(token, response):
        _last_answers[response.get("StackId"), response.get("LogicalResourceId")] = response
        return deliver_response(token, response)
    return deliver


def _with_delete(invoke_custom_resource):
    def invoke(request_type, logical_id, properties, stack_name, stack_id, resource_type, physical_id=None, old_props=None):
        arguments = (logical_id, properties, stack_name, stack_id, resource_type)
        _last_answers.pop((stack_id, logical_id), None)
        try:
            return invoke_custom_resource(request_type, *arguments, physical_id, old_props)
        except RuntimeError:
            made = (_last_answers.get((stack_id, logical_id)) or {}).get("PhysicalResourceId")
            if request_type == "Create" and made:
                invoke_custom_resource("Delete", *arguments, made)
            raise
    return invoke
