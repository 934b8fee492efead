/**
 * What an update makes of the sizes. The Auto Scaling group's own DesiredCapacity is the truth, because the one of
 * DescribeNodegroup "can be out-of-date" (API_NodegroupScalingConfig). It is never lowered unless the template's own
 * DesiredSize went down; and a change back restores what was live, not the template's older number.
 */
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { SizeDifference } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { ScalingConfig } from '../model/properties';
import type { Change } from '../model/request';
import type { Sizes } from '../ownership/applied-record';
import { sameJson } from '../util/compare';

/**
 * Where the update comes from, according to the record:
 * - `forward`: from what was applied last to something new
 * - `back`: to what was applied before that: a rollback, or a template that is put back. `live` are the sizes before the
 *   change that it takes back, `sent` those that it asked for; with `isUnsure` it may never have been sent, with `isSoon`
 *   it hardly is anything but a rollback
 * - `again`: the same operation has begun before, with these sizes; with `isUnsure` another one goes on with it, perhaps
 *   long after the sizes were sent
 * - `unknown`: there is no record
 */
export type SizeOrigin =
  | { readonly kind: 'forward' | 'unknown' }
  | {
      readonly kind: 'back';
      readonly live: Sizes;
      readonly sent: Sizes;
      readonly isUnsure: boolean;
      readonly isSoon: boolean;
    }
  | {
      readonly kind: 'again';
      readonly before: Sizes;
      readonly after: Sizes;
      readonly isUnsure: boolean;
    };

/** @param running DesiredCapacity of the Auto Scaling group */
export function sizeDifference(
  { previous, desired }: Change,
  nodegroup: Nodegroup,
  running: number | undefined,
  origin: SizeOrigin,
): SizeDifference | undefined {
  const [before, after] = [previous.ScalingConfig, desired.ScalingConfig];
  const isUpdateConfigChanged = !sameJson([previous.UpdateConfig], [desired.UpdateConfig]);
  const eks = eksSizes(nodegroup);
  const live = { ...eks, desired: running ?? eks.desired };
  const target =
    origin.kind === 'again' ? continued(live, origin) : targetOf(before, after, live, origin);
  const { min, max, notes } = target;
  const isForward = origin.kind === 'forward';
  // a minimum raises the size, as Auto Scaling does; on the way back also one that an operator has set
  const size = Math.max(target.desired, isForward && min === live.min ? 0 : min);
  const conflict = isForward
    ? conflictOf({ min, max, desired: size }, after.DesiredSize === size)
    : undefined;
  // going back is never refused, and takes no node away
  const atOnce = isUpdateConfigChanged ? 0 : (nodegroup.updateConfig?.maxUnavailable ?? 0);
  const sizes = { min, max: Math.max(max, size, max === live.max ? 0 : atOnce), desired: size };
  const members = membersOf(isForward ? { min, max, desired: size } : sizes, live, eks);
  return {
    before: live,
    after: sizes,
    notes: [
      ...notes,
      ...findingsAt('ScalingConfig.MaxSize', [
        !isForward && members && sizes.max > max
          ? `${sizes.max} is kept instead of ${max}, because ${sizes.max === size ? `the node group has ${size} nodes. Scale in` : `its MaxUnavailable is ${atOnce}. Lower that`} first, and then set MaxSize again.`
          : undefined,
      ]),
    ],
    ...(conflict && { conflict }),
    ...(members && { members: { scalingConfig: members } }),
  };
}

function eksSizes({ scalingConfig: live }: Nodegroup): Sizes {
  return { min: live?.minSize ?? 0, max: live?.maxSize ?? 0, desired: live?.desiredSize ?? 0 };
}

interface Target extends Sizes {
  readonly notes: readonly Finding[];
}
type Origin = Exclude<SizeOrigin, { kind: 'again' }>;

/** Only the numbers that changed. */
function targetOf(
  before: ScalingConfig,
  after: ScalingConfig,
  live: Sizes,
  origin: Origin,
): Target {
  const bound = (name: 'MinSize' | 'MaxSize', member: 'min' | 'max') => {
    if (before[name] === after[name]) return live[member];
    if (origin.kind !== 'back') return after[name];
    // what somebody else has set since stays, and so does what may never have been sent
    const isOurs = live[member] === (origin.isUnsure ? before[name] : origin.sent[member]);
    return isOurs ? origin.live[member] : live[member];
  };
  const [min, max] = [bound('MinSize', 'min'), bound('MaxSize', 'max')];
  const desired = desiredOf(before.DesiredSize, after.DesiredSize, live, origin);
  const restored: readonly (readonly [string, number, number | undefined])[] = [
    ['MinSize', min, after.MinSize],
    ['MaxSize', max, after.MaxSize],
    ['DesiredSize', desired, after.DesiredSize],
  ];
  return {
    min,
    max,
    desired,
    notes: [
      ...restored.flatMap(([name, now, given]) =>
        findingsAt(`ScalingConfig.${name}`, [
          given === undefined || given === before[name as 'MinSize'] || now === given
            ? undefined
            : differs(name, now, given, live, origin),
        ]),
      ),
      ...findingsAt('ScalingConfig.DesiredSize', [keptNodes(before, after, desired, origin)]),
    ],
  };
}

/** Of the way back of a change that launched nodes by another property than DesiredSize, or by adding it. */
function keptNodes(
  before: ScalingConfig,
  { DesiredSize: after }: ScalingConfig,
  desired: number,
  origin: Origin,
): string | undefined {
  if (origin.kind !== 'back' || desired <= origin.live.desired) return undefined;
  const isAskedFor = after !== undefined && after !== before.DesiredSize;
  return isAskedFor || desired !== origin.sent.desired
    ? undefined
    : `${desired} nodes stay, though ${origin.live.desired} ran before the change that is taken back, because only a lower DesiredSize removes nodes. Scale in by EKS (aws eks update-nodegroup-config), if nothing needs them.`;
}

