import { readFile } from 'node:fs/promises';
import { getMetadataStorage } from 'class-validator';
import { readRegistry } from './read-registry.js';
import { AppDto, OperatorDto, PortalDto } from './registry.dto.js';

describe('docs/registry.md', () => {
  const page = readFile('docs/registry.md', 'utf8');

  it('has an example that is sound', async () => {
    const [, example = ''] = /```yaml\n([^]*?)```/.exec(await page) ?? [];
    expect(readRegistry(example)).toMatchObject({ ok: true });
  });

  it('has an example that shows every member, and a row for each', async () => {
    const text = await page;
    for (const dto of [PortalDto, AppDto, OperatorDto]) {
      const members = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
      for (const member of new Set(members.map(({ propertyName }) => propertyName))) {
        expect(text).toMatch(new RegExp(`^[ -]+${member}:`, 'm'));
        expect(text).toMatch(new RegExp(`^\\| .*\`${member}\`.* \\|`, 'm'));
      }
    }
  });
});
