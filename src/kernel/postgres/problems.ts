// The sentences a person meets when the database of this folder cannot be opened.
import { problem } from '../../core/problem.ts'

/** A second server on one data folder; the first one keeps running untouched. */
export const alreadyServed = problem<{ folder: string; pid: string; host: string; since: string }>('database.already-served', 409,
  ({ folder, pid, host, since }) => ({
    zh: `数据目录 ${folder} 已由另一个典范服务使用（主机 ${host}，进程 ${pid}，自 ${since} 起）。请直接使用那个服务；若要重新启动，请先停止它（kill ${pid}）；若要并行运行第二套，请把 DIANFAN_DATA 指向另一个目录。`,
    en: `The data folder ${folder} is already served by another Dianfan (host ${host}, process ${pid}, since ${since}). Use that one; to start afresh stop it first (kill ${pid}); to run a second installation point DIANFAN_DATA to another folder.`,
  }))

export const notForThisMachine = problem<{ platform: string; reason: string }>('database.not-for-this-machine', 500,
  ({ platform, reason }) => ({
    zh: `随附的 PostgreSQL 不能在本机（${platform}）运行：${reason}。请安装 PostgreSQL 15 或更新版本，并用 DATABASE_URL 指定它。`,
    en: `The PostgreSQL that comes along does not run on this machine (${platform}): ${reason}. Install PostgreSQL 15 or newer and name it in DATABASE_URL.`,
  }))

export const librariesMissing = problem<{ native: string; reason: string }>('database.libraries-missing', 500,
  ({ native, reason }) => ({
    zh: `随附的 PostgreSQL 缺少库文件链接，且无法在 ${native} 中补建（${reason}）。请以程序目录的所有者身份运行一次 npm start。`,
    en: `The PostgreSQL that comes along lacks links to its libraries and they cannot be made in ${native} (${reason}). Run npm start once as the owner of the program folder.`,
  }))

/** PostgreSQL refuses root; three ways to run as somebody else were tried and none reached the files. */
export const rootCannotStart = problem<{ folder: string; native: string; reason: string }>('database.root-cannot-start', 500,
  ({ folder, native, reason }) => ({
    zh: `PostgreSQL 不允许以 root 身份运行，而普通身份（nobody）无法进入 ${folder} 或 ${native}，本机又不允许用户命名空间（${reason}）。请任选其一：改用普通用户启动；或把程序与 DIANFAN_DATA 放到所有人可进入的目录（如 /srv/dianfan）；或用 DATABASE_URL 指定已有的 PostgreSQL。`,
    en: `PostgreSQL refuses to run as root, the user nobody cannot enter ${folder} or ${native}, and user namespaces are not allowed here (${reason}). Do one of these: start as an ordinary user; put the program and DIANFAN_DATA under a folder everybody may enter (such as /srv/dianfan); or name an existing PostgreSQL in DATABASE_URL.`,
  }))

export const notYours = problem<{ path: string; owner: string }>('database.not-yours', 403,
  ({ path, owner }) => ({
    zh: `${path} 属于另一个用户（编号 ${owner}），当前用户不能使用。请以该用户或 root 身份运行，或把 DIANFAN_DATA 指向自己的目录。`,
    en: `${path} belongs to another user (number ${owner}) and the present one may not use it. Run as that user or as root, or point DIANFAN_DATA to a folder of your own.`,
  }))

export const otherMajor = problem<{ cluster: string; found: string; wanted: string }>('database.other-major', 409,
  ({ cluster, found, wanted }) => ({
    zh: `${cluster} 由 PostgreSQL ${found} 建立，本版程序使用 ${wanted}。请用原版程序导出备份，再在新目录中导入；原数据未被改动。`,
    en: `${cluster} was made by PostgreSQL ${found}; this program brings ${wanted}. Write a backup with the old program and read it into a new folder; the old data was not touched.`,
  }))

export const notACluster = problem<{ cluster: string }>('database.not-a-cluster', 409,
  ({ cluster }) => ({
    zh: `${cluster} 里有文件，但不是数据库。请核对 DIANFAN_DATA；若确认无用，请先移走该目录再启动。`,
    en: `${cluster} holds files but is no database. Check DIANFAN_DATA; if they are not needed move that folder away and start again.`,
  }))

export const didNotStart = problem<{ reason: string; log: string }>('database.did-not-start', 500,
  ({ reason, log }) => ({
    zh: `数据库没有启动成功：${reason}。请先排除该原因（常见为磁盘已满或权限不足）再启动；详情见 ${log}。`,
    en: `The database did not start: ${reason}. Remove that cause (often a full disk or missing rights) and start again; details are in ${log}.`,
  }))