function desiredOf(
  before: number | undefined,
  after: number | undefined,
  { desired: running, min, max }: Sizes,
  origin: Origin,
): number {
  // API_NodegroupScalingConfig: "When using CloudFormation, no action occurs if you remove this parameter"
  if (after === undefined || after === before) {
    if (after !== before) return running;
    // nobody asks for fewer nodes, but a rollback does not leave those that MinSize launched
    const isRollback = origin.kind === 'back' && origin.isSoon && !origin.isUnsure;
    return isRollback && running === origin.sent.desired ? origin.live.desired : running;
  }
  if (origin.kind === 'back') {
    const { sent, live, isUnsure } = origin;
    // the number alone proves nothing where it takes nodes away: an autoscaler may have set the same one
    const isProven = live.desired > running || areBoundsOf(sent, { min, max }, live);
    if (isUnsure && (!isProven || running !== sent.desired)) return running;
    if (running === sent.desired) return live.desired;
  }
  const isLower = before !== undefined && after < before;
  if (origin.kind === 'back') {
    if (!isLower) return Math.max(running, origin.isUnsure ? 0 : origin.live.desired);
    return running === before ? origin.live.desired : running;
  }
  if (!isLower) return Math.max(running, after);
  // without a record it may be the way back of an update that was never sent
  return origin.kind === 'forward' ? after : running;
}

/** Whether MinSize and MaxSize are these, and these differ from the others. */
function areBoundsOf(these: Sizes, { min, max }: Omit<Sizes, 'desired'>, others: Sizes): boolean {
  const isOther = these.min !== others.min || these.max !== others.max;
  return isOther && min === these.min && max === these.max;
}

function differs(
  name: string,
  now: number,
  given: number,
  { min, max, desired: running }: Sizes,
  { kind }: Origin,
): string {
  if (name === 'DesiredSize' && now === running && kind === 'unknown') {
    return `${given} was not sent, and ${running} nodes stay: nothing on the node group records what was applied before, so that this cannot be told from a rollback. Scale in by EKS (aws eks update-nodegroup-config). Lower sizes are sent once an update that changes something else has recorded what it applies, in one of the 50 tags that AWS takes.`;
  }
  if (name === 'DesiredSize' && now === running) {
    return `${given} was not sent, because the Auto Scaling group has set ${running} itself, and this change alone does not remove nodes. Scale in first, or set another DesiredSize.`;
  }
  if (name !== 'DesiredSize' && now === (name === 'MinSize' ? min : max)) {
    return `${given} was not sent, because ${now} was set outside the template since, and stays. Set it in the template too, or another value.`;
  }
  const why = kind === 'back' ? ', as before the change that is taken back' : '';
  return `${now} is set instead of ${given}${why}.`;
}

/** Never a second, different size: what was sent may have been followed by an autoscaler. */
function continued(
  live: Sizes,
  { before, after, isUnsure }: Extract<SizeOrigin, { kind: 'again' }>,
): Target {
  const isUntouched = live.desired === before.desired;
  // not sent yet where AWS still has the bounds of before
  if (isUnsure && after.desired < live.desired && !areBoundsOf(before, live, after)) {
    const message = `${live.desired} nodes stay, because it is not known whether an earlier attempt has set ${after.desired} already, and an autoscaler ${live.desired} since. Scale in by EKS (aws eks update-nodegroup-config), if nothing needs them.`;
    const notes = findingsAt('ScalingConfig.DesiredSize', [message]);
    return { min: after.min, max: after.max, desired: live.desired, notes };
  }
  const desired = isUntouched
    ? after.desired
    : Math.max(live.desired, after.desired > before.desired ? after.desired : 0);
  return { min: after.min, max: after.max, desired, notes: [] };
}

/** EKS checks the numbers against each other as it knows them: where its own size does not fit, the true one is sent. */
function membersOf({ min, max, desired }: Sizes, live: Sizes, eks: Sizes) {
  const fits = eks.desired >= min && eks.desired <= max;
  if (min === live.min && max === live.max && desired === live.desired) return undefined;
  return {
    ...(min !== live.min && { minSize: min }),
    ...(max !== live.max && { maxSize: max }),
    ...((desired !== live.desired || !fits) && { desiredSize: desired }),
  };
}

/** @param isGiven whether the size is the template's own */
function conflictOf({ min, max, desired: size }: Sizes, isGiven: boolean): Finding | undefined {
  if (min > max) {
    return {
      path: 'ScalingConfig.MinSize',
      message: `${min} exceeds the current maximum size ${max}, which was changed outside the template. Change MaxSize in the template too, to at least ${min}.`,
    };
  }
  if (size > max) {
    return {
      path: 'ScalingConfig.MaxSize',
      message: isGiven
        ? `${max} is below the desired size ${size}. Raise MaxSize, or lower ScalingConfig.DesiredSize.`
        : `${max} is below the current desired size ${size}, and this change alone does not remove nodes. Scale in first, or lower ScalingConfig.DesiredSize.`,
    };
  }
  if (size < min) {
    return {
      path: 'ScalingConfig.DesiredSize',
      message: `${size} is below the current minimum size ${min}, which was changed outside the template. Change MinSize in the template too, to at most ${size}.`,
    };
  }
  return undefined;
}
