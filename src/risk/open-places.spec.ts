import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../test/servers/deadline.js';
import { makeMmdb } from '../../test/servers/mmdb-file.js';
import { networkList } from '../registry/network-list.js';
import { type OpenPlaces, openPlaces } from './open-places.js';

const ADDRESS = '203.0.113.7';

/** A file that knows one network. */
const cityFile = (name: string): Buffer =>
  makeMmdb('Test-City', {
    '203.0.113.0/24': { city: { names: { en: name } }, country: { iso_code: 'CN', names: { en: 'China' } } },
  });

describe('A database of addresses', () => {
  let folder: string;
  let file: string;
  let places: OpenPlaces;
  let log: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saoma-places-'));
    file = join(folder, 'cities.mmdb');
    await writeFile(file, cityFile('Kunming'));
    log = [];
    const to = (level: string) => (text: string) => log.push(`${level}: ${text}`);
    const settings = { cityFile: file, mobileNetworks: networkList([]), mobileOperators: [] };
    places = await openPlaces(settings, { info: to('info'), error: to('error') }, 20);
  });

  afterEach(async () => {
    places.close();
    await rm(folder, { recursive: true });
  });

  /** As updaters do it: what is half written is never there under its name. */
  const replace = async (content: Buffer | string): Promise<void> => {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  };
  const isLogged = (count: number): Promise<unknown> =>
    until(
      'line of the log',
      () => log,
      (lines) => lines.length === count,
    );
  const where = (): string | undefined => places.known.nameOf(ADDRESS)?.en;

  it('holds from the moment that it is replaced', async () => {
    expect(where()).toBe('Kunming, China');
    await replace(cityFile('Dali'));
    await isLogged(1);
    expect(where()).toBe('Dali, China');
    expect(log).toEqual(['info: a database of addresses changed and was read anew']);
  });

  it.each([
    ['is no database', 'not found'],
    ['is empty', ''],
    ['breaks off', cityFile('Dali').subarray(0, 40)],
  ])('stays the last good one when the next %s, which the log says; and then takes a good one', async (_, broken) => {
    await replace(broken);
    await isLogged(1);
    expect(log).toEqual([
      'error: GEOIP_FILE must be the path of a MaxMind DB file (.mmdb), unpacked: the old one stays',
    ]);
    expect(where()).toBe('Kunming, China');
    await replace(cityFile('Dali'));
    await isLogged(2);
    expect(where()).toBe('Dali, China');
  });

  it('stays the last good one when the file is gone', async () => {
    await rm(file);
    await isLogged(1);
    expect(log[0]).toMatch(/^error: GEOIP_FILE .* the old one stays$/);
    expect(where()).toBe('Kunming, China');
  });
});
