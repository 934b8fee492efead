/** The interfaces of a node as a picture in the terminal: one row for consecutive cards with equal interfaces. */

import type { Card } from '../../core/instance-type/cards';
import { takesEfa } from '../../core/instance-type/cards';
import type { NetworkInterface } from '../../core/model/properties';

interface Row {
  readonly from: number;
  readonly to: number;
  readonly slots: string;
}

/** Slots are numbered by device index; those above the last one in use are only counted. */
export function picture(
  cards: readonly Card[],
  interfaces: readonly NetworkInterface[],
): readonly string[] {
  const width = Math.max(0, ...interfaces.map(({ InterfaceType }) => InterfaceType.length));
  const rows = mergedRows(
    cards.map((card) => ({
      from: card.index,
      to: card.index,
      slots: slotsOf(card, interfaces, width),
    })),
  );
  const names = rows.map(({ from, to }) => (from === to ? `card ${from}` : `cards ${from}-${to}`));
  const nameWidth = Math.max(0, ...names.map(({ length }) => length));
  return rows.map(({ slots }, at) => `${(names[at] ?? '').padEnd(nameWidth)}  ${slots}`.trimEnd());
}

function slotsOf(card: Card, interfaces: readonly NetworkInterface[], width: number): string {
  const onCard = interfaces.filter(({ NetworkCardIndex }) => NetworkCardIndex === card.index);
  const last = Math.max(-1, ...onCard.map(({ DeviceIndex }) => DeviceIndex));
  const boxes = Array.from({ length: last + 1 }, (_, device) => {
    const type = onCard.find(({ DeviceIndex }) => DeviceIndex === device)?.InterfaceType ?? '-';
    return `[${device} ${type.padEnd(width)}]`;
  });
  const free = card.maximumNetworkInterfaces - last - 1;
  return [
    ...boxes,
    ...(free > 0 ? [`${free} free`] : []),
    ...(takesEfa(card) ? [] : ['(no EFA)']),
  ].join(' ');
}

function mergedRows(rows: readonly Row[]): readonly Row[] {
  const runs: Row[] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last?.slots === row.slots) runs[runs.length - 1] = { ...last, to: row.to };
    else runs.push(row);
  }
  return runs;
}
