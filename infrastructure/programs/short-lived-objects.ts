import { setFlagsFromString } from 'node:v8'

/**
 * For a program whose objects live for one call. After a busy while V8 would make what it takes for long-lived among the
 * old objects at once; dead, each of them still holds the call that it belonged to until all old objects are looked
 * through, which then is every few seconds and takes the processor from the calls for nearly a tenth of one. It holds for
 * the whole process, from now on.
 */
export const expectShortLivedObjects = (): void =>
  setFlagsFromString('--no-allocation-site-pretenuring')
