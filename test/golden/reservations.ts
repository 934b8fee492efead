/** The capacity reservations that plans name. */
import type { CapacityReservation } from '@aws-sdk/client-ec2';

export const LOCAL_ZONE = {
  AvailabilityZone: 'us-east-1-dfw-2a',
  AvailabilityZoneId: 'use1-dfw2-az1',
} as const;
export const ULTRASERVER: CapacityReservation = {
  CapacityReservationId: 'cr-00000000000000072',
  OwnerId: '123456789012',
  InstanceType: 'p6e-gb200.36xlarge',
  InstancePlatform: 'Linux/UNIX',
  Tenancy: 'default',
  ReservationType: 'capacity-block',
  InstanceMatchCriteria: 'targeted',
  State: 'active',
  TotalInstanceCount: 18,
  AvailableInstanceCount: 18,
  EndDate: new Date('2027-03-01T11:30:00Z'),
  ...LOCAL_ZONE,
};

/** In a placement group of its own; not in the zone that has most free addresses. */
export const RESERVATION: CapacityReservation = {
  CapacityReservationId: 'cr-00000000000000051',
  OwnerId: '123456789012',
  InstanceType: 'p5.48xlarge',
  InstancePlatform: 'Linux/UNIX',
  Tenancy: 'default',
  ReservationType: 'default',
  InstanceMatchCriteria: 'targeted',
  State: 'active',
  TotalInstanceCount: 10,
  AvailableInstanceCount: 10,
  AvailabilityZone: 'us-east-1b',
  AvailabilityZoneId: 'use1-az2',
  PlacementGroupArn: 'arn:aws:ec2:us-east-1:123456789012:placement-group/llm',
};
/** Bought, and not begun. */
export const BLOCK: CapacityReservation = {
  CapacityReservationId: 'cr-00000000000000052',
  OwnerId: '123456789012',
  InstanceType: 'p5.48xlarge',
  InstancePlatform: 'Linux/UNIX',
  Tenancy: 'default',
  ReservationType: 'capacity-block',
  InstanceMatchCriteria: 'targeted',
  State: 'scheduled',
  StartDate: new Date('2026-12-10T11:30:00Z'),
  EndDate: new Date('2026-12-17T11:30:00Z'),
  TotalInstanceCount: 4,
  AvailableInstanceCount: 0,
  AvailabilityZone: 'us-east-1b',
  AvailabilityZoneId: 'use1-az2',
};
