/** The files do not hold what they must: nothing is served from them. The message names the file and the offset. */
export class CorruptLog extends Error {
  override readonly name = 'CorruptLog'
  readonly code = 'ERR_CORRUPT_LOG'

  constructor(file: string, offset: number, what: string) {
    super(`${file} is damaged at offset ${offset}: ${what}`)
  }
}

/** Another process owns the directory. */
export class LogInUse extends Error {
  override readonly name = 'LogInUse'
  readonly code = 'ERR_LOG_IN_USE'
}

/** A write or its flush failed: what is on the disk is not known any more, so nothing more is written. */
export class LogFailed extends Error {
  override readonly name = 'LogFailed'
  readonly code = 'ERR_LOG_FAILED'
}
