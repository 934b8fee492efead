"""MiniStack, extended so that it hosts third-party CloudFormation types (a registry) and drives their handlers.

    python -m local_aws.cloudformation

What MiniStack does by itself: templates, stacks, change sets, events, Lambda, S3, IAM, logs. What this package adds, as
AWS documents it (each module names its pages):

    registry            RegisterType and its relatives, by API and by template
    handlers            the CloudFormation CLI's handler protocol
    schema              what CloudFormation does with a template's properties first
    stacks              a resource of such a type in the life of its stack: rollback, drift, import, what is cancelled
    custom_resources    requests to a custom resource's provider; failed ones in the rollback
    cancellation, delivery                     what is given up; events that get lost, come twice, late, out of order
    cloud_control, control                     Cloud Control; a route to call a handler directly, for tests
    lambda_patches, log_patches, state_machine_patches      gaps of MiniStack that handlers run into
"""
