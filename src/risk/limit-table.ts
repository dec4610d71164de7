import { guessBudget } from './guess-budget.js';
import { type LimitTable, perDay, perMinute, perTenMinutes } from './limits.js';

/** Within the life of a typed code, at one code and by one person (RFC 8628 §5.1). */
const USER_CODE_TRIES = 5;

/** Of one person's approvals, wherever they were typed: what three sessions take, and one slip. */
const CHECK_CODE_MISSES_OF_ONE = 10;

/** At one browser, which in a hall many people use; each of them has the own count besides. */
const CHECK_CODE_MISSES_AT_ONE_PAGE = 30;

/** Where pages have no key: a household or an office behind one address types wrong less often than this. */
const CHECK_CODE_MISSES_FROM_ONE = 60;

/** Messages to one number or address, whatever session asks: nobody's phone is to ring all day. */
const ONE_TIME_CODES_TO_ONE = 6;
const ONE_TIME_CODES_TO_ONE_A_DAY = 30;

/** A household or an office behind one address types wrong less often than this. */
const ONE_TIME_CODE_MISSES_FROM_ONE = 60;

/** What one portal may ask of one person: who is asked more often says yes to be left alone. */
const REQUESTS_TO_ONE = 5;

/** Of one portal at one person's code: at twenty a day four digits last the year that a code is kept. */
const REQUEST_CODE_TRIES = 5;
const REQUEST_CODE_TRIES_A_DAY = 20;

/** What an operator may set: per minute; of one-time codes per ten minutes. */
interface ConfiguredLimits {
  readonly startsPerPrefix: number;
  readonly startsPerPortal: number;
  readonly startsPerDesktopKey: number;
  readonly callsPerSession: number;
  readonly commandsPerSession: number;
  readonly callsPerPhoneKey: number;
  readonly scansPerPerson: number;
  readonly failuresPerPerson: number;
  readonly callsPerPhoneLine: number;
  readonly oneTimeCodesPerPortal: number;
  readonly oneTimeCodeMissesPerPortal: number;
}

/** How often what may be done, in which time. */
export function limitTable(limits: ConfiguredLimits): LimitTable {
  return {
    starts_per_prefix: perMinute(limits.startsPerPrefix),
    starts_per_portal: perMinute(limits.startsPerPortal),
    starts_per_desktop_key: perMinute(limits.startsPerDesktopKey),
    calls_per_session: perMinute(limits.callsPerSession),
    commands_per_session: perMinute(limits.commandsPerSession),
    calls_per_phone_key: perMinute(limits.callsPerPhoneKey),
    scans_per_person: perMinute(limits.scansPerPerson),
    failures_per_person: perMinute(limits.failuresPerPerson),
    user_code_misses_per_code: perTenMinutes(USER_CODE_TRIES),
    user_code_misses_per_person: perTenMinutes(USER_CODE_TRIES),
    user_code_misses_of_letters_per_app: perTenMinutes(guessBudget('letters')),
    user_code_misses_of_digits_per_app: perTenMinutes(guessBudget('digits')),
    user_code_misses_of_letters: perTenMinutes(guessBudget('letters')),
    user_code_misses_of_digits: perTenMinutes(guessBudget('digits')),
    check_code_misses_per_person: perTenMinutes(CHECK_CODE_MISSES_OF_ONE),
    check_code_misses_per_desktop_key: perTenMinutes(CHECK_CODE_MISSES_AT_ONE_PAGE),
    check_code_misses_per_prefix: perTenMinutes(CHECK_CODE_MISSES_FROM_ONE),
    calls_per_phone_line: perMinute(limits.callsPerPhoneLine),
    one_time_codes_per_contact: perTenMinutes(ONE_TIME_CODES_TO_ONE),
    one_time_codes_per_contact_a_day: perDay(ONE_TIME_CODES_TO_ONE_A_DAY),
    one_time_codes_per_portal: perTenMinutes(limits.oneTimeCodesPerPortal),
    one_time_code_misses_per_prefix: perTenMinutes(ONE_TIME_CODE_MISSES_FROM_ONE),
    one_time_code_misses_per_portal: perTenMinutes(limits.oneTimeCodeMissesPerPortal),
    requests_per_person: perTenMinutes(REQUESTS_TO_ONE),
    requests_per_portal: perMinute(limits.startsPerPortal),
    request_code_misses_per_person: perTenMinutes(REQUEST_CODE_TRIES),
    request_code_misses_per_person_a_day: perDay(REQUEST_CODE_TRIES_A_DAY),
  };
}
