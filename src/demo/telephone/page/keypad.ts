/** What the service line says, and the keys it then waits for; without keys it has hung up. */
interface Turn {
  readonly say: readonly string[];
  readonly keys?: { readonly most: number; readonly secret?: true };
}

const dial = at('dial');
const inCall = at('in-call');
const heard = at('heard');
const keypad = at('keypad');
const pressed = at('pressed');
const aloud = at('aloud') as HTMLInputElement;

/** What is pressed now is for this. Absent: no call, or the line is speaking. */
let wanted: Turn['keys'];
let typed = '';

function at(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no ${id}.`);
  return element;
}

function show(isInCall: boolean): void {
  dial.hidden = isInCall;
  for (const part of [inCall, keypad]) part.hidden = !isInCall;
}

/** Shown from the first new sentence on, as it would be heard. */
function hear(sentences: readonly string[]): void {
  const lines = sentences.map((sentence) => {
    const line = document.createElement('p');
    line.textContent = sentence;
    if (aloud.checked) speechSynthesis.speak(new SpeechSynthesisUtterance(sentence));
    return line;
  });
  heard.append(...lines);
  heard.scrollTop = (lines[0]?.offsetTop ?? 0) - heard.offsetTop;
}

function type(keys: string): void {
  typed = keys;
  pressed.textContent = wanted?.secret ? '•'.repeat(keys.length) : keys;
}

/** Tells the line something, and takes what it answers. */
async function tell(path: string, body: object): Promise<void> {
  wanted = undefined;
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const turn = (await answer.json()) as Turn;
    wanted = turn.keys;
    type('');
    hear(turn.say);
    if (!turn.keys) end('ended');
  } catch {
    end('lost');
  }
}

function end(how: 'ended' | 'lost'): void {
  wanted = undefined;
  hear([(at(how) as HTMLTemplateElement).content.textContent]);
  show(false);
  dial.querySelector('button')?.focus();
}

function press(key: string): void {
  if (!wanted) return;
  if (wanted.most === 1) {
    if (key !== '#') void tell('keys', { keys: key });
  } else if (key === '#') {
    if (typed !== '') void tell('keys', { keys: typed });
  } else if (key === '*') {
    type('');
  } else if (typed.length < wanted.most) {
    type(typed + key);
  }
}

dial.addEventListener('submit', (event) => {
  event.preventDefault();
  heard.replaceChildren();
  show(true);
  inCall.focus();
  void tell('calls', { owner: (at('owner') as HTMLSelectElement).value });
});

keypad.addEventListener('click', ({ target }) => {
  const key = (target as HTMLElement).closest('button')?.value;
  if (key) press(key);
});

document.addEventListener('keydown', (event) => {
  if (keypad.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[\d*#]$/.test(event.key)) press(event.key);
  else if (event.key === 'Backspace' && wanted && wanted.most > 1) type(typed.slice(0, -1));
});

at('hang-up').addEventListener('click', () => {
  void fetch('hang-up', { method: 'POST' });
  end('ended');
});

if ('speechSynthesis' in window) aloud.closest('label')?.removeAttribute('hidden');
aloud.addEventListener('change', () => {
  if (!aloud.checked) speechSynthesis.cancel();
});

export {};
