import { ClientError } from 'openid-client';
import { deviceSignIn, type Ending } from './device-sign-in.js';
import { readOptions, type TvOptions } from './options.js';
import { Screen } from './screen.js';
import { YUNHAI_TV } from './site.js';
import { TEXTS } from './texts.js';

/** What the shell is told; `--help` lists them. */
const EXIT = { approved: 0, denied: 1, mistake: 2, expired: 3, failed: 4, stopped: 130 } as const;

const asked = readOptions(process.argv.slice(2), Intl.DateTimeFormat().resolvedOptions().locale);
switch (asked.kind) {
  case 'help':
    console.log(TEXTS[asked.language].help);
    break;
  case 'mistake':
    console.error(TEXTS[asked.language].mistake(asked.word));
    process.exitCode = EXIT.mistake;
    break;
  case 'run':
    process.exitCode = await run(asked.options);
}

async function run(options: TvOptions): Promise<number> {
  const { broker, events, language } = options;
  const texts = TEXTS[language];
  const screen = new Screen(process.stdout, options);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  try {
    const ending = await deviceSignIn({
      broker,
      clientId: YUNHAI_TV.id,
      events,
      show: (shown) => screen.show(shown),
      tell: (news) => screen.tell(news),
      signal: stopping.signal,
    });
    screen.end(lastWord(ending));
    return EXIT[ending.kind];
  } catch (error) {
    if (stopping.signal.aborted) screen.end(texts.stopped);
    else screen.end(isNobodyThere(error) ? texts.unreachable(broker.origin) : texts.failed(reasonOf(error)));
    return stopping.signal.aborted ? EXIT.stopped : EXIT.failed;
  }

  function lastWord(ending: Ending): string {
    return ending.kind === 'approved' ? texts.approved(ending.name) : texts[ending.kind];
  }
}

/** What fetch rejects with when nobody answers, as the library passes it on. */
function isNobodyThere(error: unknown): boolean {
  return error instanceof TypeError && !('code' in error && String(error.code).startsWith('ERR_'));
}

/** A word that helps whoever runs it, and nothing that was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof ClientError && error.code !== undefined) return error.code;
  if (!(error instanceof Error)) return 'unknown';
  return 'error' in error ? String(error.error) : error.name;
}
