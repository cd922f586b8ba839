// The one password of every demo account: public on purpose, shown on the sign-in page, and never valid outside the demo.
export const DEMO_PASSWORD = 'dianfan-demo-2026'
