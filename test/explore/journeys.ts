/** What is explored: each kind of request, from what was there before it to what CloudFormation does after it. */
import type { Properties } from '../../src/core/model/properties';
import { REPLACING } from '../custom-resource/given';
import type { Group } from './events/event';
import type { Entry } from './plan';
import type { Stack } from './stacks/stack';

/** How EKS ends a roll whose nodes do not join (EKS's model, ErrorCode). */
const NOT_JOINED = [{ code: 'NodeCreationFailure', message: 'did not join', resourceIds: [] }];

type Change = Partial<Properties>;

export interface Journey {
  readonly name: string;
  /** Nothing, or a node group of these properties beside the small one's. */
  readonly from: Change;
  readonly lives: boolean;
  readonly run: (stack: Stack, properties: Properties) => Promise<void>;
  /** Where only one entry point has it. */
  readonly entry?: Entry;
  /** The template itself asks for so few nodes. */
  readonly lowersTo?: number;
  /** Whether events come at the calls of its last request alone: those before are of another journey. */
  readonly last?: boolean;
  /** Events of these groups alone: the others are those of another journey. */
  readonly only?: Group;
  /** Without any fault, its update fails: what its template asks for is refused. */
  readonly refused?: boolean;
}

const OURS: Change = { Efa: { SecurityGroup: 'CREATE' } };
const NONE: Change = { Efa: { SecurityGroup: 'NONE' } };
const VOLUME: Change = { Volume: { SizeGiB: 200 } };
const QUIET: Change = {
  Labels: { a: 'b' },
  Taints: [{ Key: 'efa', Value: 'yes', Effect: 'NO_SCHEDULE' }],
  Tags: { team: 'ml' },
};
const GROWN: Change = { ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 4 } };
const SHRUNK: Change = { ScalingConfig: { MinSize: 1, MaxSize: 10, DesiredSize: 1 } };

function updating(
  name: string,
  to: Change,
  from: Change = {},
  more: Partial<Journey> = {},
): Journey {
  return {
    name,
    from,
    lives: true,
    run: (stack, properties) => stack.update({ ...properties, ...to }),
    ...more,
  };
}

/** There, and back because something else in the stack failed. */
function back(name: string, to: Change, from: Change = {}): Journey {
  const run: Journey['run'] = async (stack, properties) => {
    await stack.update({ ...properties, ...to });
    await stack.update(properties);
  };
  return { name, from, lives: true, run, last: true };
}

export const JOURNEYS: readonly Journey[] = [
  { name: 'create', from: {}, lives: false, run: (stack, given) => stack.create(given) },
  {
    name: 'create-named',
    from: { NodegroupName: 'efa-nodes' },
    lives: false,
    only: 'overlap',
    run: (stack, given) => stack.create(given),
  },
  {
    name: 'create-fails',
    from: {},
    lives: false,
    refused: true,
    run: async (stack, given) => {
      const failure = { code: 'NodeCreationFailure', message: 'nodes did not join' };
      stack.made.world.failNextCreate([failure]);
      await stack.create(given);
    },
  },
  updating('quiet', QUIET),
  updating('grow', GROWN),
  updating('shrink', SHRUNK, {}, { lowersTo: 1 }),
  updating('roll', VOLUME),
  updating('roll-and-quiet', { ...VOLUME, ...QUIET, ...GROWN }),
  updating('drop-group', NONE, OURS),
  updating('add-group', OURS, NONE),
  updating('replace', { ...REPLACING, LocalStorage: 'NONE' }),
  { name: 'delete', from: {}, lives: true, run: (stack) => stack.delete() },
  { name: 'list', from: {}, lives: true, entry: 'registry', run: (stack) => stack.inspect() },
  updating('refused-early', { ...QUIET, ...GROWN, KeyName: 'no-such-key' }, {}, { refused: true }),
  {
    ...updating('refused-late', {}),
    refused: true,
    run: async (stack, properties) => {
      const error = { code: 'AccessDeniedException' };
      stack.made.world.faults.add({ action: 'UpdateNodegroupVersion', times: 1000, error });
      await stack.update({ ...properties, ...VOLUME, ...QUIET, ...GROWN });
    },
  },
  {
    ...updating('roll-fails', {}),
    refused: true,
    run: async (stack, properties) => {
      stack.made.world.failNextUpdate(NOT_JOINED);
      await stack.update({ ...properties, ...VOLUME });
    },
  },
  back('quiet-and-back', { ...QUIET, ...GROWN }),
  back('roll-and-back', VOLUME),
  back('group-and-back', NONE, OURS),
];

export function journeyOf(name: string): Journey {
  const journey = JOURNEYS.find((each) => each.name === name);
  if (!journey) throw new Error(`no journey ${name}`);
  return journey;
}
