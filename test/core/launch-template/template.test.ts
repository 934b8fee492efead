/** The launch template that Create sends. */
import { expandLaunchTemplateData } from '../../../src/core/launch-template/template';
import { differences } from '../../releases/difference';
import {
  CLUSTER_GROUP,
  choices,
  create,
  EFA_TYPES,
  environment,
  IDENTITY,
  NAME,
  OWN_GROUP,
} from '../given';
import { checkRows, unlike } from '../rows';

describe('the whole template', () => {
  it('of p5.48xlarge, as the README shows it', () => {
    const request = create({ LocalStorage: 'RAID0' });
    const chosen = { ...choices(request), efaSecurityGroup: { kind: 'created' } as const };
    const data = expandLaunchTemplateData(IDENTITY, request.desired, chosen, OWN_GROUP);
    const [primary, ...others] = data.NetworkInterfaces ?? [];
    expect(primary).toEqual({
      NetworkCardIndex: 0,
      DeviceIndex: 0,
      InterfaceType: 'efa',
      Groups: [CLUSTER_GROUP, OWN_GROUP],
      DeleteOnTermination: true,
    });
    expect(others).toHaveLength(31);
    checkRows(
      [...others.entries()],
      ([at]) => `card ${at + 1}`,
      ([at, card]) =>
        differences(
          {
            NetworkCardIndex: at + 1,
            DeviceIndex: 1,
            InterfaceType: 'efa-only',
            Groups: [OWN_GROUP],
            DeleteOnTermination: true,
          },
          card,
        ),
    );
    expect(data.Placement).toEqual({ GroupName: NAME });
    expect(Object.keys(data).sort()).toEqual([
      'BlockDeviceMappings',
      'MetadataOptions',
      'NetworkInterfaces',
      'Placement',
      'UserData',
    ]);
  });

  const FORBIDDEN = [
    'SubnetId',
    'IamInstanceProfile',
    'SecurityGroupIds',
    'SecurityGroups',
    'InstanceType',
    'ImageId',
    'InstanceMarketOptions',
    'HibernationOptions',
    'InstanceInitiatedShutdownBehavior',
    'AssociatePublicIpAddress',
  ];
  it('of every EFA type has no field that EKS forbids, and survives JSON', () => {
    const rows = EFA_TYPES.flatMap((type) =>
      (['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const).map((layout) => ({ type, layout })),
    );
    expect(rows).toHaveLength(3 * 303);
    checkRows(
      rows,
      ({ type, layout }) => `${type.InstanceType} ${layout}`,
      ({ type, layout: InterfaceLayout }) => {
        const InstanceTypes = [type.InstanceType ?? ''];
        const request = create({ InstanceTypes, Efa: { InterfaceLayout } });
        const chosen = choices(request, environment({ instanceTypes: [type] }));
        const data = expandLaunchTemplateData(IDENTITY, request.desired, chosen, CLUSTER_GROUP);
        const text = JSON.stringify(data);
        const { NetworkInterfaces = [] } = data;
        return [
          ...FORBIDDEN.filter((field) => text.includes(`"${field}"`)),
          ...differences(data, JSON.parse(text)),
          ...unlike('the number of interfaces', chosen.interfaces.length, NetworkInterfaces.length),
          ...NetworkInterfaces.flatMap((each, at) => [
            ...unlike(`${at}.DeleteOnTermination`, true, each.DeleteOnTermination),
            ...unlike(`${at}.Groups`, true, (each.Groups ?? []).length > 0),
            ...unlike(`the number of members of ${at}`, 5, Object.keys(each).length),
          ]),
        ];
      },
    );
  });

  it('without placement group, disks and user data has none of their sections', () => {
    const request = create({ Placement: { Group: 'NONE' }, LocalStorage: 'NONE' });
    const data = expandLaunchTemplateData(IDENTITY, request.desired, choices(request), undefined);
    expect(Object.keys(data).sort()).toEqual([
      'BlockDeviceMappings',
      'MetadataOptions',
      'NetworkInterfaces',
    ]);
  });
});
