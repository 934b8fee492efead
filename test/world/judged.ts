/** Runs in every test file: no test may have sent or got what AWS's service models refuse. */
import { judge } from './judge';

afterEach(() => {
  const wrong = judge.takeWrong();
  judge.unexpected.push(...wrong);
  expect(wrong).toEqual([]);
});
afterAll(() => {
  const file = process.env.JUDGED_REQUESTS;
  if (file) judge.report(file);
});
