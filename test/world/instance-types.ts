import type {
  DescribeInstanceTypeOfferingsCommandInput,
  DescribeInstanceTypeOfferingsCommandOutput,
  DescribeInstanceTypesCommandInput,
  DescribeInstanceTypesCommandOutput,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import type { Account } from './account';
import { AwsError } from './aws-error';
import { filtered, type Output, paged } from './ec2-query';
import recorded from './instance-types.json';

/** Recorded answers of DescribeInstanceTypes: a selection of the catalogue in moto 5.2.5. */
export const INSTANCE_TYPES = recorded as unknown as InstanceTypeInfo[];

export function describeInstanceTypes(
  account: Account,
  input: DescribeInstanceTypesCommandInput,
): Output<DescribeInstanceTypesCommandOutput> {
  const asked = input.InstanceTypes ?? [...account.instanceTypes.keys()];
  const unknown = asked.filter((name) => name === undefined || !account.instanceTypes.has(name));
  if (unknown.length > 0) {
    throw new AwsError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  }
  const known = asked.flatMap((name) => account.instanceTypes.get(name) ?? []);
  const types = filtered(known, input.Filters, {
    'instance-type': ({ InstanceType }) => [InstanceType],
    'network-info.efa-supported': ({ NetworkInfo }) => [String(NetworkInfo?.EfaSupported)],
  });
  const { page, NextToken } = paged(types, {
    MaxResults: account.quotas.instanceTypesAPage,
    ...input,
  });
  return { InstanceTypes: page, NextToken };
}

export function describeInstanceTypeOfferings(
  account: Account,
  input: DescribeInstanceTypeOfferingsCommandInput,
): Output<DescribeInstanceTypeOfferingsCommandOutput> {
  const byZoneId = input.LocationType === 'availability-zone-id';
  if (!byZoneId && input.LocationType !== 'availability-zone') {
    throw new AwsError('InvalidParameterValue', 'this world offers by zone only: say LocationType');
  }
  const offerings = [...account.offerings].map((key) => {
    const [type = '', zoneId = ''] = key.split('/');
    return { type, location: byZoneId ? zoneId : zoneNameOf(account, zoneId) };
  });
  const matching = filtered(offerings, input.Filters, {
    'instance-type': (offering) => [offering.type],
    location: (offering) => [offering.location],
  });
  const { page, NextToken } = paged(matching, input);
  return {
    InstanceTypeOfferings: page.map(({ type, location }) => ({
      InstanceType: type as never,
      LocationType: input.LocationType,
      Location: location,
    })),
    NextToken,
  };
}

function zoneNameOf(account: Account, zoneId: string): string {
  return account.subnets.all().find((subnet) => subnet.zoneId === zoneId)?.zone ?? zoneId;
}
