// A CDK app with the node group three times: with the construct, and with plain CfnResource for each entry point.
// After `make npm-package` in the project: npm install && npx cdk deploy Construct
import { App, CfnOutput, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import { EfaNodeGroup } from 'eks-efa-nodegroup';

const app = new App();

/** The parameters of every stack. */
class TrainingStack extends Stack {
  clusterName = new CfnParameter(this, 'ClusterName').valueAsString;
  nodeRole = new CfnParameter(this, 'NodeRole').valueAsString;
  /** Private subnets of the cluster's VPC, in as many zones as there are. */
  subnets = new CfnParameter(this, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' }).valueAsList;
}

/** Typed properties, attributes as tokens, errors at synth time. */
class ConstructStack extends TrainingStack {
  constructor(scope, id) {
    super(scope, id);
    const workers = new EfaNodeGroup(this, 'Workers', {
      clusterName: this.clusterName,
      nodeRole: this.nodeRole,
      subnets: this.subnets,
      instanceTypes: ['p5.48xlarge'],
      scalingConfig: { minSize: 2, maxSize: 10 },
      labels: { team: 'research' },
    });
    new CfnOutput(this, 'Id', { value: workers.id });
    new CfnOutput(this, 'AutoScalingGroupName', { value: workers.attributes.autoScalingGroupName });
    new CfnOutput(this, 'EfaInterfaceCount', { value: String(workers.efaInterfaceCount) });
  }
}

/** The private registry type, for an account where it is registered. */
class RegistryStack extends TrainingStack {
  constructor(scope, id) {
    super(scope, id);
    const workers = new CfnResource(this, 'Workers', {
      type: 'Efa::EKS::NodeGroup',
      properties: propertiesOf(this),
    });
    outputsOf(this, workers);
  }
}

/** The custom resource, for an account where install/custom-resource.yaml is deployed. */
class CustomResourceStack extends TrainingStack {
  constructor(scope, id) {
    super(scope, id);
    const workers = new CfnResource(this, 'Workers', {
      type: 'Custom::EksEfaNodeGroup',
      properties: {
        ServiceToken: new CfnParameter(this, 'ServiceToken').valueAsString,
        ...propertiesOf(this),
      },
    });
    outputsOf(this, workers);
  }
}

/** As a template spells them. */
function propertiesOf({ clusterName, nodeRole, subnets }) {
  return {
    ClusterName: clusterName,
    NodeRole: nodeRole,
    Subnets: subnets,
    InstanceTypes: ['p5.48xlarge'],
    ScalingConfig: { MinSize: 2, MaxSize: 10 },
    Labels: { team: 'research' },
  };
}

function outputsOf(stack, workers) {
  new CfnOutput(stack, 'Id', { value: workers.ref });
  for (const name of ['AutoScalingGroupName', 'EfaInterfaceCount']) {
    new CfnOutput(stack, name, { value: workers.getAtt(name).toString() });
  }
}

new ConstructStack(app, 'Construct');
new RegistryStack(app, 'Registry');
new CustomResourceStack(app, 'CustomResource');
app.synth();
