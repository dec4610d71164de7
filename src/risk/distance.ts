/** Where an address is, as far as a database knows. */
export interface Located {
  /** ISO 3166-1 alpha-2 */
  readonly country?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  /** How far off that may be. */
  readonly accuracyKm?: number;
}

const EARTH_RADIUS_KM = 6_371;

/** Great-circle distance by the haversine formula. */
function distanceKm(one: Required<Point>, other: Required<Point>): number {
  const [lat1, lat2] = [radians(one.latitude), radians(other.latitude)];
  const [dLat, dLon] = [lat2 - lat1, radians(other.longitude - one.longitude)];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * Why two places are too far apart for one person to be at both; `undefined` when they need not be. Coordinates say more
 * than countries, and count only for what is left of their distance once both may be wrong.
 */
export function tooFar(one: Located, other: Located, farKm: number): 'distant' | 'other_country' | undefined {
  if (isPoint(one) && isPoint(other)) {
    const leastKm = distanceKm(one, other) - (one.accuracyKm ?? 0) - (other.accuracyKm ?? 0);
    return leastKm > farKm ? 'distant' : undefined;
  }
  const isElsewhere = one.country !== undefined && other.country !== undefined && one.country !== other.country;
  return isElsewhere ? 'other_country' : undefined;
}

type Point = Pick<Located, 'latitude' | 'longitude'>;

const isPoint = (place: Located): place is Located & Required<Point> =>
  place.latitude !== undefined && place.longitude !== undefined;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
