/** A reservation as DescribeCapacityReservations answers it, for the tables of this folder. */

import type { CapacityReservation } from '@aws-sdk/client-ec2';
import { fittingMembers } from '../../../src/core/capacity/members';
import { choose } from '../../../src/core/lifecycle/create/choose';
import type { Choices } from '../../../src/core/model/choices';
import type { Environment } from '../../../src/core/model/facts';
import type { Finding } from '../../../src/core/model/findings';
import type { Properties } from '../../../src/core/model/properties';
import { create, environment } from '../given';

export const RESERVATION = 'cr-00000001';

/** Ten p5.48xlarge in the first subnet's zone, which AUTO would not choose: it has fewer free addresses. */
export function reservation(more: Partial<CapacityReservation> = {}): CapacityReservation {
  return {
    CapacityReservationId: RESERVATION,
    OwnerId: '123456789012',
    InstanceType: 'p5.48xlarge',
    InstancePlatform: 'Linux/UNIX',
    Tenancy: 'default',
    AvailabilityZone: 'us-east-1a',
    AvailabilityZoneId: 'use1-az1',
    TotalInstanceCount: 10,
    AvailableInstanceCount: 10,
    State: 'active',
    StartDate: new Date('2026-11-01T00:00:00Z'),
    EndDateType: 'unlimited',
    InstanceMatchCriteria: 'targeted',
    ReservationType: 'default',
    ...more,
  };
}

export const BLOCK: Partial<CapacityReservation> = {
  ReservationType: 'capacity-block',
  EndDateType: 'limited',
  EndDate: new Date('2026-12-24T11:30:00Z'),
};
export const SCHEDULED: Partial<CapacityReservation> = {
  State: 'scheduled',
  StartDate: new Date('2026-12-10T11:30:00Z'),
};

export function reserved(
  reservations: readonly CapacityReservation[],
  more: Partial<Environment> = {},
): Environment {
  return environment({
    capacityReservations: reservations,
    unknownCapacityReservations: [],
    ...more,
  });
}

export const BY_ID: Partial<Properties> = { CapacityReservation: { Id: RESERVATION } };
export const GROUP_ARN = 'arn:aws:resource-groups:us-east-1:123456789012:group/block';
export const BY_GROUP: Partial<Properties> = {
  CapacityReservation: { ResourceGroupArn: GROUP_ARN },
};

/** As it is observed: without the members of a group that do not fit. */
export function observed(given: Partial<Properties>, facts: Environment): Environment {
  const request = create(given);
  return given.CapacityReservation?.ResourceGroupArn
    ? { ...facts, ...fittingMembers(request.desired, facts) }
    : facts;
}

/** What Create chooses; findings fail the test. */
export function chosen(properties: Partial<Properties>, facts: Environment): Choices {
  const choices = choose(create(properties), observed(properties, facts));
  if (!('zoneId' in choices)) throw new Error(JSON.stringify(choices));
  return choices;
}

export function refused(properties: Partial<Properties>, facts: Environment): readonly Finding[] {
  const findings = choose(create(properties), observed(properties, facts));
  if (!Array.isArray(findings)) throw new Error(JSON.stringify(findings));
  return findings as readonly Finding[];
}
