import type { AsnResponse, CityResponse } from 'mmdb-lib';
import type { NetworkList } from '../core/ports.js';
import { IpDatabase, type IpDatabaseMistake, LOOK_EVERY_MS } from './ip-database.js';
import { Places } from './places.js';

export interface PlacesSettings {
  readonly cityFile?: string;
  readonly operatorFile?: string;
  readonly mobileNetworks: NetworkList;
  readonly mobileOperators: readonly number[];
}

/** What is known of addresses, from the files that the operator has. Without files nothing is. */
export interface OpenPlaces {
  readonly known: Places;
  close(): void;
}

/** The log of whoever runs the broker. */
interface Log {
  info(text: string): void;
  error(text: string): void;
}

/**
 * @param log is told that a file was read anew, or could not be
 * @param lookEveryMs how often the files are looked at
 * @throws IpDatabaseMistake
 */
export async function openPlaces(
  { cityFile, operatorFile, ...networks }: PlacesSettings,
  log: Log,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<OpenPlaces> {
  const onReload = (error?: IpDatabaseMistake): void => {
    if (error) log.error(`${error.message}: the old one stays`);
    else log.info('a database of addresses changed and was read anew');
  };
  const how = { onReload, lookEveryMs };
  const cities = cityFile === undefined ? undefined : await IpDatabase.open<CityResponse>(cityFile, 'GEOIP_FILE', how);
  const operators =
    operatorFile === undefined ? undefined : await IpDatabase.open<AsnResponse>(operatorFile, 'GEOIP_ASN_FILE', how);
  return {
    known: new Places({ ...networks, ...(cities && { cities }), ...(operators && { operators }) }),
    close() {
      cities?.close();
      operators?.close();
    },
  };
}
