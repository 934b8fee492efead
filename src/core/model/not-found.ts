/** What AWS answers where something does not exist: the one list of these codes. Source: EC2 and EKS API references, error codes. */
export const NOT_FOUND = {
  /** Of the cluster, the node group or the update. */
  eks: ['ResourceNotFoundException', 'NotFoundException'],
  launchTemplate: [
    'InvalidLaunchTemplateId.NotFound',
    'InvalidLaunchTemplateName.NotFoundException',
    'InvalidLaunchTemplateId.VersionNotFound',
  ],
  securityGroup: [
    'InvalidGroup.NotFound',
    'InvalidSecurityGroupID.NotFound',
    'InvalidGroupId.NotFound',
  ],
  /** By name; CreateTags and DeleteTags name it by its id. */
  placementGroup: ['InvalidPlacementGroup.Unknown', 'InvalidPlacementGroupId.NotFound'],
  /** By id: unknown, not an id, not shared with this account. */
  placementGroupId: [
    'InvalidPlacementGroup.Unknown',
    'InvalidPlacementGroupId.NotFound',
    'InvalidPlacementGroupId.Malformed',
  ],
  capacityReservation: [
    'InvalidCapacityReservationId.NotFound',
    'InvalidCapacityReservationId.Malformed',
  ],
  resourceGroup: ['NotFoundException'],
  instanceType: ['InvalidInstanceType'],
  /** Unknown, not an id, not shared with this account. */
  image: ['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed', 'InvalidAMIID.Unavailable'],
  /** Unknown, not an id, not shared with this account. */
  snapshot: ['InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed'],
  keyPair: ['InvalidKeyPair.NotFound'],
  /** "Stack with id … does not exist", "Resource … does not exist for stack …" (boto3#2807, moto#4186). */
  stackResource: ['ValidationError'],
} as const satisfies Record<string, readonly string[]>;

/** Of the resources that the provider creates with EC2. */
export const OWNED_NOT_FOUND = [
  ...NOT_FOUND.launchTemplate,
  ...NOT_FOUND.securityGroup,
  ...NOT_FOUND.placementGroup,
];
