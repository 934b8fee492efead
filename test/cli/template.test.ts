/** Properties out of CloudFormation templates. */

import type { ClientConfig } from '../../src/aws/clients';
import { makeStackClients } from '../../src/aws/stack/stack-clients';
import { parse } from '../../src/cli/input/document';
import { ExternalValues } from '../../src/cli/input/external-values';
import { resolvedProperties, subjectsOfTemplate } from '../../src/cli/input/from-template';
import type { KeyValues } from '../../src/cli/input/intrinsics';
import { Template } from '../../src/cli/input/template';
import { UsageError } from '../../src/cli/usage-error';
import { World } from '../world/world';

const PSEUDO = {
  'AWS::Region': 'us-east-1',
  'AWS::Partition': 'aws',
  'AWS::AccountId': '123456789012',
};

const HEAD = `
Parameters:
  Cluster: { Type: String, Default: training }
  Subnets: { Type: List<AWS::EC2::Subnet::Id> }
  Names: { Type: CommaDelimitedList, Default: 'a, b' }
  Max: { Type: Number, Default: 10 }
  Size: { Type: String, Default: small }
  Image: { Type: AWS::SSM::Parameter::Value<String>, Default: /ami }
Mappings:
  Sizes:
    small: { Type: hpc6id.32xlarge, Zones: [a, b] }
    large: { Type: p5.48xlarge }
Conditions:
  IsLarge: !Equals [!Ref Size, large]
  IsSmall: !Not [!Condition IsLarge]
  Both: !And [!Condition IsLarge, !Condition IsSmall]
  Either: !Or [!Condition IsLarge, !Condition IsSmall]
  IsTen: !Equals [!Ref Max, '10']
Resources:
  Role: { Type: AWS::IAM::Role }
`;

const given = (world = new World()) =>
  new ExternalValues(() => makeStackClients(world.clientConfig() as unknown as ClientConfig));

/** Of the node group, or of the only one; all problems are thrown. */
async function propertiesFromTemplate(
  document: unknown,
  resource: string | undefined,
  parameters: KeyValues,
  pseudo: KeyValues,
  external = given(),
) {
  const { exported, stored, accountId } = external;
  const values = { exported, stored, accountId, resolved: {}, physicalIds: {} };
  const template = new Template(document, { parameters, pseudo, ...values });
  const { subjects, problems } = await subjectsOfTemplate({
    template,
    previous: undefined,
    resource,
    identity: undefined,
    origin: { stackName: undefined, stackTags: {} },
    external,
  });
  const [{ logicalId = '' } = {}] = subjects;
  const found = await resolvedProperties(template, logicalId, () => undefined, external);
  const all = [...problems, ...found.problems];
  if (all.length > 0) throw new UsageError(all.join('\n'));
  return { logicalId, properties: found.properties };
}

/** The value of one property of a template, in YAML. */
async function value(
  yaml: string,
  more: KeyValues = {},
  external?: ExternalValues,
): Promise<unknown> {
  const text = `${HEAD}  Nodes:\n    Type: Efa::EKS::NodeGroup\n    Properties:\n      X: ${yaml}\n`;
  const template = parse(text, 'template.yaml');
  const parameters = { Subnets: 'subnet-9', ...more };
  const { properties } = await propertiesFromTemplate(
    template,
    'Nodes',
    parameters,
    PSEUDO,
    external,
  );
  return properties.X;
}

