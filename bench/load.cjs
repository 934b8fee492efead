// Loads one file in a fresh process: prints the milliseconds of its require and the process's peak memory in KiB.
const [, , file] = process.argv;
const before = process.hrtime.bigint();
if (file) require(file);
const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
console.log(JSON.stringify({ milliseconds, peakKiB: process.resourceUsage().maxRSS }));
