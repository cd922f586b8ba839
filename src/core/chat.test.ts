// What a clerk pastes from a chat group, as the programs really copy it.
import { expect, test } from 'vitest'
import { placesIn, readChat } from './chat.ts'

test('群聊里复制出来的：谁、什么时候去掉，话留下', () => {
  expect(readChat('张三 2026/11/23 9:12\n学前街路口垃圾桶满了[图片]\n袋子都堆到人行道上了')).toEqual({ text: '学前街路口垃圾桶满了\n袋子都堆到人行道上了', sender: '张三', chat: true })
  expect(readChat('李阿姨(12345678) 2026-11-23 09:12:33\r\n河边路灯不亮\r\n王五 2026-11-23 09:13:00\r\n是的\r\n李阿姨(12345678) 2026-11-23 09:14:00\r\n一共三盏')).toEqual({ text: '河边路灯不亮\n是的\n一共三盏', sender: '李阿姨', chat: true })
})
test('名字在一行、时间在下一行；或者名字和话在一行', () => {
  expect(readChat('幸福里-老周\n昨天 18:05\n楼道堆了沙发')).toEqual({ text: '楼道堆了沙发', sender: '幸福里-老周', chat: true })
  expect(readChat('老周：楼道堆了沙发\n老周：还有纸箱')).toEqual({ text: '楼道堆了沙发\n还有纸箱', sender: '老周', chat: true })
})
test('一般的话不当成聊天；“地点：”不是人', () => {
  expect(readChat('路口有一堆垃圾')).toEqual({ text: '路口有一堆垃圾', chat: false })
  expect(readChat('地点：学前街\n问题：垃圾')).toEqual({ text: '地点：学前街\n问题：垃圾', chat: false })
})
test('话里可能是地名的，长的在前', () => {
  const found = placesIn('就在学前街和望河新村门口')
  expect(found).toContain('学前街')
  expect(found).toContain('望河新村')
  expect(placesIn('垃圾很多')).toEqual([])
})
