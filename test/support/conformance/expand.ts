/** Puts the play's own word, and very long names, into a name of the script. */
export function expand(text: string, run: string): string {
  return text
    .replaceAll('{run}', run)
    .replaceAll(/\{x\*(\d+)\}/g, (_, times: string) => 'x'.repeat(Number(times)))
}
