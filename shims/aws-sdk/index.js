/*
 * Stands in for AWS SDK for JavaScript v2.
 *
 * The CloudFormation runtime library 1.0.6 requires four files of SDK v2 when it loads. SDK v2 has reached
 * its end of support and would add 22 MB to the Lambda bundle and 30 MiB to its memory, for logs and metrics
 * alone. This package has the same file names over SDK v3 clients (service.js). package.json names it
 * `aws-sdk`, so Node, jest, esbuild and tsc all find it without configuration.
 *
 * The provider's own AWS calls use SDK v3 directly and never come here.
 */
module.exports = {};
