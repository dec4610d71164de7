import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ReceiptFault, tellReceipt } from './receipt.js';

const USAGE = `npm run receipt -- [--key THUMBPRINT] [--sub SUB] [--client-id ID] FILE

FILE has a receipt, or JSON with it as "receipt" or "receipts": an entry of the audit trail, an operator's answer.
With - it is read from the standard input.`;

process.exitCode = await run();

/** `0` when everything holds, `1` when something does not, `2` when it was called wrongly. */
async function run(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const { file, ...demands } = asked;
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    process.stderr.write('The file cannot be read.\n');
    return 2;
  }
  const receipts = receiptsIn(text);
  if (receipts.length === 0) process.stderr.write('The receipt does not hold: there is none in it\n');
  let allHold = receipts.length > 0;
  for (const receipt of receipts) {
    try {
      process.stdout.write(`${await tellReceipt(receipt, demands)}\n\n`);
    } catch (error) {
      if (!(error instanceof ReceiptFault)) throw error;
      allHold = false;
      process.stderr.write(`The receipt does not hold: ${error.message}\n`);
    }
  }
  return allHold ? 0 : 1;
}

function readArguments() {
  const options = { key: { type: 'string' }, sub: { type: 'string' }, 'client-id': { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return undefined;
    return { file, key: values.key, sub: values.sub, clientId: values['client-id'] };
  } catch {
    return undefined;
  }
}

/** Of JSON, one thing or one a line; else the text itself is the receipt. */
function receiptsIn(text: string): readonly string[] {
  if (!text.trimStart().startsWith('{')) return text.split(/\s+/).filter(Boolean);
  const whole = parsed(text);
  const things = whole === undefined ? text.split('\n').map(parsed) : [whole];
  return things.flatMap((thing) => {
    const { receipt, receipts } = Object(thing) as { receipt?: unknown; receipts?: unknown };
    return [receipt, ...(Array.isArray(receipts) ? (receipts as unknown[]) : [])].filter(
      (one) => typeof one === 'string',
    );
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
