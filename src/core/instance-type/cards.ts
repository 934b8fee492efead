/** What each network card of an instance type holds: EC2's own answer, and AWS's published rules where it is silent. */
import type { InstanceTypeInfo, NetworkCardInfo } from '@aws-sdk/client-ec2';
import type { InterfaceLayout, InterfaceType } from '../model/property-types';

export interface Card {
  readonly index: number;
  /** 0 where the card is there and takes nothing. */
  readonly maximumNetworkInterfaces: number;
  readonly takes: readonly InterfaceType[];
}

const ALL = ['interface', 'efa', 'efa-only'] as const;

interface Published {
  /** For an answer without `InterfaceTypes`. */
  takes(card: number): readonly InterfaceType[];
  /** Cards that AWS advises to put EFAs on, where it is not every capable one. */
  readonly efaCards?: Readonly<Record<InterfaceLayout, readonly number[]>>;
}

/**
 * Card 0 has ENA alone, odd cards EFA alone at 400 Gbps, even ones ENA or EFA at 200 Gbps on the same physical
 * card as the odd one before. Each GPU sends over a pair of odd cards, so that AWS advises an EFA-only
 * interface on one card of each pair, or on both. p6e-gb300 is taken to be alike: AWS publishes nothing of its own.
 */
const GRACE_BLACKWELL: Published = {
  takes: (card) => {
    if (card === 0) return ['interface'];
    return card % 2 === 1 ? ['efa-only'] : ALL;
  },
  efaCards: {
    EFA_PRIMARY: [1, 5, 9, 13],
    ENA_PRIMARY: [1, 5, 9, 13],
    EFA_ALL: [1, 3, 5, 7, 9, 11, 13, 15],
  },
};

/**
 * Source: EC2 user guide, "Maximize network bandwidth on Amazon EC2 instances with multiple network cards"
 * (efa-acc-inst-types), sections on P6e-GB200 and P6-B300.
 */
const PUBLISHED: readonly (readonly [RegExp, Published])[] = [
  [/^p6-b300\./, { takes: (card) => (card === 0 ? ['interface'] : ALL) }],
  [/^p6e-gb[23]00\./, GRACE_BLACKWELL],
];

function publishedFor({ InstanceType }: InstanceTypeInfo): Published | undefined {
  return PUBLISHED.find(([pattern]) => pattern.test(InstanceType ?? ''))?.[1];
}

/** In the order of their indices. */
export function cardsOf(type: InstanceTypeInfo): readonly Card[] {
  const hasEfa = maximumEfaInterfaces(type) > 0;
  return (type.NetworkInfo?.NetworkCards ?? [])
    .map((card) => ({
      index: card.NetworkCardIndex ?? 0,
      maximumNetworkInterfaces: card.MaximumNetworkInterfaces ?? 1,
      takes: takenBy(card, type).filter((each) => hasEfa || each === 'interface'),
    }))
    .sort((a, b) => a.index - b.index);
}

function takenBy(card: NetworkCardInfo, type: InstanceTypeInfo): readonly InterfaceType[] {
  const { InterfaceTypes: answered } = card;
  if (answered) return ALL.filter((each) => answered.includes(each));
  const published = publishedFor(type);
  if (published) return published.takes(card.NetworkCardIndex ?? 0);
  return !card.NetworkCardIndex && isFirstWithoutEfa(type) ? ['interface'] : ALL;
}

/** Of a type that is not published yet: one EFA less than cards leaves the first one, as on P6-B300, for ENA alone. */
function isFirstWithoutEfa(type: InstanceTypeInfo): boolean {
  const cards = type.NetworkInfo?.NetworkCards?.length ?? 0;
  return cards > 2 && maximumEfaInterfaces(type) === cards - 1;
}

export function maximumEfaInterfaces({ NetworkInfo }: InstanceTypeInfo): number {
  if (!NetworkInfo?.EfaSupported) return 0;
  return NetworkInfo.EfaInfo?.MaximumEfaInterfaces ?? NetworkInfo.NetworkCards?.length ?? 1;
}

export function takesEfa({ maximumNetworkInterfaces, takes }: Card): boolean {
  return maximumNetworkInterfaces > 0 && takes.some((each) => each !== 'interface');
}

/** Further cards for EFAs in a layout: those that AWS names for the type, else every capable one. */
export function efaCards(
  type: InstanceTypeInfo,
  cards: readonly Card[],
  layout: InterfaceLayout,
): readonly Card[] {
  const capable = cards.filter(takesEfa);
  const named = publishedFor(type)?.efaCards?.[layout];
  const advised = capable.filter(({ index }) => named?.includes(index));
  return advised.length > 0 ? advised : capable;
}
