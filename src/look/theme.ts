// The antd theme, made from the same table as everything else.
import type { ThemeConfig } from 'antd'
import { colour, shadow, type Tint, type Token } from './tokens.ts'

export function themeOf(tint: Tint): ThemeConfig {
  const c = (token: Token) => colour(token, tint)
  return {
    cssVar: { key: 'dianfan' },
    hashed: false,
    token: {
      colorPrimary: c('accent'), colorInfo: c('office'), colorWarning: c('due'), colorError: c('late'), colorSuccess: c('accent'),
      colorPrimaryHover: c('accent-2'), colorPrimaryActive: c('accent-2'), colorPrimaryBg: c('wash'), colorPrimaryBgHover: c('wash-2'), colorPrimaryBorder: c('wash-2'), colorPrimaryText: c('accent-2'),
      colorErrorBg: c('late-w'), colorErrorBorder: c('late'), colorErrorHover: c('late'), colorErrorActive: c('late'), colorErrorText: c('late'), colorWarningBg: c('due-w'), colorWarningBorder: c('due-f'),
      colorText: c('ink'), colorTextSecondary: c('ink-2'), colorTextTertiary: c('ink-3'), colorTextQuaternary: c('ink-3'), colorTextPlaceholder: c('ink-3'), colorTextDisabled: c('ink-3'), colorTextHeading: c('ink'), colorTextDescription: c('ink-3'),
      colorIcon: c('ink-3'), colorIconHover: c('ink'), colorTextLightSolid: c('on-accent'),
      colorBgLayout: c('paper'), colorBgContainer: c('surface'), colorBgElevated: c('surface'), colorBgContainerDisabled: c('sunken'), colorBgSpotlight: tint === 'light' ? c('ink') : '#2a383d',
      colorFill: c('line-2'), colorFillSecondary: c('sunken'), colorFillTertiary: c('surface-2'), colorFillQuaternary: c('surface-2'), colorBgTextHover: c('surface-2'), colorBgTextActive: c('sunken'),
      colorBorder: c('line-2'), colorBorderSecondary: c('line'), colorSplit: c('line'), colorLink: c('accent-2'), colorLinkHover: c('accent'),
      controlItemBgHover: c('surface-2'), controlItemBgActive: c('wash'), controlItemBgActiveHover: c('wash-2'), controlOutline: 'transparent',
      colorBgMask: tint === 'light' ? 'rgb(14 40 42 / .28)' : 'rgb(0 0 0 / .5)', fontFamily: 'var(--sans)', fontSize: 14, lineHeight: 22 / 14, fontWeightStrong: 600, borderRadius: 6, borderRadiusLG: 10, borderRadiusSM: 4,
      controlHeight: 32, controlHeightLG: 44, sizeUnit: 4, boxShadow: shadow.float, boxShadowSecondary: tint === 'dark' ? `0 0 0 1px ${c('line-2')}, ${shadow.sheet}` : shadow.sheet,
      motionDurationFast: '0.12s', motionDurationMid: '0.2s', motionDurationSlow: '0.2s', wireframe: false,
    },
    components: {
      Button: { borderRadiusLG: 6, contentFontSizeLG: 15, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 400 },
      Table: { headerBg: c('surface-2'), headerColor: c('ink-3'), cellPaddingBlock: 10, rowSelectedBg: c('wash'), rowHoverBg: c('surface-2'), headerSplitColor: 'transparent' },
      Segmented: { itemSelectedBg: c('wash'), itemSelectedColor: c('accent-2'), trackBg: c('sunken') },
      Menu: { itemSelectedBg: c('wash'), itemSelectedColor: c('accent-2') },
      Select: { optionSelectedBg: c('wash'), optionSelectedColor: c('accent-2'), optionSelectedFontWeight: 600, optionActiveBg: c('surface-2') },
      Skeleton: { gradientFromColor: c('sunken'), gradientToColor: c('line') },
      Tooltip: { colorTextLightSolid: tint === 'light' ? '#ffffff' : c('ink') },
      Form: { labelColor: c('ink-2'), verticalLabelPadding: '0 0 4px', itemMarginBottom: 20 },
      Drawer: { paddingLG: 20 },
    },
  }
}
