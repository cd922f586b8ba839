// The drawn town: white walls, black tiles, a stone bridge, willows and a small boat. Our own drawing; dark turns it into evening.
const House = ({ x, y, w, h, door }: { x: number; y: number; w: number; h: number; door?: number }) => (
  <g>
    <rect x={x} y={y} width={w} height={h} fill="var(--sc-wall)" />
    <path d={`M${x - 14} ${y + 8} Q${x + 12} ${y - 8} ${x + 22} ${y - 34} H${x + w - 22} Q${x + w - 12} ${y - 8} ${x + w + 14} ${y + 8}Z`} fill="var(--sc-tile)" />
    <path d={`M${x + 19} ${y - 35} H${x + w - 19}`} stroke="var(--sc-ridge)" strokeWidth="4" strokeLinecap="round" />
    <path d={Array.from({ length: Math.floor((w - 20) / 12) }, (_, i) => `M${x + 14 + i * 12} ${y - 3}v9`).join('')} stroke="var(--sc-ridge)" strokeOpacity=".35" />
    {door !== undefined && <rect x={x + door} y={y + h - 62} width="32" height="62" fill="var(--sc-wood)" />}
    <g transform={`translate(${x + (door === undefined ? w / 2 - 13 : door > w / 2 ? 24 : w - 50)} ${y + 24})`}><rect width="26" height="24" fill="var(--sc-glass)" /><path d="M13 0v24M0 12h26" stroke="var(--sc-wall)" strokeWidth="2" /></g>
  </g>
)
const Willow = ({ x, y, s = 1 }: { x: number; y: number; s?: number }) => (
  <g transform={`translate(${x} ${y}) scale(${s})`} fill="none" strokeLinecap="round">
    <path d="M0 150C-2 100-8 60 8 8" stroke="var(--sc-trunk)" strokeWidth="8" />
    {[-78, -62, -46, -30, -14, 4, 20, 38, 54, 70, 84].map((to, i) => <path key={to} d={`M8 6C${8 + to * 0.5} ${-16 + Math.abs(to) * 0.05} ${to * 0.96} ${4 + Math.abs(to) * 0.3} ${to} ${64 + ((i * 29) % 5) * 12}`} stroke="var(--sc-willow)" strokeWidth="5" strokeOpacity={0.72 + (i % 3) * 0.1} />)}
  </g>
)
const water = [[40, 742, 50], [150, 728, 70], [262, 770, 46], [520, 716, 60], [590, 748, 96], [690, 730, 52], [96, 812, 64], [210, 846, 88], [560, 800, 74], [650, 826, 110], [760, 772, 60], [40, 868, 40], [430, 858, 90], [700, 872, 66]] as const

export const Scene = ({ label }: { label: string }) => (
  <svg className="scene" viewBox="0 0 860 900" preserveAspectRatio="xMidYMax slice" role="img" aria-label={label}>
    <defs>
      <linearGradient id="sc-sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stopColor="var(--sc-sky1)" /><stop offset=".75" stopColor="var(--sc-sky2)" /></linearGradient>
      <linearGradient id="sc-water" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stopColor="var(--sc-water1)" /><stop offset="1" stopColor="var(--sc-water2)" /></linearGradient>
    </defs>
    <rect width="860" height="900" fill="url(#sc-sky)" />
    <circle cx="640" cy="300" r="54" fill="var(--sc-sun)" />
    <path d="M0 520C110 440 210 470 300 500S470 520 560 460S740 400 860 500V720H0Z" fill="var(--sc-hill1)" />
    <path d="M0 548C140 510 260 516 380 548S640 590 860 530V720H0Z" fill="var(--sc-hill2)" />
    <rect y="640" width="860" height="260" fill="url(#sc-water)" />
    <House x={52} y={562} w={96} h={90} /><House x={190} y={580} w={88} h={80} /><House x={560} y={558} w={108} h={84} /><House x={740} y={576} w={90} h={80} />
    <House x={-40} y={588} w={150} h={100} door={88} /><House x={118} y={606} w={120} h={82} door={70} /><House x={640} y={596} w={134} h={94} door={78} /><House x={778} y={606} w={110} h={86} />
    <path d="M0 686H250V706H0ZM620 688H860V708H620Z" fill="var(--sc-stone)" /><path d="M0 704H250V711H0ZM620 706H860V713H620Z" fill="var(--sc-stone2)" />
    <path d="M236 706C300 600 360 578 430 578S560 600 634 708H560C556 650 500 622 433 622S310 650 306 706Z" fill="var(--sc-stone)" />
    <path d="M232 704C296 592 358 570 430 570S566 594 640 706" fill="none" stroke="var(--sc-rail)" strokeWidth="9" />
    <path d="M306 706C310 650 366 622 433 622S556 650 560 708" fill="none" stroke="var(--sc-stone2)" strokeWidth="3" />
    <path d="M306 712C314 760 370 782 433 782S552 760 560 712Z" fill="var(--sc-mirror)" fillOpacity=".42" />
    <g fill="var(--sc-mirror)" fillOpacity=".28"><rect y="716" width="110" height="62" /><rect x="118" y="716" width="120" height="46" /><rect x="640" y="718" width="134" height="54" /><rect x="784" y="718" width="76" height="44" /></g>
    <g stroke="var(--sc-mirror)" strokeOpacity=".55" strokeWidth="2" strokeLinecap="round">{water.map(([x, y, w]) => <path key={`${x}${y}`} d={`M${x} ${y}h${w}`} />)}</g>
    <Willow x={262} y={544} /><Willow x={700} y={584} s={0.82} />
    <g>
      <path d="M326 800C360 812 450 812 488 798C478 820 464 828 440 828H372C348 828 336 818 326 800Z" fill="var(--sc-boat)" />
      <path d="M380 804V782Q412 760 444 780V804Z" fill="var(--sc-mat)" /><path d="M374 786Q412 756 450 784" fill="none" stroke="var(--sc-ridge)" strokeWidth="5" strokeLinecap="round" />
      <path d="M448 804C446 786 450 774 458 770C466 774 468 788 466 802Z" fill="var(--sc-coat)" /><path d="M444 768C450 758 466 756 472 766Z" fill="var(--sc-hat)" /><circle cx="458" cy="769" r="4" fill="var(--sc-skin)" />
      <path d="M462 778 500 840" stroke="var(--sc-trunk)" strokeWidth="3.5" strokeLinecap="round" />
    </g>
  </svg>
)