describe('functions', () => {
  it.each([
    ['!Ref Cluster', 'training'],
    ['{ Ref: Cluster }', 'training'],
    ['!Ref Names', ['a', 'b']],
    ['!Ref Max', '10'],
    ['!Ref AWS::Region', 'us-east-1'],
    [
      `!Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/x'`,
      'arn:aws:iam::123456789012:role/x',
    ],
    [`!Sub ['\${a}-\${Cluster}-\${!kept}', { a: !Ref Size }]`, `small-training-\${kept}`],
    ["!Join ['-', [a, !Ref Cluster]]", 'a-training'],
    ["!Join [',', !Ref Names]", 'a,b'],
    ["!Split ['|', 'x|y']", ['x', 'y']],
    ['!Select [1, !Ref Names]', 'b'],
    ['!FindInMap [Sizes, !Ref Size, Type]', 'hpc6id.32xlarge'],
    ['!FindInMap [Sizes, small, Zones]', ['a', 'b']],
    ['!If [IsLarge, yes-large, no-small]', 'no-small'],
    ['!If [IsSmall, a, b]', 'a'],
    ['!If [Both, a, b]', 'b'],
    ['!If [Either, a, b]', 'a'],
    ['!If [IsTen, a, b]', 'a'],
    ['!If [IsLarge, !GetAtt Role.Arn, known]', 'known'],
    ['!Ref AWS::NoValue', undefined],
    ['[a, !If [IsLarge, b, !Ref AWS::NoValue]]', ['a']],
    ['{ A: !Ref AWS::NoValue, B: b }', { B: 'b' }],
    ['!Base64 hello', 'aGVsbG8='],
    ['1.30', '1.3'],
    ['"1.30"', '1.30'],
    ['true', 'true'],
    [`{ 'Fn::Sub': '\${Cluster}' }`, 'training'],
  ])('%s', async (yaml, expected) => {
    expect(await value(yaml)).toEqual(expected);
  });

  it('parameters that are given win over defaults', async () => {
    expect(await value('!Ref Size', { Size: 'large' })).toBe('large');
    expect(await value('!If [IsLarge, a, b]', { Size: 'large' })).toBe('a');
    expect(await value('!Ref Subnets', { Subnets: 'subnet-1,subnet-2' })).toEqual([
      'subnet-1',
      'subnet-2',
    ]);
    expect(await value('!Ref Image', { Image: 'ami-1' })).toBe('ami-1');
  });

  it('what only the stack knows can be set', async () => {
    expect(await value('!GetAtt Role.Arn', { 'Role.Arn': 'arn:aws:iam::1:role/r' })).toBe(
      'arn:aws:iam::1:role/r',
    );
    expect(await value('!Ref Role', { Role: 'r' })).toBe('r');
    expect(await value(`!Sub 'x-\${Role.Arn}'`, { 'Role.Arn': 'y' })).toBe('x-y');
  });
});

describe('what AWS knows is read', () => {
  function made() {
    const world = new World();
    const { stacks } = world.account;
    for (const [name, of] of [
      ['/ami', 'ami-0a'],
      ['/other/ami', 'ami-0b'],
    ])
      stacks.parameters.set(name ?? '', { type: 'String', value: of ?? '' });
    for (const name of ['one', 'two', 'three'])
      stacks.exports.push({ Name: name, Value: `${name}-value`, ExportingStackId: 'x' });
    return { world, external: given(world) };
  }

  it.each([
    ['!Ref Image', {}, 'ami-0a'],
    ['!Ref Image', { Image: '/other/ami' }, 'ami-0b'],
    ["'{{resolve:ssm:/other/ami}}'", {}, 'ami-0b'],
    ["'{{resolve:ssm:/other/ami:3}}'", {}, 'ami-0b'],
    ["!Sub '{{resolve:ssm:/ami}}-x'", {}, 'ami-0a-x'],
    ['!ImportValue three', {}, 'three-value'],
    [`!ImportValue {'Fn::Sub': 't\${Size}'}`, { Size: 'wo' }, 'two-value'],
  ])('%s with %j', async (yaml, more, expected) => {
    const { world, external } = made();
    expect(await value(yaml, more as KeyValues, external)).toBe(expected);
    expect(world.notModelled).toEqual([]);
  });

  it.each([
    [
      '!ImportValue other',
      /^X: Export other could not be read: No stack of this account and Region exports other\./,
    ],
    ["'{{resolve:ssm:/x}}'", /^X: Dynamic reference .* Systems Manager has no parameter \/x in/],
    [
      '!Ref Image',
      /^Parameter Image is read from AWS Systems Manager Parameter Store: Systems Manager has no parameter \/none .* --parameters Image=VALUE\.$/,
    ],
  ])('%s, which is not there', async (yaml, expected) => {
    const found = value(yaml, yaml.includes('Image') ? { Image: '/none' } : {}, made().external);
    await expect(found).rejects.toThrow(expected);
  });

  it('what the credentials do not allow says so', async () => {
    const { world, external } = made();
    world.faults.add({
      action: 'ListExports',
      error: { code: 'AccessDenied', status: 403, message: 'User is not authorized' },
    });
    await expect(value('!ImportValue one', {}, external)).rejects.toThrow(
      /^X: Export one could not be read: cloudformation:ListExports .*AccessDenied.*not authorized\. Create a change set and pass its ARN with --change-set, or pass a properties file instead of the template\.$/,
    );
  });
});

