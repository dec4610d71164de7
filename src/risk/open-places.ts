import type { AsnResponse, CityResponse } from 'mmdb-lib';
import type { NetworkList } from '../core/ports.js';
import { IpDatabase, type IpDatabaseMistake } from './ip-database.js';
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

/**
 * @param onReload hears that a file was read anew, or could not be
 * @throws IpDatabaseMistake
 */
export async function openPlaces(
  { cityFile, operatorFile, ...networks }: PlacesSettings,
  onReload: (error?: IpDatabaseMistake) => void,
): Promise<OpenPlaces> {
  const cities =
    cityFile === undefined ? undefined : await IpDatabase.open<CityResponse>(cityFile, 'GEOIP_FILE', onReload);
  const operators =
    operatorFile === undefined
      ? undefined
      : await IpDatabase.open<AsnResponse>(operatorFile, 'GEOIP_ASN_FILE', onReload);
  return {
    known: new Places({ ...networks, ...(cities && { cities }), ...(operators && { operators }) }),
    close() {
      cities?.close();
      operators?.close();
    },
  };
}
