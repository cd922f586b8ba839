// The command line: serve · import · token · rescue · check · verify · replay · backup · restore. `npm start` runs `serve`.
import { Problem } from '#core/problem.ts'
import { readConfig, WrongSetting } from '#kernel/config.ts'
import { backup, restore } from './cli/backup.ts'
import { check } from './cli/check.ts'
import { Misuse, sayHelp } from './cli/help.ts'
import { importFile } from './cli/import.ts'
import { serve } from './cli/serve.ts'
import { token } from './cli/token.ts'
import { replay } from './cli/replay.ts'
import { rescue } from './cli/rescue.ts'
import { verify } from './cli/verify.ts'

const commands: Record<string, (args: string[], config: ReturnType<typeof readConfig>) => Promise<number>> = { serve, import: importFile, token, rescue, check, verify, replay, backup, restore }

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(sayHelp(name === 'help' ? rest[0] : undefined))
    return name === undefined ? 2 : 0
  }
  const command = commands[name]
  if (!command) throw new Misuse(`没有 ${name} 这个命令 · there is no command ${name}`)
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(sayHelp(name))
    return 0
  }
  return await command(rest, readConfig(process.env))
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof Problem) {
    console.error(`${error.body.said.zh}\n${error.body.said.en}`)
    for (const fault of error.body.faults ?? []) console.error(`  ${fault.path}  ${fault.said.zh} · ${fault.said.en}`)
    process.exitCode = 1
  } else if (error instanceof WrongSetting) {
    console.error(['设置不对，没有启动 · wrong settings, not started:', ...error.lines.map((line) => `  ${line}`)].join('\n'))
    process.exitCode = 2
  } else if (error instanceof Misuse) {
    console.error(`${error.message}\n\n${sayHelp(error.command)}`)
    process.exitCode = 2
  } else {
    console.error(error)
    process.exitCode = 70
  }
} finally {
  // An open channel to the launcher would keep this process alive for ever, however it ended.
  if (process.connected) process.disconnect?.()
}