describe('what only the stack knows names the property', () => {
  it.each([
    [
      '!GetAtt Role.Arn',
      /^X: Fn::GetAtt Role\.Arn is only known to the stack\. .* --parameters Role\.Arn=VALUE\.$/,
    ],
    ['!Ref Role', /^X: Ref Role is only known to the stack/],
    ["{ A: ['', !Cidr other] }", /^X\.A\[1\]: Fn::Cidr is not supported by this command/],
    ["!GetAZs ''", /^X: Fn::GetAZs is not supported by this command\. Create a change set/],
    [
      '!Ref AWS::StackName',
      /^X: Ref AWS::StackName is only known to the stack\. Set it with --stack-name\.$/,
    ],
    ["'{{resolve:secretsmanager:x}}'", /^X: A dynamic reference is not supported by this command/],
    [`!Sub '\${Nowhere}'`, /^X: Ref Nowhere is only known to the stack/],
    ['!If [Nothing, a, b]', /^X: The template has no condition Nothing\./],
    [
      '!FindInMap [Sizes, small, Nothing]',
      /^X: Fn::FindInMap refers to Sizes\.small\.Nothing, which/,
    ],
    ['!Select [9, !Ref Names]', /^X: Fn::Select selects item 9 of a list of 2\./],
    ["!Join ['-', text]", /^X: Fn::Join has an argument that is not a list\./],
  ])('%s', async (yaml, expected) => {
    await expect(value(yaml)).rejects.toThrow(UsageError);
    await expect(value(yaml)).rejects.toThrow(expected);
  });

  it('all of it at once', async () => {
    const found = value('{ A: !GetAtt Role.Arn, B: [!Ref Role, !GetAtt Role.RoleId] }');
    await expect(found).rejects.toThrow(
      /^X\.A: .* Role\.Arn .*\nX\.B\[0\]: Ref Role .*\nX\.B\[1\]: .* Role\.RoleId /,
    );
  });
});

describe('parameters', () => {
  const PARAMETERS = `
Parameters:
  Start: { Type: String }
  ScaleIn: { Type: String }
  Team: { Type: String, Default: ml, AllowedValues: [ml, hpc] }
  Name: { Type: String, Default: nodes, AllowedPattern: '[a-z]+', ConstraintDescription: only small letters }
  Short: { Type: String, Default: abc, MinLength: 2, MaxLength: 4 }
  Nodes: { Type: Number, Default: 2, MinValue: 1, MaxValue: 16 }
  Ports: { Type: List<Number>, Default: '1,2' }
  Secret: { Type: String, Default: abcdef, NoEcho: true, MinLength: 6 }
Resources:
  Workers: { Type: Efa::EKS::NodeGroup, Properties: { ClusterName: training } }
`;
  const read = (parameters: KeyValues) =>
    propertiesFromTemplate(parse(PARAMETERS, 't'), undefined, parameters, PSEUDO);
  const sound = { Start: 'a', ScaleIn: 'b' };

  it('that nothing of the node group uses are missing all the same, as for CloudFormation', async () => {
    await expect(read({})).rejects.toThrow(
      'Parameters Start, ScaleIn have no default. Set them with --parameters Start=VALUE ScaleIn=VALUE.',
    );
    await expect(read({ Start: 'a' })).rejects.toThrow(
      'Parameter ScaleIn has no default. Set it with --parameters ScaleIn=VALUE.',
    );
    await expect(read(sound)).resolves.toMatchObject({ logicalId: 'Workers' });
  });

  it.each<[KeyValues, string]>([
    [{ Team: 'x' }, 'Parameter Team: x is not one of ml, hpc. Correct the value.'],
    [
      { Name: 'Nodes' },
      'Parameter Name: Nodes does not match [a-z]+. The template says: only small letters.',
    ],
    [{ Short: 'a' }, 'Parameter Short: a is shorter than 2 characters. Correct the value.'],
    [{ Short: 'abcde' }, 'Parameter Short: abcde is longer than 4 characters. Correct the value.'],
    [{ Nodes: '0' }, 'Parameter Nodes: 0 is less than 1. Correct the value.'],
    [{ Nodes: '17' }, 'Parameter Nodes: 17 is more than 16. Correct the value.'],
    [{ Nodes: 'two' }, 'Parameter Nodes: two is not a number. Correct the value.'],
    [{ Ports: '1,x' }, 'Parameter Ports: x is not a number. Correct the value.'],
    [
      { Secret: 's3cr3' },
      'Parameter Secret: The value is shorter than 6 characters. Correct the value.',
    ],
    [{ Taem: 'x' }, 'The template has no parameter Taem. Did you mean Team?'],
    [{ Zone: 'x' }, 'The template has no parameter Zone. Correct the name in --parameters.'],
  ])('%j', async (more, message) => {
    await expect(read({ ...sound, ...more })).rejects.toThrow(message);
  });

  it.each<KeyValues>([
    { Team: 'hpc' },
    { Name: 'abc' },
    { Short: 'ab' },
    { Nodes: '16' },
    { Ports: '8, 9' },
    { 'Workers.Arn': 'x' },
  ])('%j is taken', async (more) => {
    await expect(read({ ...sound, ...more })).resolves.toMatchObject({ logicalId: 'Workers' });
  });

  it('all of it at once', async () => {
    const failed = read({ Team: 'x', Nodes: '0', Nade: 'y' });
    await expect(failed).rejects.toThrow(
      /no parameter Nade.*\nParameters Start, ScaleIn .*\nParameter Team: .*\nParameter Nodes: /,
    );
  });
});

