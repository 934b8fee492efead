// What cdk-nag's AWS Solutions rules say of CloudFormation templates: node nag.mjs TEMPLATE.json ... prints, as JSON, for
// each template a list of [rule, logical id].
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks } from 'cdk-nag';

const found = process.argv.slice(2).map((templateFile) => {
  const app = new App();
  new CfnInclude(new Stack(app, 'Stack'), 'Template', { templateFile });
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => [ruleName, constructPath.split('/').at(-1)]),
  );
});
console.log(JSON.stringify(found));
