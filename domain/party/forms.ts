/** A legal form of the register of organisations, by its code there. */
export type OrganisationForm = {
  readonly code: string
  readonly name: { readonly nb: string; readonly nn: string; readonly en: string }
}

type Row = readonly [code: string, nb: string, nn: string, en: string]

const rows: readonly Row[] = [
  [
    'AAFY',
    'Underenhet til ikke-næringsdrivende',
    'Undereining til ikkje-næringsdrivande',
    'Sub-unit of a non-trading entity',
  ],
  [
    'ADOS',
    'Administrativ enhet - offentlig sektor',
    'Administrativ eining - offentleg sektor',
    'Administrative unit of the public sector',
  ],
  ['ANNA', 'Annen juridisk person', 'Annan juridisk person', 'Other legal person'],
  [
    'ANS',
    'Ansvarlig selskap med solidarisk ansvar',
    'Ansvarleg selskap med solidarisk ansvar',
    'General partnership with joint and several liability',
  ],
  ['AS', 'Aksjeselskap', 'Aksjeselskap', 'Private limited company'],
  ['ASA', 'Allmennaksjeselskap', 'Allmennaksjeselskap', 'Public limited company'],
  ['BA', 'Selskap med begrenset ansvar', 'Selskap med avgrensa ansvar', 'Limited liability entity'],
  ['BBL', 'Boligbyggelag', 'Bustadbyggjelag', 'Housing association'],
  [
    'BEDR',
    'Underenhet til næringsdrivende og offentlig forvaltning',
    'Undereining til næringsdrivande og offentleg forvaltning',
    'Sub-unit of a trading entity or the public administration',
  ],
  ['BO', 'Andre bo', 'Andre bu', 'Other estate'],
  ['BRL', 'Borettslag', 'Burettslag', 'Housing cooperative'],
  [
    'DA',
    'Ansvarlig selskap med delt ansvar',
    'Ansvarleg selskap med delt ansvar',
    'General partnership with divided liability',
  ],
  ['ENK', 'Enkeltpersonforetak', 'Enkeltpersonføretak', 'Sole proprietorship'],
  [
    'EØFG',
    'Europeisk økonomisk foretaksgruppe',
    'Europeisk økonomisk føretaksgruppe',
    'European economic interest grouping',
  ],
  ['ESEK', 'Eierseksjonssameie', 'Eigarseksjonssameige', 'Condominium'],
  ['FKF', 'Fylkeskommunalt foretak', 'Fylkeskommunalt føretak', 'County authority enterprise'],
  ['FLI', 'Forening/lag/innretning', 'Foreining/lag/innretning', 'Association'],
  ['FYLK', 'Fylkeskommune', 'Fylkeskommune', 'County authority'],
  [
    'GFS',
    'Gjensidig forsikringsselskap',
    'Gjensidig forsikringsselskap',
    'Mutual insurance company',
  ],
  [
    'IKJP',
    'Andre ikke-juridiske personer',
    'Andre ikkje-juridiske personar',
    'Other non-legal persons',
  ],
  ['IKS', 'Interkommunalt selskap', 'Interkommunalt selskap', 'Inter-municipal company'],
  ['KBO', 'Konkursbo', 'Konkursbu', 'Bankruptcy estate'],
  ['KF', 'Kommunalt foretak', 'Kommunalt føretak', 'Municipal enterprise'],
  ['KIRK', 'Den norske kirke', 'Den norske kyrkja', 'The Church of Norway'],
  ['KOMM', 'Kommune', 'Kommune', 'Municipality'],
  ['KS', 'Kommandittselskap', 'Kommandittselskap', 'Limited partnership'],
  ['KTRF', 'Kontorfellesskap', 'Kontorfellesskap', 'Office partnership'],
  [
    'NUF',
    'Norskregistrert utenlandsk foretak',
    'Norskregistrert utanlandsk føretak',
    'Norwegian branch of a foreign entity',
  ],
  [
    'OPMV',
    'Særskilt oppdelt enhet, jf. mval. § 2-2',
    'Særskilt oppdelt eining, jf. mval. § 2-2',
    'Entity divided for VAT, VAT Act § 2-2',
  ],
  ['ORGL', 'Organisasjonsledd', 'Organisasjonsledd', 'Unit of the public administration'],
  [
    'PERS',
    'Andre enkeltpersoner som registreres i tilknyttet register',
    'Andre enkeltpersonar som blir registrerte i tilknytt register',
    'Other individuals in an associated register',
  ],
  ['PK', 'Pensjonskasse', 'Pensjonskasse', 'Pension fund'],
  ['PRE', 'Partrederi', 'Partsreiarlag', 'Shipping partnership'],
  ['SA', 'Samvirkeforetak', 'Samvirkeføretak', 'Cooperative'],
  ['SAM', 'Tingsrettslig sameie', 'Tingsrettsleg sameige', 'Co-ownership of property'],
  ['SE', 'Europeisk selskap', 'Europeisk selskap', 'European company'],
  ['SF', 'Statsforetak', 'Statsføretak', 'State enterprise'],
  ['SPA', 'Sparebank', 'Sparebank', 'Savings bank'],
  ['STAT', 'Staten', 'Staten', 'The state'],
  ['STI', 'Stiftelse', 'Stifting', 'Foundation'],
  [
    'SÆR',
    'Annet foretak ifølge særskilt lov',
    'Anna føretak ifølgje særskild lov',
    'Other enterprise under a law of its own',
  ],
  [
    'TVAM',
    'Tvangsregistrert for merverdiavgift',
    'Tvangsregistrert for meirverdiavgift',
    'Registered for VAT by force',
  ],
  ['UTLA', 'Utenlandsk enhet', 'Utanlandsk eining', 'Foreign entity'],
  [
    'VIFE',
    'Virksomhet drevet i fellesskap',
    'Verksemd driven i fellesskap',
    'Business carried out jointly',
  ],
  ['VPFO', 'Verdipapirfond', 'Verdipapirfond', 'Securities fund'],
]

/** The legal forms that organisations have in the register (Enhetsregisteret, `organisasjonsformer`), by code. */
export const organisationForms: readonly OrganisationForm[] = rows.map(([code, nb, nn, en]) => ({
  code,
  name: { nb, nn, en },
}))
