/** CloudFormation, Lambda, Step Functions and S3 at their worst. */
import { silenceLogs } from './given';
import './scenarios/breakdowns';
import './scenarios/deleted-by-hand';
import './scenarios/fence';
import './scenarios/replacements';
import './scenarios/requests';

silenceLogs();
