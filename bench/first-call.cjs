// Loads one file in a fresh process and invokes it once, with LIST: prints the milliseconds of both together and the
// process's peak memory in KiB. EC2 is a server on loopback in the same process, which has no launch template.
const { createServer } = require('node:http');

const [, , file] = process.argv;
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'example',
  sessionToken: 'token',
};
const event = {
  action: 'LIST',
  awsAccountId: '123456789012',
  bearerToken: '00000000-0000-0000-0000-000000000000',
  region: 'us-east-1',
  resourceType: 'Efa::EKS::NodeGroup',
  resourceTypeVersion: '00000001',
  requestData: { callerCredentials: credentials, resourceProperties: {} },
};
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      '<DescribeLaunchTemplatesResponse><launchTemplates/></DescribeLaunchTemplatesResponse>',
    );
  });
});
server.listen(0, '127.0.0.1', async () => {
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${server.address().port}`;
  const print = console.log;
  console.log = () => undefined; // the log of the handler
  const before = process.hrtime.bigint();
  const { entrypoint } = require(file);
  const { status } = await entrypoint(event, { getRemainingTimeInMillis: () => 60_000 });
  const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
  if (status !== 'SUCCESS') throw new Error(`LIST ended with ${status}`);
  print(JSON.stringify({ milliseconds, peakKiB: process.resourceUsage().maxRSS }));
  process.exit();
});
