import { readFileSync } from 'node:fs';
import { type Phase, SaomaLoginElement, SaomaOneTimeCodeElement } from '@saoma/browser';
import { BESIDE, CodePage, offers, SMS } from './element-code-faces.js';
import { elementPages } from './element-page.js';

type Named = readonly { readonly name: string }[];

interface Declaration {
  readonly attributes: Named;
  readonly members: readonly { readonly name: string; readonly kind: string }[];
  readonly events: Named;
  readonly slots: Named;
  readonly cssParts: Named;
  readonly cssProperties: Named;
}

const FOLDER = 'libs/browser';
const read = (path: string): string => readFileSync(`${FOLDER}/${path}`, 'utf8');
const manifest = JSON.parse(read('custom-elements.json')) as { modules: { declarations: Declaration[] }[] };
const [element, codeElement] = manifest.modules.map(({ declarations }) => declarations[0]!) as [
  Declaration,
  Declaration,
];

const names = (of: Named): string[] => of.map(({ name }) => name).sort();
const sorted = (of: Iterable<string>): string[] => [...new Set(of)].sort();
const PHASES = {
  starting: true,
  waiting: true,
  scanned: true,
  checking: true,
  approved: true,
  redeemed: true,
  denied: true,
  cancelled: true,
  expired: true,
  failed: true,
} satisfies Record<Phase, true>;

/** What stands in backquotes in the columns of a table of the README, by the first word of the table's head. */
function readme(table: string, columns: number): string[] {
  const [, rows = ''] = new RegExp(`\\n\\| ${table}\\b.*\\n\\| -.*\\n((?:\\|.*\\n)*)`).exec(read('README.md')) ?? [];
  const cells = rows.split('\n').map((row) =>
    row
      .split('|')
      .slice(1, 1 + columns)
      .join(' '),
  );
  return sorted(cells.flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)));
}

describe('the manifest of the element', () => {
  const open = elementPages();

  it('is in the package', () => {
    const { customElements, files } = JSON.parse(read('package.json')) as { customElements: string; files: string[] };
    expect(files).toContain(customElements);
  });

  it('has the attributes that the element reads', () => {
    const source = read('src/element/saoma-login-element.ts');
    const asked = [...source.matchAll(/(?:get|has)Attribute\('([\w-]+)'\)/g)].map(([, name]) => name!);
    expect(names(element.attributes)).toEqual(sorted([...asked, ...SaomaLoginElement.observedAttributes]));
  });

  it('has the events that the element dispatches', () => {
    const sent = [...read('src/element/events.ts').matchAll(/super\('([\w-]+)'/g)].map(([, name]) => name!);
    expect(names(element.events)).toEqual(sorted(sent));
  });

  it('has the methods and members that the class has', () => {
    const callbacks = ['constructor', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback'];
    const own = Object.getOwnPropertyNames(SaomaLoginElement.prototype).filter((name) => !callbacks.includes(name));
    expect(names(element.members)).toEqual(sorted([...own, 'languages']));
    expect(SaomaLoginElement.languages.has('zh')).toBe(true);
  });

  it('has the slots, parts and custom properties that the document has', async () => {
    const at = await open({ attributes: 'same-device' });
    await at.page.getByRole('link').first().waitFor();
    await at.button('Show the code').focus();
    const look = (): Promise<{ parts: string[]; slots: string[]; sheet: string }> =>
      at.page.locator('saoma-login').evaluate(({ shadowRoot }) => ({
        parts: [...shadowRoot!.querySelectorAll('[part]')].flatMap((node) => [...node.part]),
        slots: [...shadowRoot!.querySelectorAll('slot')].map(({ name }) => name),
        sheet: shadowRoot!.adoptedStyleSheets
          .flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText))
          .join(''),
      }));
    const { parts, slots, sheet } = await look();
    await at.button('Show the code').click();
    await at.waiting();
    expect(names(element.cssParts)).toEqual(sorted([...parts, ...(await look()).parts, ...Object.keys(PHASES)]));
    expect(names(element.slots)).toEqual(sorted(slots));
    expect(names(element.cssProperties)).toEqual(sorted([...sheet.matchAll(/--[\w-]+/g)].map(([name]) => name)));
  });

  it('has what the element for one-time codes has', async () => {
    const at = await open({ beside: BESIDE }, offers(SMS));
    const code = new CodePage(at);
    await code.send.waitFor();
    const { parts, slots, sheet } = await code.element.evaluate(({ shadowRoot }) => ({
      parts: [...shadowRoot!.querySelectorAll('[part]')].flatMap((node) => [...node.part]),
      slots: [...shadowRoot!.querySelectorAll('slot')].map(({ name }) => name),
      sheet: [...shadowRoot!.adoptedStyleSheets[0]!.cssRules].map(({ cssText }) => cssText).join(''),
    }));
    expect(names(codeElement.attributes)).toEqual(sorted(SaomaOneTimeCodeElement.observedAttributes));
    expect(names(codeElement.cssParts)).toEqual(sorted(parts));
    expect(names(codeElement.slots)).toEqual(sorted(slots));
    expect(names(codeElement.cssProperties)).toEqual(
      sorted([...sheet.matchAll(/--saoma-[\w-]+/g)].map(([name]) => name)),
    );
    expect(names(codeElement.members)).toEqual(['languages']);
    expect(SaomaOneTimeCodeElement.languages.has('zh')).toBe(true);
    expect(readme('attribute of', 1)).toEqual(names(codeElement.attributes));
    expect(readme('its parts', 2)).toEqual(names(codeElement.cssParts));
  });

  it('and the README name the same things', () => {
    expect(readme('attribute', 1)).toEqual(names(element.attributes));
    expect(readme('event', 1)).toEqual(names(element.events));
    expect(readme('slot', 1)).toEqual(names(element.slots));
    expect(readme('part', 2)).toEqual(names(element.cssParts));
    expect(readme('custom property', 1)).toEqual(names(element.cssProperties));
  });
});
