/**
 * The register's codes for roles, with the codes of the role catalogue: those that the catalogue takes over from the
 * register as they stand there. What else an organisation may have there (a group of roles, a link between companies)
 * gives nobody anything, and is left out.
 */
const roles: Readonly<Record<string, string>> = {
  AVKL: 'forestaar-avvikling',
  BEST: 'bestyrende-reder',
  BOBE: 'bostyrer',
  DAGL: 'daglig-leder',
  DTPR: 'deltaker-delt-ansvar',
  DTSO: 'deltaker-fullt-ansvar',
  EIKM: 'eierkommune',
  ESGR: 'elektronisk-signeringsrettig',
  ETDL: 'elektronisk-signeringsrett-tildeler',
  FFØR: 'forretningsforer',
  HLED: 'parti-organ-leder',
  HLSE: 'helseforetak',
  HMDL: 'parti-organ-styremedlem',
  HNST: 'parti-organ-nestleder',
  HVAR: 'parti-organ-varamedlem',
  INNH: 'innehaver',
  KDEB: 'konkursdebitor',
  KEMN: 'kontaktperson-ados',
  KENK: 'personlige-konkurs',
  KNUF: 'kontaktperson-nuf',
  KOMK: 'kontaktperson-kommune',
  KOMP: 'komplementar',
  KONT: 'kontaktperson',
  LEDE: 'styreleder',
  MEDL: 'styremedlem',
  MVAG: 'mva-signerer',
  MVAU: 'mva-utfyller',
  NEST: 'nestleder',
  OBS: 'observator',
  POFE: 'prokurist-fellesskap',
  POHV: 'prokurist-hver-for-seg',
  PROK: 'prokurist',
  REGN: 'regnskapsforer',
  REPR: 'norsk-representant',
  REVI: 'revisor',
  SAM: 'sameier',
  SIFE: 'signerer-fellesskap',
  SIGN: 'signerer',
  SIHV: 'signerer-hver-for-seg',
  SREVA: 'kontaktperson-revisor',
  STFT: 'stifter',
  VARA: 'varamedlem',
}

/** The catalogue's code for a role of the register; undefined for what is none of ours. */
export const catalogueRole = (code: string): string | undefined =>
  Object.hasOwn(roles, code) ? roles[code] : undefined
