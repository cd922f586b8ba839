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

dianfan import units FILE.xlsx [--dry-run]
  Units, groups, posts, people, duties and grid workers from one workbook, all or nothing; the same file again changes nothing.

  --dry-run            read and report, keep nothing
  --account LOGIN      whose permissions are used (default: clerk)
  --district CODE      needed only where there are several districts
  Exit status: 0 done, 1 refused (nothing was kept), 2 wrong use.`,
  token: `dianfan token --account LOGIN [--district CODE] [--purpose WORDS] [--days N]
  Prints a bearer token for scripts, valid for 90 days unless --days says otherwise; --purpose stands in the list of sessions. Only its hash is kept: it cannot be shown again.`,
  rescue: `dianfan rescue --account LOGIN [--district CODE]
  When no administrator can sign in any more: prints a temporary password for one of them and drops its second factor, locks and sessions.
  Works for administrators only, gives no new right, and stands in the log.`,
  check: `dianfan check packs [--schema]
  Reads every pack in packs/ and names each mistake with file, line and what would be right.
  Exit status: 0 all well, 1 something is wrong.`,
  verify: `dianfan verify [--district CODE] [--root N:HASH] [--no-files]
  Proves that nothing written was changed: recomputes the chain of every stream and the chain of roots, compares both with the roots kept in
  the data folder and with --root (one you wrote down or printed), and reads every file against its hash. Names the first wrong place of each.
  Exit status: 0 all well, 1 something is wrong.`,
  replay: `dianfan replay [--district CODE] [--write]
  Folds every list row anew from the log and names each difference. With --write the rows are replaced by what the log says.
  Exit status: 0 no difference (or all replaced), 1 differences.`,
  backup: `dianfan backup FOLDER [--key FILE]
  Everything as of one moment, into a folder that keeps many backups: every table, every file (each once). Runs beside the server.
  With --key all of it is encrypted; the key file is made when it does not exist: keep it elsewhere, without it nothing can be read.`,
  restore: `dianfan restore FOLDER [--at NAME] [--key FILE] [--list]
  Brings a backup (the newest, or the one named) into an empty database and files folder, and compares every table and file with what was
  backed up. Refuses a database that holds a district. --list shows what there is.
  Exit status: 0 restored and equal, 1 refused or not equal (the database is then as before).`,
}

export const sayHelp = (command?: string): string => (command && texts[command]) ?? `npx dianfan COMMAND

${Object.values(texts).join('\n\n')}

Works beside a running server; starts the embedded database itself when none runs.`
