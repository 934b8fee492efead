"""The handlers of registry types, called by the protocol of the CloudFormation CLI."""
