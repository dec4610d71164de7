import { parseText } from './yaml-text.js';

function mistakesIn(text: string): string[] {
  const parsed = parseText(text);
  return 'mistakes' in parsed ? parsed.mistakes.map(({ path, expected }) => `${path} ${expected}`) : [];
}

describe('a text that is no registry', () => {
  it.each([
    ['empty', '', ['file must be a mapping']],
    ['only a comment', '# later\n', ['file must be a mapping']],
    ['a word', 'hello', ['file must be a mapping']],
    ['a list', '- portals\n', ['file must be a mapping']],
    [
      'a member given twice',
      'portals: []\napps: []\nportals: []\n',
      ['line 3, column 1 must not give the same member'],
    ],
    ['tabs for indentation', 'portals:\n\t- client_id: a\n', ['line 2, column 1 must be indented with spaces']],
    ['a quote that never ends', 'portals: "CANARY\napps: []\n', ['line 3, column 1 must']],
    ['two documents', 'portals: []\n---\napps: []\n', ['line 2, column 1 must not begin a second']],
    ['an alias to nothing', 'portals: *CANARY\n', ['file must']],
    ['a mapping that holds itself', 'portals: &a\n  - *a\napps: []\n', ['file must say everything in full']],
    [
      'members of objects in JavaScript',
      '__proto__: {a: 1}\nconstructor: 1\n',
      ['line 1, column 1 is not a member', 'line 2, column 1 is not a member'],
    ],
  ])('%s: is told where and why', (_, text, expected) => {
    const mistakes = mistakesIn(text);
    expect(mistakes.join('\n')).not.toContain('CANARY');
    expected.forEach((start, index) => expect(mistakes[index]).toMatch(new RegExp(`^${start}`)));
  });

  it('with aliases is refused, so that none can multiply without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
      .concat(
        ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
          (name, index) => `${name}: &${name} [${`*${'abcdefgh'.charAt(index)}, `.repeat(9)}]`,
        ),
      )
      .join('\n');
    expect(mistakesIn(bomb)).toEqual(['file must say everything in full, without aliases (*name)']);
  });
});
