"""MiniStack, extended so that it hosts third-party CloudFormation types (a registry) and drives their handlers.

    PYTHONPATH=local-aws python -m cloudformation

What MiniStack does by itself: templates, stacks, change sets, events, Lambda, S3, IAM, logs. What this package adds, as AWS
documents it (each module names its pages):

    registration, registry, registry_api, registry_resources   RegisterType and its relatives, by API and by template
    protocol, handler_event                                    the CloudFormation CLI's handler protocol
    coercion, schema_check, schema_paths                       what CloudFormation does with a template's properties first
    stack_resource, rollback, stack_engine                     a resource of such a type in the life of its stack
    drift, resource_import                                     drift by READ; import into a stack by READ
    cloud_control, control                                     Cloud Control; a route to call a handler directly, for tests
    custom_resource_requests, custom_resource_mends            requests to a custom resource's provider; failed ones in the rollback
    cancelled_create                                           a stack that is deleted while it is created
    lambda_mends, state_machine_mends                          gaps of MiniStack that handlers run into
"""
