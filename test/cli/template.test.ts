/** Properties out of CloudFormation templates. */
import { parse } from '../../src/cli/input/document';
import { propertiesFromTemplate } from '../../src/cli/input/template';
import { UsageError } from '../../src/cli/usage-error';

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

/** The value of one property of a template, in YAML. */
function value(yaml: string, given: Readonly<Record<string, string>> = {}): unknown {
  const text = `${HEAD}  Nodes:\n    Type: Efa::EKS::NodeGroup\n    Properties:\n      X: ${yaml}\n`;
  const template = parse(text, 'template.yaml');
  return propertiesFromTemplate(template, 'Nodes', given, PSEUDO).properties.X;
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
  ])('%s', (yaml, expected) => {
    expect(value(yaml)).toEqual(expected);
  });

  it('parameters that are given win over defaults', () => {
    expect(value('!Ref Size', { Size: 'large' })).toBe('large');
    expect(value('!If [IsLarge, a, b]', { Size: 'large' })).toBe('a');
    expect(value('!Ref Subnets', { Subnets: 'subnet-1,subnet-2' })).toEqual([
      'subnet-1',
      'subnet-2',
    ]);
    expect(value('!Ref Image', { Image: 'ami-1' })).toBe('ami-1');
  });

  it('what only the stack knows can be set', () => {
    expect(value('!GetAtt Role.Arn', { 'Role.Arn': 'arn:aws:iam::1:role/r' })).toBe(
      'arn:aws:iam::1:role/r',
    );
    expect(value('!Ref Role', { Role: 'r' })).toBe('r');
    expect(value(`!Sub 'x-\${Role.Arn}'`, { 'Role.Arn': 'y' })).toBe('x-y');
  });
});

describe('what only the stack knows names the property', () => {
  it.each([
    [
      '!GetAtt Role.Arn',
      /^X: Fn::GetAtt Role\.Arn is only known to the stack\. .* --parameters Role\.Arn=VALUE\.$/,
    ],
    ['!Ref Role', /^X: Ref Role is only known to the stack/],
    [
      "{ A: ['', !ImportValue other] }",
      /^X\.A\[1\]: Fn::ImportValue is not supported by this command/,
    ],
    ["!GetAZs ''", /^X: Fn::GetAZs is not supported by this command/],
    [
      '!Ref AWS::StackName',
      /^X: Ref AWS::StackName is only known to the stack\. Set it with --stack-name\.$/,
    ],
    ["'{{resolve:ssm:/x}}'", /^X: A dynamic reference is not supported by this command/],
    [`!Sub '\${Nowhere}'`, /^X: Ref Nowhere is only known to the stack/],
    ['!If [Nothing, a, b]', /^X: The template has no condition Nothing\./],
    [
      '!FindInMap [Sizes, small, Nothing]',
      /^X: Fn::FindInMap refers to Sizes\.small\.Nothing, which/,
    ],
    ['!Select [9, !Ref Names]', /^X: Fn::Select selects item 9 of a list of 2\./],
    ["!Join ['-', text]", /^X: Fn::Join has an argument that is not a list\./],
    ['!Ref Subnets', /^Parameter Subnets has no default\. .* --parameters Subnets=VALUE\.$/],
    [
      '!Ref Image',
      /^Parameter Image is read from AWS Systems Manager Parameter Store, .* --parameters Image=VALUE\.$/,
    ],
  ])('%s', (yaml, expected) => {
    expect(() => value(yaml)).toThrow(UsageError);
    expect(() => value(yaml)).toThrow(expected);
  });

  it('a parameter that the template does not have', () => {
    expect(() => value('a', { Clutser: 'x' })).toThrow('The template has no parameter Clutser.');
  });
});

describe('the resource', () => {
  const nodes = {
    Type: 'Custom::EksEfaNodeGroup',
    Properties: { ServiceToken: { 'Fn::ImportValue': 'x' }, A: 'a' },
  };
  const of = (resources: object, id?: string) =>
    propertiesFromTemplate({ Resources: resources }, id, {}, PSEUDO);

  it('of the custom resource, without its protocol', () => {
    expect(of({ Nodes: nodes })).toEqual({ logicalId: 'Nodes', properties: { A: 'a' } });
  });

  it.each([
    [
      'there is none',
      { Role: { Type: 'AWS::IAM::Role' } },
      undefined,
      /has no resource of type Efa::EKS::NodeGroup or Custom::EksEfaNodeGroup/,
    ],
    ['there are several', { A: nodes, B: nodes }, undefined, /--resource: A, B/],
    ['no such id', { A: nodes }, 'B', /has no resource B/],
    [
      'another type',
      { A: { Type: 'AWS::EKS::Nodegroup' } },
      'A',
      /A is a AWS::EKS::Nodegroup, not a Efa/,
    ],
    ['its condition is not met', { A: { ...nodes, Condition: 'No' } }, 'A', /has no condition No/],
  ])('%s', (_what, resources, id, expected) => {
    expect(() => of(resources, id)).toThrow(expected);
  });

  it('with a condition that is not met', () => {
    const template = {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { ...nodes, Condition: 'No' } },
    };
    expect(() => propertiesFromTemplate(template, 'A', {}, PSEUDO)).toThrow(
      /condition No is false/,
    );
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
