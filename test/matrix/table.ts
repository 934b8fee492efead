/** What came of the questions: path × entry point × question. */
import { ENTRY_POINTS, type EntryPoint } from './lives';
import { type Cell, QUESTIONS, type Question } from './questions';

type Answers = Partial<Readonly<Record<Question, Cell>>>;

const MOST_LINES = 12;
const LONGEST_LINE = 300;
/** Of a column of the table. */
const WIDTH = 'n/a required '.length;

export class Table {
  private readonly cells = new Map<string, Cell>();

  constructor(private readonly paths: readonly string[]) {}

  put(path: string, entryPoint: EntryPoint, answers: Answers): void {
    for (const question of QUESTIONS) {
      const cell = answers[question];
      if (cell) this.cells.set(keyOf(path, entryPoint, question), cell);
    }
  }

  /** @throws Error with what is wrong with a row, cut short. */
  check(path: string, entryPoint: EntryPoint): void {
    const lines = QUESTIONS.flatMap((question) => {
      const cell = this.cells.get(keyOf(path, entryPoint, question)) ?? ['not asked'];
      return 'notAsked' in cell || cell.length === 0
        ? []
        : [keyOf(path, entryPoint, question), ...cell.map((line) => `  ${line}`)];
    });
    if (lines.length === 0) return;
    const more = lines.length - MOST_LINES;
    const shown = lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
    const error = new Error(
      [...shown, ...(more > 0 ? [`  and ${more} lines more`] : [])].join('\n'),
    );
    // the place in this file says nothing
    error.stack = error.message;
    throw error;
  }

  missing(): readonly string[] {
    return this.keys().filter((key) => !this.cells.has(key));
  }

  text(): string {
    const width = Math.max(...this.paths.map(({ length }) => length));
    const row = (path: string, cells: (entryPoint: EntryPoint) => string) =>
      [path.padEnd(width), ...ENTRY_POINTS.map(cells)].join('  ').trimEnd();
    const line = (words: readonly string[]) => words.map((word) => word.padEnd(WIDTH)).join('');
    return [
      row('', (entryPoint) => line([entryPoint, ...QUESTIONS.slice(1).map(() => '')])),
      row('path', () => line(QUESTIONS)),
      ...this.paths.map((path) =>
        row(path, (entryPoint) =>
          line(QUESTIONS.map((each) => wordOf(this.cells.get(keyOf(path, entryPoint, each))))),
        ),
      ),
      this.totals(),
    ].join('\n');
  }

  private totals(): string {
    const counts = new Map<string, number>();
    for (const key of this.keys()) {
      const word = wordOf(this.cells.get(key));
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const all = [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
    return `${this.paths.length} paths, ${this.keys().length} checks: ${all}`;
  }

  private keys(): readonly string[] {
    return this.paths.flatMap((path) =>
      ENTRY_POINTS.flatMap((entryPoint) =>
        QUESTIONS.map((question) => keyOf(path, entryPoint, question)),
      ),
    );
  }
}

function keyOf(path: string, entryPoint: EntryPoint, question: Question): string {
  return `${path}, ${entryPoint}, ${question}`;
}

function wordOf(cell: Cell | undefined): string {
  if (!cell) return 'missing';
  if ('notAsked' in cell) return `n/a ${cell.notAsked}`;
  return cell.length === 0 ? 'ok' : 'FAILED';
}
