/** The looks of a report: light and dark, on paper, and on a narrow screen. All colours of text have a contrast of 4.5 at least. */
export const STYLESHEET = `
:root{color-scheme:light dark;--page:#fff;--panel:#f6f7f9;--text:#1b1f24;--faint:#545d68;--line:#d0d7de;--good:#136c2e;--bad:#b3141f;--warning:#7a4d00;--good-back:#e3f5e7;--bad-back:#fde8e9;--warning-back:#fff3d6;--c0:#0b5cad;--c1:#7a3ea8;--c2:#116b5c;--c3:#b3471d;--c4:#8a5a00;--c5:#a02668;--c6:#3f5f1f;--c7:#4a5568}
@media (prefers-color-scheme:dark){:root{--page:#0f1318;--panel:#171d24;--text:#e6eaef;--faint:#a3adb8;--line:#37414d;--good:#6fd68a;--bad:#ff9096;--warning:#f0bd5a;--good-back:#12301b;--bad-back:#431a1e;--warning-back:#3a2b0b;--c0:#7db8f7;--c1:#cba6f0;--c2:#6fd3c0;--c3:#f5a37b;--c4:#e5bd62;--c5:#f49ac1;--c6:#b3d68a;--c7:#b4bfcc}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 3rem}
article+article{border-top:3px solid var(--line);margin-top:3rem;padding-top:1.5rem}
h1,h2,h3{line-height:1.25;overflow-wrap:anywhere}
h1{font-size:1.6rem;margin:0 0 .75rem}
h2{font-size:1.15rem;margin:2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul,pre,dl{margin:.5rem 0}
ul{padding-left:1.25rem}
li,td,th,dd,p,text{overflow-wrap:anywhere}
.verdict{border-left:.35rem solid var(--faint);background:var(--panel);padding:.75rem 1rem;margin:0 0 1rem;font-size:1.15rem;font-weight:600}
.verdict.good{border-color:var(--good);background:var(--good-back)}
.verdict.bad{border-color:var(--bad);background:var(--bad-back)}
.verdict.open{border-color:var(--warning);background:var(--warning-back)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.6rem 1.25rem}
dt{color:var(--faint);font-size:.85rem}
dd{margin:0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
caption{text-align:left;color:var(--faint);padding-bottom:.35rem}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
thead th{color:var(--faint);font-weight:600;white-space:nowrap}
tbody th{font-weight:600}
.time{white-space:nowrap}
tbody th[scope=rowgroup]{background:var(--panel)}
.number,.range{text-align:right;font-variant-numeric:tabular-nums}
.number{white-space:nowrap}
thead .range{white-space:normal}
.range{min-width:12rem}
tbody th[scope=row]{min-width:6.5rem}
.good{color:var(--good)}
.bad{color:var(--bad)}
.open{color:var(--warning)}
.verdict.good,.verdict.bad,.verdict.open{color:var(--text)}
.state{font-weight:600;white-space:nowrap}
footer{margin-top:2rem}
.faint,footer{color:var(--faint);font-size:.88rem}
pre{background:var(--panel);border:1px solid var(--line);padding:.6rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.82rem}
figure{margin:.75rem 0 1.25rem}
figcaption{font-weight:600;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;max-width:56rem}
svg text{fill:var(--faint);font-size:12px}
.axis{stroke:var(--line);stroke-width:1}
.limit{stroke:var(--bad);stroke-width:1.5}
.beyond{fill:var(--bad);fill-opacity:.09}
svg .limit-text text{fill:var(--bad);font-weight:600}
.band{stroke-width:1;stroke-opacity:.45;fill-opacity:.14}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.25rem;padding:0;font-size:.88rem}
.key svg{display:inline-block;width:34px;height:12px;vertical-align:middle;margin-right:.4rem}
.s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}.s4{stroke:var(--c4)}.s5{stroke:var(--c5)}.s6{stroke:var(--c6)}.s7{stroke:var(--c7)}
.band.s0{fill:var(--c0)}.band.s1{fill:var(--c1)}.band.s2{fill:var(--c2)}.band.s3{fill:var(--c3)}.band.s4{fill:var(--c4)}.band.s5{fill:var(--c5)}.band.s6{fill:var(--c6)}.band.s7{fill:var(--c7)}
.bar.succeeded{fill:var(--good)}.bar.failed{fill:var(--bad)}.bar.skipped{fill:var(--faint)}.bar.running{fill:var(--warning)}
svg .bar-text text{fill:var(--text)}
@media (max-width:34rem){main{padding:1rem .75rem}svg text{font-size:18px}svg .bar-text text{font-size:13px}h1{font-size:1.3rem}table.stack thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}table.stack tr{display:block;padding:.35rem 0;border-bottom:1px solid var(--line)}table.stack td,table.stack th{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.1rem .4rem;text-align:right;white-space:normal}table.stack th{text-align:left}table.stack td::before{flex:none;content:attr(data-label);color:var(--faint);text-align:left}}
@media print{:root{color-scheme:light;--page:#fff;--panel:#f6f7f9;--text:#000;--faint:#444c56;--line:#b6bec8;--good:#136c2e;--bad:#b3141f;--warning:#7a4d00;--good-back:#fff;--bad-back:#fff;--warning-back:#fff;--c0:#0b5cad;--c1:#7a3ea8;--c2:#116b5c;--c3:#b3471d;--c4:#8a5a00;--c5:#a02668;--c6:#3f5f1f;--c7:#4a5568}body{font-size:11pt}main{max-width:none;padding:0}.wide{overflow:visible}h2,h3,figcaption{break-after:avoid}figure,tr,.verdict,dl>div{break-inside:avoid}article+article{break-before:page}}
`;
