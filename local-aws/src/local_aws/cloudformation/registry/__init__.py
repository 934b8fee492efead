"""The CloudFormation registry: types, versions, registration by API and by template."""
