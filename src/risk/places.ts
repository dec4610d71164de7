import type { LocalizedText } from '@saoma/protocol';
import ipaddr from 'ipaddr.js';
import type { AsnResponse, CityResponse } from 'mmdb-lib';
import type { NetworkList } from '../core/ports.js';
import type { Place } from './evidence.js';
import type { IpDatabase } from './ip-database.js';

export interface PlacesParts {
  /** Cities or countries. */
  readonly cities?: IpDatabase<CityResponse>;
  /** Which network operator has an address. */
  readonly operators?: IpDatabase<AsnResponse>;
  /** Networks whose addresses say nothing about where somebody is, and the numbers of operators who have such only. */
  readonly mobileNetworks: NetworkList;
  readonly mobileOperators: readonly number[];
}

/** What is known of addresses: for judging, and for people to read. */
export class Places {
  constructor(private readonly parts: PlacesParts) {}

  placeOf(address: string | undefined): Place {
    const plain = address === undefined ? undefined : plainAddress(address);
    if (plain === undefined) return { isMobile: false };
    const { cities, operators, mobileNetworks, mobileOperators } = this.parts;
    const found = cities?.find(plain);
    const operator = operators?.find(plain)?.autonomous_system_number;
    const country = found?.country?.iso_code ?? found?.registered_country?.iso_code;
    return {
      address: plain,
      isMobile:
        mobileNetworks.includes(plain) ||
        (operator !== undefined && mobileOperators.includes(operator)) ||
        connectionType(found) === 'Cellular',
      ...(found && {
        located: {
          ...(country !== undefined && { country }),
          ...(found.location && { latitude: found.location.latitude, longitude: found.location.longitude }),
          ...(found.location && { accuracyKm: found.location.accuracy_radius }),
        },
      }),
    };
  }

  /** City and country, never more. */
  nameOf(address: string): LocalizedText | undefined {
    const plain = plainAddress(address);
    const found = plain === undefined ? undefined : this.parts.cities?.find(plain);
    if (!found) return undefined;
    const { city, country } = found;
    const code = country?.iso_code;
    const inEnglish = [city?.names?.en, country?.names?.en ?? code].filter(isText).join(', ');
    const inChinese = [
      country?.names?.['zh-CN'] ?? country?.names?.en ?? code,
      city?.names?.['zh-CN'] ?? city?.names?.en,
    ]
      .filter(isText)
      .join(' ');
    return inEnglish === '' ? undefined : { zh: inChinese, en: inEnglish };
  }
}

const isText = (text: string | undefined): text is string => text !== undefined && text !== '';

/** The library looks an IPv4 address in IPv6's clothes up among IPv6's. */
const plainAddress = (address: string): string | undefined =>
  ipaddr.isValid(address) ? ipaddr.process(address).toString() : undefined;

/** Some editions say how an address is connected. */
function connectionType(found: CityResponse | undefined): unknown {
  const { connection_type: own, traits } = (found ?? {}) as {
    readonly connection_type?: unknown;
    readonly traits?: { readonly connection_type?: unknown };
  };
  return own ?? traits?.connection_type;
}
