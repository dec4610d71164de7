/** An enterprise of the demo. All are invented; the codes pass the check of GB 32100-2015. */
export interface Organization {
  /** Unified social credit code. */
  readonly code: string;
  readonly name: string;
  /** Ids of people. */
  readonly legalRepresentative?: string;
  /** Who is registered to deal with the registry for it. */
  readonly liaison?: string;
}

export const YUNHAI_TRADING = {
  code: '91530100MA6K5XUN1B',
  name: '云海商贸有限公司',
  legalRepresentative: 'p-7Qm2',
  liaison: 'p-4Xk9',
} satisfies Organization;

export const DIANCHI_SOFTWARE = {
  code: '91530111MA6NPQ7T2X',
  name: '滇池软件有限公司',
  legalRepresentative: 'p-4Xk9',
  liaison: 'p-9Wd5',
} satisfies Organization;

/** A tax agency. */
export const CUIHU_TAX = { code: '91530100MA7H8K2X0H', name: '翠湖税务师事务所' } satisfies Organization;

export const ORGANIZATIONS: readonly Organization[] = [YUNHAI_TRADING, DIANCHI_SOFTWARE, CUIHU_TAX];
