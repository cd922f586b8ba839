// What the command line can do, in words.

/** Wrong use of the command line: printed with the help, exit status 2. */
export class Misuse extends Error {
  readonly command: string | undefined
  constructor(message: string, command?: string) { super(message); this.name = 'Misuse'; this.command = command }
}

const texts: Record<string, string> = {
  serve: `dianfan serve
  Runs the server. Settings come from the environment (docs/running.md).`,
  import: `dianfan import standard FILE.xlsx|csv [--dry-run] [--pack local] [--day work_day|natural_day]
                        [--hour work_hour|urgent_hour] [--urgent-day urgent_day|work_day]
  A city's filing standard becomes a new version of a local pack, all or nothing; the old version is kept.
  What 天, 小时 and 紧急工作日 mean is asked once at a terminal and remembered; elsewhere the defaults are taken and printed.

dianfan import messages FILE.xlsx|csv [--dry-run] [--system hotline]
  Hotline and message-board sheets become reports, all or nothing; numbers known already are not taken twice.

  --dry-run            read and report, keep nothing
  --account LOGIN      whose permissions are used (default: clerk)
  --district CODE      needed only where there are several districts
  Exit status: 0 done, 1 refused (nothing was kept), 2 wrong use.`,
  token: `dianfan token --account LOGIN [--district CODE]
  Prints a bearer token for scripts, valid for 90 days. Only its hash is kept: it cannot be shown again.`,
  check: `dianfan check packs [--schema]
  Reads every pack in packs/ and names each mistake with file, line and what would be right.

dianfan check log [--district CODE]
  Recomputes the hash chain of the log and names the first wrong row of every broken stream.
  Exit status: 0 all well, 1 something is wrong.`,
}

export const sayHelp = (command?: string): string => (command && texts[command]) ?? `npx dianfan COMMAND

${Object.values(texts).join('\n\n')}

Works beside a running server; starts the embedded database itself when none runs.`