describe('the resource', () => {
  const nodes = {
    Type: 'Custom::EksEfaNodeGroup',
    Properties: { ServiceToken: { 'Fn::ImportValue': 'x' }, A: 'a' },
  };
  const of = (resources: object, id?: string) =>
    propertiesFromTemplate({ Resources: resources }, id, {}, PSEUDO);

  it('of the custom resource, without its protocol', async () => {
    expect(await of({ Nodes: nodes })).toEqual({ logicalId: 'Nodes', properties: { A: 'a' } });
  });

  it.each([
    [
      'there is none',
      { Role: { Type: 'AWS::IAM::Role' } },
      undefined,
      /has no resource of type Efa::EKS::NodeGroup or Custom::EksEfaNodeGroup/,
    ],
    ['no such id', { A: nodes }, 'B', /has no resource B/],
    ['a misspelt id', { Workers: nodes }, 'Wokers', /no resource Wokers\. Did you mean Workers\?/],
    [
      'another type',
      { A: { Type: 'AWS::EKS::Nodegroup' } },
      'A',
      /A is a AWS::EKS::Nodegroup, not a Efa/,
    ],
    ['its condition is not met', { A: { ...nodes, Condition: 'No' } }, 'A', /has no condition No/],
  ])('%s', async (_what, resources, id, expected) => {
    await expect(of(resources, id)).rejects.toThrow(expected);
  });

  it('with a condition that is not met', async () => {
    const template = {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { ...nodes, Condition: 'No' } },
    };
    await expect(propertiesFromTemplate(template, 'A', {}, PSEUDO)).rejects.toThrow(
      /condition No is false/,
    );
  });

  it('of several each after those that it refers to', () => {
    const { exported, stored, accountId } = given();
    const refers = (value: unknown, more = {}) => ({
      ...nodes,
      Properties: { Efa: { SecurityGroupId: value } },
      ...more,
    });
    const document = {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: {
        A: refers({ 'Fn::GetAtt': ['B', 'EfaSecurityGroupId'] }),
        B: refers({ 'Fn::Sub': `\${C.EfaSecurityGroupId}` }),
        C: refers('sg-1', { DependsOn: 'D' }),
        D: refers({ 'Fn::Join': ['', [{ Ref: 'E' }]] }),
        E: refers('sg-2'),
        Off: refers('sg-3', { Condition: 'No' }),
      },
    };
    const template = new Template(document, {
      parameters: {},
      pseudo: PSEUDO,
      resolved: {},
      physicalIds: {},
      exported,
      stored,
      accountId,
    });
    expect(template.nodeGroups(undefined)).toEqual(['E', 'D', 'C', 'B', 'A']);
  });
});

describe('the text', () => {
  it.each([
    ['an alias', 'a: &x [1, 2]\nb: *x', { a: ['1', '2'], b: ['1', '2'] }],
    ['JSON', '{"a": 1, "b": [true]}', { a: 1, b: [true] }],
    ['JSON with tabs', '{\n\t"a": "b"\n}', { a: 'b' }],
    ['YAML that begins with a brace', '{a: 1}', { a: '1' }],
    ['a date', 'AWSTemplateFormatVersion: 2010-09-09', { AWSTemplateFormatVersion: '2010-09-09' }],
    ['an attribute with a dot', 'a: !GetAtt A.B.C', { a: { 'Fn::GetAtt': ['A', 'B.C'] } }],
  ])('%s', (_what, text, expected) => {
    expect(parse(text, 'file')).toEqual(expected);
  });

  it('an error says where, and shows none of the text', () => {
    const text = 'UserData: [sup3r-s3cret, b';
    expect(() => parse(text, 'file.yaml')).toThrow(
      /^file\.yaml is not valid: .* at line \d+, column \d+\.$/,
    );
    expect(() => parse(text, 'file.yaml')).not.toThrow(/sup3r-s3cret/);
  });
});
