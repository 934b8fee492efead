/** The interfaces of a node as an SVG picture: a box for each network card, with its places. */

import type { Card } from '../../core/instance-type/cards';
import { takesEfa } from '../../core/instance-type/cards';
import type { NetworkInterface } from '../../core/model/properties';

const CARDS_A_ROW = 8;
const CARD_WIDTH = 96;
const PLACE_HEIGHT = 22;
const HEAD_HEIGHT = 24;
const GAP = 12;
/** More places would only make the picture higher. */
const MOST_PLACES = 4;
const COLORS = { efa: '#1a7f37', 'efa-only': '#0969da', interface: '#6e7781' } as const;
const FREE = '#eaeef2';

export function pictureSvg(
  title: string,
  cards: readonly Card[],
  interfaces: readonly NetworkInterface[],
): string {
  const places = Math.max(
    1,
    ...interfaces.map(({ DeviceIndex }) => DeviceIndex + 1),
    ...cards.map((card) => Math.min(card.maximumNetworkInterfaces, MOST_PLACES)),
  );
  const cardHeight = HEAD_HEIGHT + places * PLACE_HEIGHT;
  const columns = Math.min(cards.length, CARDS_A_ROW);
  const rows = Math.ceil(cards.length / CARDS_A_ROW);
  const width = GAP + columns * (CARD_WIDTH + GAP);
  const height = HEAD_HEIGHT + GAP + rows * (cardHeight + GAP);
  const drawn = cards.map((card, at) => {
    const x = GAP + (at % CARDS_A_ROW) * (CARD_WIDTH + GAP);
    const y = HEAD_HEIGHT + GAP + Math.floor(at / CARDS_A_ROW) * (cardHeight + GAP);
    const onCard = interfaces.filter(({ NetworkCardIndex }) => NetworkCardIndex === card.index);
    return cardSvg(card, onCard, places, x, y);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    text(GAP, HEAD_HEIGHT - GAP / 2, title, '#1f2328'),
    ...drawn.flat(),
    '</svg>',
    '',
  ].join('\n');
}

function cardSvg(
  card: Card,
  interfaces: readonly NetworkInterface[],
  places: number,
  x: number,
  y: number,
): readonly string[] {
  const name = `card ${card.index}${takesEfa(card) ? '' : ', no EFA'}`;
  const shown = Math.min(places, Math.max(card.maximumNetworkInterfaces, interfaces.length));
  const boxes = Array.from({ length: shown }, (_, device) => {
    const type = interfaces.find(({ DeviceIndex }) => DeviceIndex === device)?.InterfaceType;
    const top = y + HEAD_HEIGHT + device * PLACE_HEIGHT;
    const fill = type ? COLORS[type] : FREE;
    return [
      `<rect x="${x}" y="${top}" width="${CARD_WIDTH}" height="${PLACE_HEIGHT - 2}" rx="3" fill="${fill}"/>`,
      text(x + 6, top + 14, `${device} ${type ?? 'free'}`, type ? '#ffffff' : '#6e7781'),
    ];
  });
  return [text(x, y + 16, name, '#1f2328'), ...boxes.flat()];
}

function text(x: number, y: number, content: string, fill: string): string {
  const escaped = content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<text x="${x}" y="${y}" fill="${fill}">${escaped}</text>`;
}
